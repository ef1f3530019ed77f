"""Networks read exactly what their templates say, and acceptors hold nothing else."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.template import NOTHING, Choice, Node, Sequence, SlotRef, Word, parse
from voice_coach.errors import ContentError
from voice_coach.understanding.arcs import Arcs
from voice_coach.understanding.grammar import ListEntry, Network

words = st.sampled_from(["a", "b", "c", "d"]).map(Word)
trees = st.recursive(
    words | st.just(NOTHING),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Sequence(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Choice(tuple(parts)))
    ),
    max_leaves=8,
)


def spoken(node: Node) -> set[tuple[str, ...]]:
    """Every phrase of a tree without names, by definition."""
    match node:
        case Word(text):
            return {(text,)}
        case Choice(parts):
            return set().union(*map(spoken, parts))
        case Sequence(parts):
            rows = itertools.product(*map(spoken, parts))
            return {tuple(itertools.chain.from_iterable(row)) for row in rows}
    raise AssertionError(node)


@given(st.lists(trees, min_size=1, max_size=4))
def test_an_acceptor_holds_exactly_what_the_templates_say(found: list[Node]) -> None:
    network = Network({}, {})
    for number, tree in enumerate(found):
        network.add(f"wish {number}", tree)
    said = {" ".join(words) for tree in found for words in spoken(tree)} - {""}
    grammar = network.grammar()
    assert set(grammar.phrases(100_000)) == said
    assert all(grammar.accepts(phrase) for phrase in said)


@given(st.lists(trees, min_size=1, max_size=4))
def test_every_phrase_is_read_as_each_of_its_wishes(found: list[Node]) -> None:
    network = Network({}, {})
    for number, tree in enumerate(found):
        network.add(f"wish {number}", tree)
    for words in set().union(*map(spoken, found)):
        right = [f"wish {n}" for n, tree in enumerate(found) if words in spoken(tree)]
        assert sorted(r.intent for r in network.parses(" ".join(words))) == right


@given(st.lists(trees, min_size=1, max_size=4))
def test_an_acceptor_has_no_two_states_with_the_same_future(found: list[Node]) -> None:
    network = Network({}, {})
    for tree in found:
        network.add("wish", tree)
    grammar = network.grammar()
    states = {grammar.start, *(a for a, _, _ in grammar.arcs), *(b for _, b, _ in grammar.arcs)}
    futures = {
        (s in grammar.finals, tuple(sorted(grammar.table.get(s, {}).items()))) for s in states
    }
    assert len(futures) == len(states)


def lists() -> dict[str, tuple[ListEntry, ...]]:
    return {
        "number": (
            ListEntry(Word("two"), 2.0),
            ListEntry(Word("2"), 2.0),
            ListEntry(parse("twenty five"), 25.0),
        ),
        "length": (
            ListEntry(parse("{number:60} minutes")),
            ListEntry(parse("{number:3600} hours [and] {number:60} minutes")),
            ListEntry(parse("{number:60} and a half minutes"), None, 30.0),
        ),
        "pot": (ListEntry(Word("rice"), "rice"), ListEntry(parse("green tea"))),
    }


def timers() -> Network:
    network = Network(lists(), {"please": parse("[please]")}, frozenset({"number", "length"}))
    network.add("timer", parse("<please> set a [{pot:name}] timer for {length}"))
    return network


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("set a timer for twenty five minutes", {"length": 1500.0}),
        ("set a rice timer for two hours two minutes", {"name": "rice", "length": 7320.0}),
        (
            "please set a green tea timer for 2 and a half minutes",
            {"name": "green tea", "length": 150.0},
        ),
    ],
)
def test_slots_are_what_was_said(said: str, slots: dict[str, object]) -> None:
    (reading,) = timers().parses(said)
    assert reading.slots == slots


def test_digits_are_read_but_are_not_for_the_ear() -> None:
    network = timers()
    assert network.parses("set a timer for 2 minutes")
    assert not network.grammar().accepts("set a timer for 2 minutes")
    assert network.grammar(digits=True).accepts("set a timer for 2 minutes")
    assert network.grammar().accepts("set a timer for two minutes")


def test_half_a_phrase_is_no_phrase() -> None:
    assert timers().parses("set a timer for") == []
    assert timers().parses("") == []


@pytest.mark.parametrize("template", ["<nobody>", "{nothing}", "<loop>", "{loop}"])
def test_names_that_lead_nowhere_are_refused_when_they_are_added(template: str) -> None:
    loop = (ListEntry(SlotRef("loop", "loop")),)
    network = Network({"loop": loop}, {"loop": parse("go <loop>")})
    with pytest.raises(ContentError):
        network.add("wish", parse(template))


def test_of_two_readings_plain_words_win_and_then_what_was_written_first() -> None:
    pots = {"pot": (ListEntry(Word("tea"), "tea"), ListEntry(Word("rice"), "rice"))}
    network = Network(pots, {})
    for template in ("{pot:first} pot", "{pot:second} pot", "tea pot [please]"):
        network.add("pot", parse(template))
    said = ["tea pot", "rice pot", "tea pot"]
    assert [dict(network.parses(text)[0].slots) for text in said] == [{}, {"first": "rice"}, {}]


def test_many_ways_to_say_the_same_are_walked_once() -> None:
    maybe = parse("[a]")
    network = Network({"letter": (ListEntry(maybe), ListEntry(parse("[a] [a]")))}, {})
    network.add("wish", Sequence((*[maybe] * 30, *[SlotRef("letter", "letter")] * 10)))
    assert network.parses("a " * 40)
    assert network.parses("a " * 51) == []


def test_arcs_in_columns_are_the_arcs() -> None:
    network = Network({}, {})
    network.add("wish", parse("play (one|two) songs [please]"))
    arcs = network.grammar().arcs
    rows = list(arcs)
    assert [arcs[at] for at in range(len(arcs))] == rows == arcs[:]
    assert list(Arcs.of(tuple(rows))) == rows
    assert list(Arcs.of(())) == []

"""The template parser: any text becomes a tree, or one sentence about what is wrong in it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.template import Choice, Node, Sequence, SlotRef, Word, normal, parse
from voice_coach.errors import ContentError
from voice_coach.understanding.grammar import Network

WORDS = st.sampled_from(["hug", "us", "don't", "please", "now", "twenty", "o'clock"])


def phrases(template: str) -> set[str]:
    """Everything that the template's acceptor accepts."""
    network = Network({}, {})
    network.add("it", parse(template))
    return {phrase for phrase in network.grammar().phrases(10_000) if phrase}


def spelled(node: Node) -> set[tuple[str, ...]]:
    """The same by brute force, from the tree."""
    match node:
        case Word(text):
            return {(text,)}
        case Choice(parts):
            return set().union(*(spelled(part) for part in parts))
        case Sequence(parts):
            rows = itertools.product(*(spelled(part) for part in parts))
            return {tuple(itertools.chain(*row)) for row in rows}
    raise AssertionError(node)


templates = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: f"[{'|'.join(parts)}]"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({';'.join(parts)})"),
    ),
    max_leaves=6,
)


@given(st.text() | st.text(alphabet="ab [](){}<>|;:'’-\n"))
def test_whatever_is_written_the_parser_answers_with_a_tree_or_a_sentence(text: str) -> None:
    try:
        parse(text)
        mistake = ContentError("none.", "none")
    except ContentError as error:
        mistake = error
    assert str(mistake).endswith(".")
    assert mistake.fix


@given(templates)
def test_what_the_acceptor_accepts_is_what_the_tree_spells(template: str) -> None:
    expected = {" ".join(words) for words in spelled(parse(template)) if words}
    assert phrases(template) == expected


@given(templates)
def test_every_phrase_of_a_template_is_a_template_of_itself(template: str) -> None:
    for phrase in phrases(template):
        assert phrases(phrase) == {phrase}
        assert normal(phrase) == phrase


@pytest.mark.parametrize(
    ("template", "heard"),
    [
        ("hug [please]", {"hug", "hug please"}),
        ("[a|the] hug", {"hug", "a hug", "the hug"}),
        ("(one|two) songs", {"one songs", "two songs"}),
        ("(hug;now)", {"hug now", "now hug"}),
        ("Don’t check-in", {"don't check in"}),
    ],
)
def test_brackets_mean_what_the_page_says(template: str, heard: set[str]) -> None:
    assert phrases(template) == heard


def test_a_slot_can_have_a_name_of_its_own() -> None:
    assert parse("{size:second}") == SlotRef("size", "second")
    assert parse("{size}") == SlotRef("size", "size")


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("", "is empty"),
        ("[]", "is empty"),
        ("(a|b", "column 1: a bracket opened here is not closed by ')'"),
        ("a|b", "'|' outside brackets"),
        ("(a|b;c)", "'|' and ';' in one bracket"),
        ("hug!", "'hug!' cannot be heard"),
        ("a ) b", "')' cannot be heard"),
        ("i ('ve|have)", '"\'ve" cannot be heard'),
        ("{two words}", "is not a name"),
        ("(a;b;c;d;e;f)", "6 parts in any order"),
    ],
)
def test_a_mistake_is_named_with_its_place(template: str, sentence: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse(template)
    assert sentence in str(caught.value)
    assert caught.value.fix

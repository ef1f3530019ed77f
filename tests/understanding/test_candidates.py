"""Quick looks at templates: they may be wrong in one direction only."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.template import (
    Word,
    normal,
    parse,
    references,
    slots_and_words,
    well_formed,
)
from voice_coach.errors import ContentError
from voice_coach.understanding.candidates import Candidates
from voice_coach.understanding.grammar import Network
from voice_coach.understanding.phrasebook import Phrasebook


@given(st.text("ab1'’|;()[]{}<>:-._ \n", max_size=12))
def test_a_template_that_looks_right_is_right(template: str) -> None:
    if well_formed(template):
        parse(template)


def test_brackets_too_deep_to_follow_have_to_be_parsed() -> None:
    assert well_formed("(a|[b (c)])")
    assert not well_formed("(" * 1000 + "a" + ")" * 1000)


@pytest.mark.parametrize("template", ["don't 's", "(a", "a|b", "()", "{2}", "<a b>", "What?"])
def test_what_is_wrong_does_not_look_right(template: str) -> None:
    assert not well_formed(template)


def test_hardly_a_shipped_template_has_to_be_parsed_when_it_is_loaded(book: Phrasebook) -> None:
    templates = [text for intent in book.content.intents.values() for text in intent.templates]
    assert sum(map(well_formed, templates)) > 0.99 * len(templates)


def test_the_names_in_a_template_are_found_without_parsing_it(book: Phrasebook) -> None:
    for intent in book.content.intents.values():
        for template in intent.templates:
            leaves = [
                leaf for leaf in slots_and_words(parse(template)) if not isinstance(leaf, Word)
            ]
            assert set(references(template)) == set(leaves)
    assert [r.name for r in references("{ size:big } <tonight> {pot}")] == ["big", "tonight", "pot"]


def test_no_template_that_can_say_a_text_is_passed_over(book: Phrasebook) -> None:
    chance = random.Random(1)
    for intent in chance.sample(list(book.content.intents), 12):
        network = Network(book.lists, book.rules, book.lexicon.numeric)
        for tree in book.trees_of(intent):
            network.add(intent, tree)
        for said in chance.sample(samples := book.phrases(intent, 100), min(12, len(samples))):
            (whole,) = network.parses(said)
            reading = book.parse_as(intent, said)
            assert reading is not None
            assert reading.slots == {**book.content.intents[intent].means, **whole.slots}


def test_few_templates_have_to_be_parsed_for_a_text(book: Phrasebook) -> None:
    candidates = Candidates(book.content, book.lexicon)
    words = normal("Could you set the pasta timer for twenty-five minutes?").split()
    every = sum(len(book.trees_of(intent)) for intent in book.content.intents)
    assert 0 < len(list(candidates.trees(book.content.intents, words))) < every / 100


def test_a_name_that_leads_nowhere_is_said_when_its_intent_is_read(book: Phrasebook) -> None:
    from msgspec.structs import replace

    hug = replace(book.content.intents["hug_timer"], templates=["a <nobody> hug"])
    broken = Phrasebook(replace(book.content, intents={"hug_timer": hug}))
    with pytest.raises(ContentError, match="no rule <nobody>"):
        broken.parse_as("hug_timer", "a hug")

"""The phrasebook: exact readings, grammars for the ear, samples for comparison."""

import time

from voice_coach.content.template import Sequence, Word
from voice_coach.understanding.acceptor import minimal
from voice_coach.understanding.phrasebook import Phrasebook


def test_a_phrase_is_read_with_its_slots(book: Phrasebook) -> None:
    (reading,) = book.parses("Please set a timer for twenty-five minutes")
    assert (reading.intent, reading.slots) == ("timer_start", {"duration": 1500.0})


def test_only_the_intents_asked_for_are_read(book: Phrasebook) -> None:
    assert [r.intent for r in book.parses("yes please", ["yes", "no"])] == ["yes"]
    assert book.parses("yes please", ["no"]) == []


def test_every_sample_is_a_phrase_of_its_intent(book: Phrasebook) -> None:
    for intent in book.content.intents:
        samples = book.phrases(intent, 40)
        assert samples
        for said in samples:
            assert book.parse_as(intent, said) is not None, (intent, said)


def test_samples_are_the_same_every_time(book: Phrasebook) -> None:
    assert Phrasebook(book.content).phrases("hug_timer", 50) == book.phrases("hug_timer", 50)


def test_the_ear_does_not_listen_for_what_is_to_be_ignored(book: Phrasebook) -> None:
    assert not book.grammar().accepts("what's the weather")
    assert book.grammar(["ignored_assistant"]).accepts("what's the weather")
    assert book.grammar(["yes", "no"]).accepts("no thanks")
    assert not book.grammar(["yes", "no"]).accepts("stop")


def test_a_grammar_is_built_once(book: Phrasebook) -> None:
    assert book.grammar(["no", "yes"]) is book.grammar({"yes", "no"})


def test_no_phrase_belongs_to_two_intents(book: Phrasebook) -> None:
    # Answers are read only where they were asked for, before any request: "twenty", "a hug".
    alone = {name for name, intent in book.content.intents.items() if intent.answer}
    marked = [
        Sequence((tree, Word(f"#{intent}")))
        for intent in book.content.intents
        if intent not in alone
        for tree in book.trees_of(intent)
    ]
    table = minimal(marked, book.lists, book.rules).table
    shared = [sorted(w for w in row if w.startswith("#")) for row in table.values()]
    assert [row for row in shared if len(row) > 1] == []


def test_building_everything_is_quick(book: Phrasebook) -> None:
    start = time.process_time()
    fresh = Phrasebook(book.content)
    fresh.parses("stop")
    fresh.grammar(["yes", "no", "not_now", "stop", "pause"])
    assert time.process_time() - start < 2.0

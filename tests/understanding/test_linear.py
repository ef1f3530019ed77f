"""The shipped linear model: that it is the right one, what it understands, what it never does."""

import json
import statistics
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_coach.commands.understand import in_state
from voice_coach.content.loader import load
from voice_coach.errors import ContentError
from voice_coach.understanding.bars import Bar
from voice_coach.understanding.linear import LinearModel, digest, unpacked
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "data" / "understanding"
SHARED = ROOT.parent / "shared" / "understanding"
LIFTED = Bar(0.0, -1.0)
FALSE_ACCEPTS = 0.03
TYPICAL_MS = 2.0


def rows(path: Path) -> list[tuple[str, str]]:
    """(text, intent) of every line of a file."""
    found = map(json.loads, path.read_text("utf-8").splitlines())
    return [(row["text"], row["intent"]) for row in found]


def lines(path: Path, *intents: str) -> list[str]:
    """The lines of a file that mean one of these."""
    return [text for text, intent in rows(path) if intent in intents]


CRISES = lines(OWN / "heldout.jsonl", "crisis") + lines(OWN / "safety.jsonl", "crisis")
HARMLESS = lines(OWN / "safety.jsonl", "none")


@pytest.fixture(scope="module")
def model(book: Phrasebook) -> LinearModel:
    return unpacked(book.content.model)


def test_the_model_was_made_from_these_very_sentences(model: LinearModel) -> None:
    stale = "intents/en changed since the model was made: run scripts/train_matcher"
    assert model.digest == digest(load()), stale


def test_the_german_model_too() -> None:
    german = load(language="de")
    stale = "intents/de changed since the model was made: run scripts/train_matcher --content"
    assert unpacked(german.model).digest == digest(german), stale


def test_it_is_small(book: Phrasebook) -> None:
    assert 100_000 < len(book.content.model) < 5_000_000


def test_it_is_packed_and_unpacked_unchanged(model: LinearModel) -> None:
    again = unpacked(model.packed())
    words = ["slow", "dance", "please"]
    assert again.intents.classes == model.intents.classes
    assert again.kinds.keys() == model.kinds.keys() > {"repair_talk", "faq.topic"}
    assert again.digest == model.digest
    assert np.array_equal(again.scores(words), model.scores(words))


@pytest.mark.parametrize("cut", [0, 1, 100, 10_000, -1])
def test_a_torn_model_is_said_to_be_damaged(book: Phrasebook, cut: int) -> None:
    with pytest.raises(ContentError, match="damaged") as caught:
        unpacked(book.content.model[:cut])
    assert "scripts/train_matcher" in str(caught.value.fix)


def test_other_bytes_are_no_model() -> None:
    with pytest.raises(ContentError, match="damaged"):
        unpacked(b"PK\x03\x04 this is not what it says it is")


def test_a_flipped_byte_is_noticed(book: Phrasebook) -> None:
    data = bytearray(book.content.model)
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(ContentError, match="damaged"):
        unpacked(bytes(data))


def test_a_model_of_another_version_is_refused(model: LinearModel) -> None:
    cut = replace(model.intents, weights=model.intents.weights[:-1])
    names = tuple("nothing" if name == "none" else name for name in model.intents.classes)
    renamed = replace(model.intents, classes=names)
    for other in (replace(model, intents=layer).packed() for layer in (cut, renamed)):
        with pytest.raises(ContentError, match="another version"):
            unpacked(other)


def test_it_understands_lines_it_was_not_made_from(matcher: Matcher) -> None:
    found = [
        (intent, matcher.understand(text, bar=LIFTED))
        for text, intent in rows(OWN / "heldout.jsonl")
    ]
    family = matcher.book.content.family
    meant = [(intent, got) for intent, got in found if intent != "none"]
    others = [got.score for intent, got in found if intent == "none" and got.intent is not None]
    strangers = len(found) - len(meant)
    others.sort(reverse=True)
    bar = others[int(strangers * FALSE_ACCEPTS)]
    top1 = sum(family(got.best) == intent for intent, got in meant) / len(meant)
    sure = [family(got.intent) == intent and got.score > bar for intent, got in meant]
    right = sum(sure) / len(meant)
    assert top1 >= 0.85
    assert right >= 0.65


@pytest.mark.parametrize("state", [None, "awake", "asleep", "floor", "consent"])
def test_what_a_crisis_sounds_like_never_begins_a_repair(
    matcher: Matcher, state: str | None
) -> None:
    understand, family = in_state(matcher, state), matcher.book.content.family
    assert [text for text in CRISES if family(understand(text).intent) == "repair_talk"] == []


def test_what_only_sounds_like_a_crisis_begins_nothing(matcher: Matcher) -> None:
    starts = {name for script in matcher.book.content.scripts.values() for name in script.starts}
    # Measured: none of 34. One more may be taken for a crisis, which ends softly; it is no harm.
    taken = {text: matcher.understand(text).intent for text in HARMLESS}
    # Hurt feelings are no danger, and just what a repair is for.
    begun = {text for text, intent in taken.items() if intent in starts - {"crisis"}}
    assert begun <= {"i think i hurt her feelings"}
    assert sum(intent == "crisis" for intent in taken.values()) <= 1


def test_awake_too_it_takes_no_harmless_line_for_danger(matcher: Matcher) -> None:
    understand = in_state(matcher, "awake")
    taken = {text: understand(text).intent for text in HARMLESS}
    assert sum(intent == "crisis" for intent in taken.values()) <= 1
    repairs = {text for text, intent in taken.items() if intent == "repair_talk"}
    # Hurt feelings are no danger, and just what a repair is for.
    assert repairs <= {"i think i hurt her feelings"}


@pytest.mark.parametrize(
    "path", [OWN / "heldout.jsonl", SHARED / "dev.jsonl"], ids=lambda p: p.stem
)
def test_a_no_at_a_gate_is_never_a_yes(matcher: Matcher, path: Path) -> None:
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    denials = lines(path, "no", "not_now")
    assert denials
    assert [text for text in denials if matcher.consent(text).intent == "yes"] == []


def test_a_misheard_no_is_hardly_ever_a_yes(matcher: Matcher) -> None:
    path = SHARED / "dev_noisy.jsonl"
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    denials = lines(path, "no", "not_now")
    # Measured: 2 of 20, in both of which "not" was heard as another word.
    assert sum(matcher.consent(text).intent == "yes" for text in denials) <= 2


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("start the timer", "timer_start"),
        ("stop the timer", "timer_cancel"),
        ("pause the timer", "timer_pause"),
        ("don't start the timer", "cancel"),
        ("cancel the repair", "cancel"),
        ("not a hug", "cancel"),
        ("a hug please", "hug_timer"),
        ("no thanks", "no"),
        ("not now", "not_now"),
    ],
)
def test_one_word_turns_the_meaning(matcher: Matcher, said: str, meant: str) -> None:
    assert matcher.understand(said).intent == meant


def test_the_order_of_the_words_counts(model: LinearModel) -> None:
    said, turned = "let's not talk now", "now let's talk not"
    assert sorted(said.split()) == sorted(turned.split())
    assert not np.allclose(model.scores(said.split()), model.scores(turned.split()), atol=0.05)


def _anything() -> st.SearchStrategy[str]:
    """Any text at all, words of ours in any order, and texts of 10,000 characters."""
    words = st.sampled_from(
        ["don't", "start", "stop", "the", "a", "hug", "timer", "no", "yes", "ten", "minutes", "um"]
    )
    said = st.lists(words, max_size=30).map(" ".join)
    long = st.text(min_size=1, max_size=200).map(lambda text: (text * 10_000)[:10_000])
    return st.one_of(st.text(), said, st.text(max_size=60), long)


def test_no_text_upsets_it_or_holds_it_up(matcher: Matcher) -> None:
    """The median is the promise. A single text may take longer: 10,000 characters are some thousand
    words, the first to name a list makes it, and the machine has other things to do."""
    took: list[float] = []

    @settings(max_examples=150, deadline=5000, suppress_health_check=list(HealthCheck))
    @given(_anything())
    def say(text: str) -> None:
        start = time.perf_counter()
        understood = matcher.understand(text)
        took.append((time.perf_counter() - start) * 1000)
        assert understood.text == text
        assert 0.0 <= understood.score <= 1.0
        assert matcher.consent(text).intent in (None, "yes", "no", "not_now")
        assert matcher.exactly(text, ("wake", "stop"), short=True).score in (0.0, 1.0)

    say()
    assert statistics.median(took) < TYPICAL_MS

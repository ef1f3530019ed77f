"""Where the coach pauses, and that the pauses in the sound are those."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.messages import Say
from voice_coach.speaking.prosody import SOFT, Phrase, phrases, render
from voice_coach.speaking.sound import Sound, joined
from voice_coach.speaking.voice import RATE, Voice


@pytest.fixture(scope="module")
def voice() -> Iterator[Voice]:
    with Voice() as speaking:
        yield speaking


def said(text: str) -> list[tuple[str, float]]:
    return [(phrase.text, phrase.pause_before) for phrase in phrases(text)]


def test_a_comma_a_sentence_a_question_a_stem() -> None:
    assert said("Listening, space, or a hug?") == [
        ("Listening,", 0.0),
        ("space,", 0.25),
        ("or a hug?", 0.25),
    ]
    assert said("Two songs. Then I ring.") == [("Two songs.", 0.0), ("Then I ring.", 0.5)]
    assert said("Welcome back. Shall we, now?") == [
        ("Welcome back.", 0.0),
        ("Shall we,", 0.8),
        ("now?", 0.25),
    ]
    assert said("I'm sorry I … Now you.") == [("I'm sorry I …", 0.0), ("Now you.", 1.2)]
    assert said("I'm sorry I... Would you?") == [("I'm sorry I…", 0.0), ("Would you?", 1.2)]


def test_numbers_times_and_quotations_stay_whole() -> None:
    assert said("That is 4.5 or 1,000.") == [("That is 4.5 or 1,000.", 0.0)]
    assert said("Say “stop.” Then rest.") == [("Say “stop.", 0.0), ("Then rest.", 0.5)]
    assert said("One thing – gently.") == [("One thing", 0.0), ("gently.", 0.25)]


@pytest.mark.parametrize("nothing", ["", "  ", "…", "?!, –"])
def test_nothing_to_say_is_nothing(nothing: str) -> None:
    assert phrases(nothing) == []


@given(st.text(max_size=80))
def test_no_letter_is_lost_and_none_is_said_twice(text: str) -> None:
    spoken = "".join(phrase.text for phrase in phrases(text))
    assert [it for it in spoken if it.isalnum()] == [it for it in text if it.isalnum()]


def pauses(sound: Sound, longer_than: float = 0.12) -> list[float]:
    loud = np.flatnonzero(np.abs(sound.frames.astype(int)) > 60)
    gaps = np.diff(loud) / sound.rate
    return [float(gap) for gap in gaps if gap > longer_than]


@pytest.mark.parametrize("wpm", [130, 150, 175])
def test_the_pauses_in_the_sound_are_exact_at_every_rate(voice: Voice, wpm: int) -> None:
    parts = render(Say("Listening, space, or a hug? I'm sorry I … We are. Are you?"), voice, wpm, 1)
    found = pauses(joined(parts, RATE))
    assert found == pytest.approx([0.25, 0.25, 0.5, 1.2, 0.8], abs=0.02)


def test_the_first_clause_comes_before_the_rest_is_made(voice: Voice) -> None:
    first = next(render(Say("Well, this would go on for a while, and on."), voice, 150, 1.0))
    assert 0.1 < first.seconds < 0.8
    assert np.abs(first.frames[: RATE // 20].astype(int)).max() > 60


def test_a_wait_before_is_a_wait_before(voice: Voice) -> None:
    plain = joined(render(Say("Well."), voice, 150, 1.0), RATE)
    later = joined(render(Say("Well.", before=0.7), voice, 150, 1.0), RATE)
    assert later.seconds - plain.seconds == pytest.approx(0.7, abs=0.001)


def test_soft_is_six_decibels_less_and_volume_counts(voice: Voice) -> None:
    def peak(say: Say, volume: float) -> int:
        frames = joined(render(say, voice, 150, volume), RATE).frames
        return int(np.abs(frames.astype(int)).max())

    loud = peak(Say("Softly now."), 1.0)
    assert peak(Say("Softly now.", soft=True), 1.0) == pytest.approx(loud * SOFT, rel=0.01)
    assert peak(Say("Softly now.", soft=True), 0.5) == pytest.approx(loud * SOFT / 2, rel=0.01)
    assert pytest.approx(0.501, abs=0.001) == SOFT


def test_a_phrase_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Phrase("a", 0.0).text = "b"  # type: ignore[misc]

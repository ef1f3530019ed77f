"""Loudness in figures that can be checked by arithmetic, and what they mean for a couple."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import first_evening
from voice_coach.checkup import verdicts
from voice_coach.checkup.levels import (
    NOTHING,
    Echo,
    Levels,
    found,
    level,
    measured,
    mixed,
    voiced_seconds,
)
from voice_coach.checkup.trial import tone

RATE = 16_000


def noise(dbfs: float, seconds: float = 3.0, seed: int = 1) -> np.ndarray:
    spread = 32768 * 10 ** (dbfs / 20)
    wave = np.random.default_rng(seed).normal(0, spread, round(seconds * RATE))
    return np.clip(np.rint(wave), -32768, 32767).astype(np.int16)


def hum(dbfs: float, seconds: float = 1.0) -> np.ndarray:
    at = np.arange(round(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * 200 * at) * 32768 * 10 ** (dbfs / 20) * np.sqrt(2)
    return np.clip(np.rint(wave), -32768, 32767).astype(np.int16)


def spoken(room: float, voice: float) -> np.ndarray:
    """A second of a voice in the middle of three seconds of room."""
    sound = noise(room, seed=2).astype(int)
    sound[RATE : 2 * RATE] += hum(voice)
    return np.clip(sound, -32768, 32767).astype(np.int16)


@given(room=st.integers(-70, -40), above=st.integers(12, 35))
def test_room_voice_and_ratio_are_what_they_were_made_of(room: int, above: int) -> None:
    levels = measured(noise(room), spoken(room, room + above))
    assert levels.noise == pytest.approx(room, abs=1)
    assert levels.speech == pytest.approx(room + above, abs=1)
    assert levels.ratio == pytest.approx(above, abs=1.5)
    assert levels.clipped == 0


def test_nobody_spoke() -> None:
    assert measured(noise(-50), noise(-50, seed=3)).speech is None
    assert measured(noise(-50), noise(-50, seed=3)).ratio is None


def test_digital_silence_is_a_muted_microphone() -> None:
    silent = np.zeros(3 * RATE, np.int16)
    levels = measured(silent, silent)
    assert levels.noise == NOTHING
    assert "muted" in verdicts.room(levels).detail
    assert verdicts.room(levels).fix


def test_what_was_cut_off_is_counted() -> None:
    levels = measured(noise(-50), spoken(-50, 3.0))
    assert levels.clipped > 0.1
    assert "down" in verdicts.clipping(levels).fix


@given(delay=st.integers(0, 15_000), soft=st.integers(0, 30))
def test_a_tone_is_found_however_late_and_soft(delay: int, soft: int) -> None:
    played = tone().resampled(RATE).frames
    room = noise(-60, 1.4).astype(float)
    room[delay : delay + len(played)] += (played * 10 ** (-soft / 20))[: len(room) - delay]
    echo = found(np.rint(room).astype(np.int16), played)
    assert echo is not None
    assert echo.delay == pytest.approx(delay / RATE, abs=0.001)
    assert echo.level == pytest.approx(level(played) - soft, abs=1)


@given(st.integers(0, 50))
def test_a_room_without_the_tone_has_no_echo(seed: int) -> None:
    played = tone().resampled(RATE).frames
    assert found(noise(-40, 1.4, seed), played) is None
    assert found(hum(-20, 1.4), played) is None


@pytest.mark.parametrize(
    ("ratio", "word"), [(20.0, ""), (9.0, "some of what"), (3.0, "most of what")]
)
def test_the_verdict_on_the_ratio(ratio: float, word: str) -> None:
    fix = verdicts.ratio(Levels(-50.0, -50.0 + ratio, 0.0)).fix
    assert word in fix
    assert bool(fix) == bool(word)


def test_the_echo_is_compared_with_the_voice() -> None:
    levels = Levels(-60.0, -30.0, 0.0)
    seen = verdicts.echo(Echo(-36.0, 0.1), levels)
    assert "6 dB softer than your voice" in seen.detail
    assert seen.figures["echo_over_voice_db"] == -6
    assert "headphones" in verdicts.echo(None, levels).detail


@pytest.mark.parametrize(
    ("room", "voice", "said"),
    [
        (-60, -25, "first.well"),
        (-64, -55, "first.softly"),
        (-35, -26, "first.noisy"),
        (-60, 3, "first.too_loud"),
        (-60, -90, "first.nobody"),
    ],
)
def test_the_first_evening_says_it_in_plain_words(room: float, voice: float, said: str) -> None:
    assert first_evening.verdict(mixed(spoken(room, voice))) == said


def test_seconds_of_voice_are_counted() -> None:
    assert voiced_seconds(spoken(-60, -25)) == pytest.approx(1.0, abs=0.1)
    assert voiced_seconds(noise(-60)) < 0.2

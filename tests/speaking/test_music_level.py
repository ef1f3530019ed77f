"""How loud the music is: under a voice, out and in again, and never in a step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.speaking.music_level import DOWN, DUCKED, FADE, UP, MusicLevel

RATE = 48_000
BLOCK = 480
LOUD = 10_000


def played(level: MusicLevel, seconds: float) -> np.ndarray:
    """Something steady, as a share of what it was, in the player's blocks of 10 ms."""
    blocks = []
    for _ in range(round(seconds * RATE / BLOCK)):
        block = np.full(BLOCK, LOUD, np.int16)
        level.apply(block, BLOCK, RATE)
        blocks.append(block)
    return np.concatenate(blocks) / LOUD


def test_left_alone_it_changes_nothing() -> None:
    assert np.all(played(MusicLevel(), 0.1) == 1.0)


def test_turned_down_it_stays_so_also_under_a_voice() -> None:
    level = MusicLevel()
    level.turn(0.5)
    assert played(level, 0.3)[-1] == pytest.approx(0.5, abs=1e-3)
    level.duck()
    assert played(level, 0.3)[-1] == pytest.approx(0.5 * DUCKED, abs=1e-3)


def test_under_a_voice_it_is_15_db_lower_within_50_ms_and_back_in_400() -> None:
    level = MusicLevel()
    level.duck()
    down = played(level, 0.3)
    assert 20 * np.log10(down[round(DOWN * RATE) + 1 :]) == pytest.approx(-15, abs=0.01)
    level.restore()
    up = played(level, 0.6)
    assert up[round(0.9 * UP * RATE)] < 1.0
    assert np.all(up[round(UP * RATE) + 1 :] == 1.0)


def test_told_to_fade_it_is_silent_in_300_ms_and_stays_so_under_a_voice_too() -> None:
    level = MusicLevel()
    level.fall()
    assert np.all(played(level, 0.6)[round(FADE * RATE) + 1 :] == 0.0)
    level.duck()
    level.restore()
    assert np.all(played(level, 0.6) == 0.0)
    level.rise()
    assert np.all(played(level, 0.6)[round(FADE * RATE) + 1 :] == 1.0)


def test_a_rise_can_wait_until_the_end_of_another_song_has_died_away() -> None:
    level = MusicLevel()
    level.fall()
    played(level, 0.5)
    level.rise(0.05, delay=0.1)
    rising = played(level, 0.3)
    assert np.all(rising[: round(0.1 * RATE)] == 0.0)
    assert np.all(rising[round(0.16 * RATE) :] == 1.0)


def test_a_cut_does_not_bring_it_back_up() -> None:
    level = MusicLevel()
    level.duck()
    played(level, 0.1)
    level.restore(at_once=True)
    assert played(level, 0.5) == pytest.approx(DUCKED, abs=0.001)


CHANGES = st.lists(st.sampled_from(["duck", "restore", "fall", "rise"]), max_size=30)


@given(CHANGES, st.integers(1, 9))
def test_whatever_it_is_told_it_never_jumps(changes: list[str], blocks: int) -> None:
    level = MusicLevel()
    parts = [played(level, 0.01)]
    for change in changes:
        getattr(level, change)()
        parts.append(played(level, blocks * 0.01))
    steepest = (1 - DUCKED) / DOWN + 1 / FADE
    whole = np.concatenate(parts)
    assert np.abs(np.diff(whole)).max() <= steepest / RATE + 1.5 / LOUD
    assert 0.0 <= whole.min() <= whole.max() <= 1.0

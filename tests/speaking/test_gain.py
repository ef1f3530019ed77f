"""The level under the coach's voice: how fast it glides, where it stops, and never in a step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.speaking.gain import DOWN, DUCKED, UP, Gain

RATE = 48_000
BLOCK = 480
LEVEL = 10_000


def played(gain: Gain, seconds: float, sounding: int = BLOCK) -> np.ndarray:
    """A steady level through the gain, in blocks of 10 ms, as a share of what it was."""
    blocks = []
    for _ in range(round(seconds * RATE / BLOCK)):
        block = np.full(BLOCK, LEVEL, np.int16)
        gain.apply(block, sounding, RATE)
        blocks.append(block)
    return np.concatenate(blocks) / LEVEL


def test_left_alone_it_changes_nothing() -> None:
    assert np.all(played(Gain(), 0.1) == 1.0)


def test_it_is_down_within_20_milliseconds_and_stays_there() -> None:
    gain = Gain()
    gain.duck()
    levels = played(gain, 0.5)
    assert levels[round(DOWN * RATE) :] == pytest.approx(DUCKED)
    assert levels[0] == 1.0


def test_it_is_up_again_within_150_milliseconds_and_not_much_sooner() -> None:
    gain = Gain()
    gain.duck()
    played(gain, 0.1)
    gain.restore()
    levels = played(gain, 0.5)
    assert np.all(levels[: round(0.9 * UP * RATE)] < 1.0)
    assert np.all(levels[round(UP * RATE) :] == 1.0)


def test_what_comes_after_a_cut_is_as_loud_as_ever() -> None:
    gain = Gain()
    gain.duck()
    played(gain, 0.1)
    gain.restore(at_once=True)
    played(gain, 0.02, sounding=0)
    assert np.all(played(gain, 0.1) == 1.0)


def test_silence_after_the_last_sound_stays_as_it_is() -> None:
    gain = Gain()
    gain.duck()
    assert np.all(played(gain, 0.1, sounding=100).reshape(-1, BLOCK)[:, 100:] == 1.0)


@given(st.lists(st.sampled_from(["duck", "restore", "at once", "wait"]), min_size=1, max_size=40))
def test_whatever_is_asked_there_is_no_step_and_no_level_beyond(asked: list[str]) -> None:
    gain = Gain()
    levels = [np.ones(1)]
    for wish in asked:
        match wish:
            case "duck":
                gain.duck()
            case "wait":
                pass
            case _:
                gain.restore(at_once=wish == "at once")
        levels.append(played(gain, 0.01))
    level = np.concatenate(levels)
    # 0.75 in 20 ms, and the rounding to int16.
    assert np.abs(np.diff(level)).max() <= 0.75 / (DOWN * RATE - 1) * 1.1 + 2 / LEVEL
    assert level.min() >= DUCKED - 1 / LEVEL
    assert level.max() <= 1.0

"""Steady noise goes, a voice stays."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voice_coach.hearing.noise_suppression import FRAME, SHORTEST, less_noise

RATE = 16_000
Floats = NDArray[np.float32]


def voice(seconds: float = 2.0) -> Floats:
    """Syllables: a buzz of 140 Hz with its overtones, four times a second, and pauses between."""
    n = np.arange(int(seconds * RATE))
    buzz = sum(np.sin(2 * np.pi * 140 * k * n / RATE) / k for k in range(1, 20))
    return (3000 * buzz * (np.sin(2 * np.pi * 4 * n / RATE) > 0)).astype(np.float32)


def noise(count: int, level: float) -> Floats:
    drawn = np.random.default_rng(4).standard_normal(count).astype(np.float32)
    return drawn * np.float32(level)


def decibels(one: Floats, other: Floats) -> float:
    return float(20 * np.log10(np.std(one) / np.std(other)))


def test_noise_alone_becomes_ten_decibels_softer_and_no_more() -> None:
    hiss = noise(3 * RATE, 500)
    assert -10.6 < decibels(less_noise(hiss), hiss) < -8


def test_a_voice_in_a_quiet_room_stays_as_it_is() -> None:
    said = voice() + noise(2 * RATE, 3)
    assert abs(decibels(less_noise(said), said)) < 0.3
    assert np.corrcoef(less_noise(said), said)[0, 1] > 0.995


@pytest.mark.parametrize("over", [12, 6, 0])
def test_a_voice_stands_further_above_the_noise_than_before(over: int) -> None:
    said = voice()
    hiss = noise(len(said), float(np.std(said)) * 10 ** (-over / 20))
    found = less_noise(said + hiss)
    speaking = said != 0
    before = decibels((said + hiss)[speaking], (said + hiss)[~speaking])
    after = decibels(found[speaking], found[~speaking])
    assert after > before + 4
    assert np.corrcoef(found, said)[0, 1] > np.corrcoef(said + hiss, said)[0, 1]


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 5000, 16_001])
def test_it_is_as_long_as_before(count: int) -> None:
    assert len(less_noise(noise(count, 100))) == count


def test_silence_stays_silence_and_a_click_is_let_through() -> None:
    assert not less_noise(np.zeros(RATE, np.int16)).any()
    short = noise((SHORTEST - 2) * FRAME // 2 - FRAME, 100)
    assert np.array_equal(less_noise(short), short)

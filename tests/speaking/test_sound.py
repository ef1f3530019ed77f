"""A Sound is what it says: frames, a rate, and arithmetic that neither clicks nor wraps around."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.speaking.sound import Sound, joined, silence


def tone(pitch: float, seconds: float, rate: int, peak: float = 8000) -> Sound:
    places = np.arange(round(seconds * rate)) / rate
    return Sound((np.sin(2 * np.pi * pitch * places) * peak).astype(np.int16), rate)


def test_two_rooms_of_silence_are_as_long_as_both() -> None:
    assert silence(0.25, 22_050).seconds == pytest.approx(0.25, abs=1e-4)
    assert joined((silence(0.5, 48_000), silence(0.25, 22_050)), 48_000).seconds == pytest.approx(
        0.75, abs=1e-4
    )
    assert joined((), 16_000).seconds == 0


def test_half_as_loud_and_never_wrapped_around() -> None:
    loud = Sound(np.array([-30_000, 100, 30_000], np.int16), 8000)
    assert loud.gain(0.5).frames.tolist() == [-15_000, 50, 15_000]
    assert loud.gain(2.0).frames.tolist() == [-32_768, 200, 32_767]


@pytest.mark.parametrize(("low", "high"), [(22_050, 48_000), (16_000, 44_100), (48_000, 16_000)])
def test_a_tone_is_the_same_tone_at_another_rate(low: int, high: int) -> None:
    there = tone(1000, 0.7, low).resampled(high)
    wanted = tone(1000, 0.7, high)
    middle = slice(high // 20, -high // 20)
    assert len(there.frames) == len(wanted.frames)
    assert np.abs(there.frames[middle] - wanted.frames[middle]).max() < 40


def test_what_a_lower_rate_cannot_hold_is_gone_and_not_folded_back() -> None:
    there = tone(11_000, 0.5, 48_000).resampled(16_000)
    assert np.abs(there.frames[800:-800]).max() < 40


def test_the_quiet_ends_go_and_a_margin_stays() -> None:
    padded = joined((silence(0.2, 8000), tone(440, 0.5, 8000), silence(0.3, 8000)), 8000)
    assert padded.trimmed(60).seconds == pytest.approx(0.5, abs=0.002)
    assert padded.trimmed(60, 0.01).seconds == pytest.approx(0.52, abs=0.002)
    assert silence(1, 8000).trimmed(60).seconds == 0


def test_a_faded_sound_begins_and_ends_at_nothing() -> None:
    flat = Sound(np.full(800, 10_000, np.int16), 8000).faded(0.01)
    assert flat.frames[0] == 0
    assert flat.frames[-1] == 0
    assert flat.frames[400] == 10_000


@given(st.binary(max_size=400), st.sampled_from([8000, 16_000, 22_050, 44_100, 48_000]))
def test_any_sound_keeps_its_length_at_any_rate(noise: bytes, rate: int) -> None:
    sound = Sound(np.frombuffer(noise[: len(noise) // 2 * 2], np.int16), 16_000)
    assert abs(sound.resampled(rate).seconds - sound.seconds) <= 1 / rate


@pytest.mark.parametrize("wrong", [np.zeros((2, 2), np.int16), np.zeros(4, np.float32)])
def test_two_channels_or_floats_are_no_sound(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="one row of int16"):
        Sound(wrong, 16_000)

"""A piece of sound: mono int16 frames and their rate. Pure, small, and never written anywhere."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """`frames` is int16, mono, one-dimensional; `rate` in Hz."""

    frames: Frames
    rate: int

    def __post_init__(self) -> None:
        if self.frames.ndim != 1 or self.frames.dtype != np.int16 or self.rate <= 0:
            raise ValueError("a Sound is one row of int16 frames at a rate above zero")

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.frames) / self.rate

    def gain(self, factor: float) -> Sound:
        """Louder or softer; what would be too loud is clipped, never wrapped around."""
        if factor == 1.0:
            return self
        return Sound(to_int16(self.frames.astype(np.float32) * np.float32(factor)), self.rate)

    def faded(self, seconds: float) -> Sound:
        """With a linear fade at both ends, so that a cut does not click."""
        count = min(int(seconds * self.rate), len(self.frames) // 2)
        if count == 0:
            return self
        shaped = self.frames.astype(np.float32)
        ramp = np.linspace(0, 1, count, endpoint=False, dtype=np.float32)
        shaped[:count] *= ramp
        shaped[-count:] *= ramp[::-1]
        return Sound(to_int16(shaped), self.rate)

    def trimmed(self, level: int, keep: float = 0.0) -> Sound:
        """Without the ends that are quieter than `level` (int16), but for `keep` seconds."""
        loud = np.flatnonzero(np.abs(self.frames.astype(np.int32)) > level)
        if not len(loud):
            return Sound(self.frames[:0], self.rate)
        margin = int(keep * self.rate)
        start, end = max(0, int(loud[0]) - margin), int(loud[-1]) + 1 + margin
        return Sound(self.frames[start:end], self.rate)

    def resampled(self, rate: int) -> Sound:
        """The same sound at another rate; band-limited, by way of its spectrum."""
        if rate == self.rate or not len(self.frames):
            return Sound(self.frames, rate)
        common = math.gcd(self.rate, rate)
        step_in, step_out = self.rate // common, rate // common
        # A quiet tail of padding keeps the end of the sound from wrapping onto its beginning.
        steps = -(-(len(self.frames) + 64) // step_in)
        spectrum = np.fft.rfft(self.frames.astype(np.float64), steps * step_in)
        wave = np.fft.irfft(spectrum, steps * step_out) * (step_out / step_in)
        return Sound(to_int16(wave[: round(len(self.frames) * step_out / step_in)]), rate)


def to_int16(wave: NDArray[np.floating]) -> Frames:
    """Floats in int16's range, rounded and clipped."""
    rounded: Frames = np.clip(np.rint(wave), -32768, 32767).astype(np.int16)
    return rounded


def silence(seconds: float, rate: int) -> Sound:
    """Nothing, for so many seconds."""
    return Sound(np.zeros(round(seconds * rate), np.int16), rate)


def joined(sounds: Iterable[Sound], rate: int) -> Sound:
    """One after the other, each brought to `rate`."""
    parts = [sound.resampled(rate).frames for sound in sounds]
    return Sound(np.concatenate(parts) if parts else np.zeros(0, np.int16), rate)

"""Sound as figures: how loud, how far above the room, cut off or not, heard back or not. Pure.

All sound here is int16 mono at 16 kHz; levels are mean powers in dB below full scale (dBFS).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_coach.hearing.conditioning import FRAME, FRAME_SECONDS, Samples
from voice_coach.hearing.endpointer import MARGIN, QUIETEST
from voice_coach.hearing.recognizer import RATE

NOTHING = -96.0
"""dBFS given for digital silence."""
FULL = 32_700
"""int16 level from which on a sample counts as cut off."""
LEAST_SPEECH = 5
"""Frames of 30 ms that must stand above the room before somebody is said to have spoken."""
ALIKE = 0.3
"""Likeness (0 to 1) from which on a sound was heard back. Noise of that length reaches 0.05."""


@dataclass(frozen=True, slots=True)
class Levels:
    """A quiet room, and somebody speaking in it."""

    noise: float
    """dBFS, the median of the quiet room."""
    speech: float | None
    """dBFS without the room's share; None: nobody spoke."""
    clipped: float
    """Share (0 to 1) of the samples of speech at full scale."""

    @property
    def ratio(self) -> float | None:
        """Signal to noise, dB."""
        return None if self.speech is None else self.speech - self.noise


@dataclass(frozen=True, slots=True)
class Echo:
    """A sound of ours as the microphone brings it back."""

    level: float
    """dBFS."""
    delay: float
    """Seconds after the microphone began to be read."""


def measured(quiet: Samples, speech: Samples) -> Levels:
    """The levels of a quiet room, and of a voice in it."""
    return _levels(_median(quiet), speech)


def mixed(sound: Samples) -> Levels:
    """The levels of a voice and of the room between its words, from one stretch of sound."""
    return _levels(_quietest(sound), sound)


def _levels(noise: float, speech: Samples) -> Levels:
    powers = _powers(speech)
    voiced = powers[powers > 10 ** ((noise + MARGIN) / 10)]
    clipped = float(np.mean(np.abs(speech.astype(np.int32)) >= FULL)) if len(speech) else 0.0
    if len(voiced) < LEAST_SPEECH:
        return Levels(noise, None, clipped)
    return Levels(noise, _db(float(np.mean(voiced)) - 10 ** (noise / 10)), clipped)


def voiced_seconds(sound: Samples) -> float:
    """How much of it stands above the quietest tenth."""
    powers = _powers(sound)
    return float(np.sum(powers > 10 ** ((_quietest(sound) + MARGIN) / 10))) * FRAME_SECONDS


def level(sound: Samples) -> float:
    """dBFS of all of it, mean power; for the meter."""
    return _db(float(np.mean((sound / 32768.0) ** 2))) if len(sound) else NOTHING


def found(sound: Samples, played: Samples) -> Echo | None:
    """Where in `sound` the `played` is, however soft; None when it is not."""
    if len(sound) < len(played) or not played.any():
        return None
    heard, known = sound.astype(np.float64), played.astype(np.float64)
    size = len(heard) + len(known)
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(known, size))
    match = np.fft.irfft(product, size)[: len(heard) - len(known) + 1]
    power = np.concatenate(([0.0], np.cumsum(heard**2)))
    energy = np.maximum(power[len(known) :] - power[: -len(known)], 1.0)
    alike = np.abs(match) / np.sqrt(energy * np.sum(known**2))
    at = int(np.argmax(alike))
    if alike[at] < ALIKE:
        return None
    share = float(match[at] / np.sum(known**2))
    return Echo(_db(float(np.mean((known * share / 32768.0) ** 2))), at / RATE)


def _powers(sound: Samples) -> NDArray[np.float64]:
    """The mean power of each frame of 30 ms, full scale = 1."""
    count = len(sound) // FRAME
    frames = sound[: count * FRAME].reshape(count, FRAME).astype(np.float64) / 32768.0
    powers: NDArray[np.float64] = np.mean(frames**2, axis=1)
    return powers


def _quietest(sound: Samples) -> float:
    """dBFS of the quietest tenth, which lies between the words; never below the endpointer's."""
    powers = _powers(sound)
    return max(QUIETEST, _db(float(np.percentile(powers, 10)))) if len(powers) else QUIETEST


def _median(sound: Samples) -> float:
    powers = _powers(sound)
    return _db(float(np.median(powers))) if len(powers) else NOTHING


def _db(power: float) -> float:
    return max(NOTHING, 10 * math.log10(max(power, 1e-12)))

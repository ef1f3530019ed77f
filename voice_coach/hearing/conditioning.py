"""Sound made fit for a recogniser: the voiced part, less the room's noise, at one level. Pure.

Trained front ends expect a room's hiss; exact digital zeros upset their noise model, and long
silences at the edges turn into words.
"""

from __future__ import annotations

import zlib

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from voice_coach.hearing.noise_suppression import less_noise
from voice_coach.hearing.recognizer import RATE

Samples = NDArray[np.int16]

FRAME_SECONDS = 0.03
FRAME = int(FRAME_SECONDS * RATE)
PADDING = 0.3
"""Seconds kept on each side of the voice; 0.2 and 0.4 lose recordings of real people."""
PEAK = 16_384
"""Of 32,768: −6 dBFS."""
DITHER = 30.0
"""Standard deviation of the added white noise, in steps of int16."""
_REACH = 30.0
"""dB below the loud frames; what is quieter than that is not the speaker."""
_RUN = 3
"""Frames in a row that make a voice; fewer are a click."""
_AGGRESSIVENESS = 3


def samples(frames: bytes) -> Samples:
    """int16 frames as an array; half a frame at the end is dropped."""
    return np.frombuffer(frames, "<i2", len(frames) // 2)


def voiced_part(sound: Samples) -> tuple[int, int]:
    """First and last sample of the voice, padding included; (0, 0) when there is none."""
    runs = _runs(_voiced(sound))
    if not runs:
        return 0, 0
    padding = int(PADDING * RATE)
    return max(0, runs[0] * FRAME - padding), min(len(sound), (runs[-1] + 1) * FRAME + padding)


def conditioned(sound: Samples) -> Samples:
    """As our own ear has learnt to hear it: steady noise taken off, at one level."""
    return levelled(less_noise(sound))


def levelled(sound: NDArray[np.number], again: int = 0) -> Samples:
    """Peak at −6 dBFS, dithered. The same sound gets the same noise, another one `again`."""
    loud = sound.astype(np.float32)
    if not len(loud):
        return loud.astype("<i2")
    peak = float(np.abs(loud).max())
    if peak > 0:
        loud *= PEAK / peak
    chance = np.random.default_rng(zlib.crc32(sound.tobytes()) + again)
    loud += chance.standard_normal(len(loud), dtype=np.float32) * np.float32(DITHER)
    return np.rint(loud).astype("<i2")


def frame_levels(sound: Samples) -> NDArray[np.float64]:
    """dB, over one step of int16, of each whole frame of 30 ms."""
    count = len(sound) // FRAME
    frames = sound[: count * FRAME].reshape(count, FRAME)
    power = np.mean(frames.astype(np.float64) ** 2, axis=1) + 1.0
    found: NDArray[np.float64] = 10 * np.log10(power)
    return found


def _voiced(sound: Samples) -> NDArray[np.bool_]:
    count = len(sound) // FRAME
    frames = sound[: count * FRAME].reshape(count, FRAME)
    if not count:
        return np.zeros(0, np.bool_)
    detector = webrtcvad.Vad(_AGGRESSIVENESS)
    speech = np.array([detector.is_speech(frame.tobytes(), RATE) for frame in frames])
    level = frame_levels(sound)
    audible: NDArray[np.bool_] = level > np.percentile(level, 95) - _REACH
    return speech & audible


def _runs(voiced: NDArray[np.bool_]) -> list[int]:
    """The numbers of the frames that stand in a run of voiced ones."""
    found: list[int] = []
    run: list[int] = []
    for number in np.flatnonzero(voiced).tolist():
        run = [*run, number] if run and number == run[-1] + 1 else [number]
        if len(run) == _RUN:
            found += run
        elif len(run) > _RUN:
            found.append(number)
    return found

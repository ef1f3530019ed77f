"""Kaldi's log mel filter banks and its running mean, in numpy; checked against the originals.

Only what our models use: 25 ms windows every 10 ms, no dither, int16-scaled samples. A warp moves
the filters as a longer or shorter vocal tract would.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
BANDS = 40
LOW, HIGH = 20.0, 7600.0
WINDOW, SHIFT, SIZE = 400, 160, 512
_EMPHASIS = 0.97
_FLOOR = float(np.finfo(np.float32).eps)
_WARP_LOW, _WARP_HIGH = 60.0, 7200.0
MEMORY, LENT = 600, 200
"""Frames of the running mean, and how many of the global mean help it at the start."""

Floats = NDArray[np.float32]


def fbank(sound: NDArray[np.float32], warp: float = 1.0) -> Floats:
    """Frames × bands of int16-scaled samples; no frame for less than a window."""
    count = 1 + (len(sound) - WINDOW) // SHIFT if len(sound) >= WINDOW else 0
    if not count:
        return np.zeros((0, BANDS), np.float32)
    sound = np.ascontiguousarray(sound, np.float32)
    strides = (sound.strides[0] * SHIFT, sound.strides[0])
    frames = np.lib.stride_tricks.as_strided(sound, (count, WINDOW), strides)
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate((frames[:, :1], frames[:, :-1]), axis=1)
    frames = (frames - np.float32(_EMPHASIS) * before) * _povey()
    power = np.abs(np.fft.rfft(frames, SIZE)) ** 2
    mel = power[:, : SIZE // 2].astype(np.float32) @ filters(warp).T
    return np.asarray(np.log(np.maximum(mel, _FLOOR)), np.float32)


@functools.cache
def _povey() -> Floats:
    n = np.arange(WINDOW)
    return np.asarray((0.5 - 0.5 * np.cos(2 * np.pi * n / (WINDOW - 1))) ** 0.85, np.float32)


@functools.lru_cache(maxsize=64)
def filters(warp: float = 1.0) -> Floats:
    """Bands × spectrum lines; triangles on the mel scale."""
    edges = np.linspace(_mel(LOW), _mel(HIGH), BANDS + 2)
    if warp != 1.0:
        edges = np.array([_mel(_warped(_hertz(edge), warp)) for edge in edges])
    lines = np.array([_mel(RATE / SIZE * n) for n in range(SIZE // 2)])
    rising = (lines[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - lines[None]) / (edges[2:] - edges[1:-1])[:, None]
    return np.asarray(np.maximum(0, np.minimum(rising, falling)), np.float32)


def _mel(hertz: float) -> float:
    return 1127.0 * math.log(1.0 + hertz / 700.0)


def _hertz(mel: float) -> float:
    return 700.0 * (math.exp(mel / 1127.0) - 1.0)


def _warped(hertz: float, warp: float) -> float:
    """Kaldi's piecewise line: hertz / warp in the middle, the ends stay where they are."""
    if not LOW <= hertz <= HIGH:
        return hertz
    low, high = _WARP_LOW * max(1.0, warp), _WARP_HIGH * min(1.0, warp)
    scale = 1.0 / warp
    if hertz < low:
        return LOW + (scale * low - LOW) / (low - LOW) * (hertz - LOW)
    if hertz < high:
        return scale * hertz
    return HIGH + (HIGH - scale * high) / (HIGH - high) * (hertz - HIGH)


def less_running_mean(features: Floats, overall: Floats) -> Floats:
    """Each frame less the mean of the last frames, as Kaldi's OnlineCmvn takes it.

    The mean is of up to `MEMORY` frames with this one; while there are fewer, up to `LENT` frames
    of the `overall` mean are added.
    """
    count = len(features)
    sums = np.concatenate((np.zeros((1, BANDS)), np.cumsum(features, axis=0, dtype=np.float64)))
    ends = np.arange(1, count + 1)
    starts = np.maximum(0, ends - MEMORY)
    seen = ends - starts
    lent = np.minimum(LENT, MEMORY - seen)[:, None]
    mean = (sums[ends] - sums[starts] + lent * overall) / (seen[:, None] + lent)
    return np.asarray(features - mean, np.float32)

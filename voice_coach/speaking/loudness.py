"""All songs equally loud, by EBU R 128: a quiet one after a loud one needs no hand at the knob."""

from __future__ import annotations

import math
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_coach.errors import SoundError
from voice_coach.speaking.song_file import Song, SongFile

TARGET = -20.0
"""LUFS, of the mono that is played: about as loud as the coach speaks."""
CEILING = -2.0
"""dB of full scale that no sample passes; what the wave does between two is at most 1 or 2 dB."""
USUAL = -11.0
"""LUFS of a song that could not be measured: most of today's masters lie near."""
LONGEST = 360.0
"""Seconds of a song that are measured."""
PIECE = 1.0
"""Seconds measured at a time, so that a song is never held whole. R 128 puts its gates on 0.4 s
that overlap; put on seconds they come within 0.1 LU of it, on three seconds within 0.5."""
SHORTEST = 0.4
"""Seconds below which R 128 has no loudness."""
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
"""LUFS, and LU below the mean: what is softer is a pause and does not count."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS (-inf: silence), and the highest sample in dB of full scale."""

    lufs: float
    peak: float

    @property
    def gain(self) -> float:
        """The factor that brings it to `TARGET`, or as near as `CEILING` lets it."""
        if math.isinf(self.lufs):
            return 1.0
        return math.pow(10, min(TARGET - self.lufs, CEILING - self.peak) / 20)


def measure(path: Path) -> Loudness:
    """How loud a song is; reads it once. Raises SoundError where it is broken."""
    pieces: list[tuple[float, int]] = []
    peak = 0.0
    with SongFile(path) as file:
        while len(wave := file.read(PIECE)) and len(pieces) * PIECE < LONGEST:
            peak = max(peak, float(np.abs(wave).max()))
            if len(wave) >= SHORTEST * file.rate:
                pieces.append((_piece(wave, file.rate), len(wave)))
    return Loudness(_integrated(pieces), 20 * math.log10(peak) if peak else -math.inf)


def _piece(wave: NDArray[np.float32], rate: int) -> float:
    try:
        import loudness
    except ImportError:
        return USUAL
    return float(loudness.integrated_loudness(wave, rate))


def _integrated(pieces: list[tuple[float, int]]) -> float:
    """R 128's two gates and its mean, over (LUFS, how long)."""
    heard = [piece for piece in pieces if piece[0] > ABSOLUTE_GATE]
    if not heard:
        return -math.inf
    gate = _mean(heard) + RELATIVE_GATE
    return _mean([piece for piece in heard if piece[0] > gate])


def _mean(pieces: list[tuple[float, int]]) -> float:
    power = sum(math.pow(10, lufs / 10) * count for lufs, count in pieces)
    return 10 * math.log10(power / sum(count for _, count in pieces))


class Leveller:
    """Measures songs beside everything else, each file once as long as the coach runs."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "loudness")
        self._found: dict[str, Future[Loudness]] = {}

    def prepare(self, song: Song) -> None:
        """Measure it soon, if it has not been."""
        if song.key not in self._found:
            self._found[song.key] = self._thread.submit(measure, song.path)

    def gain(self, song: Song) -> float:
        """The factor for this song; waits for it. A song that breaks off gets the usual one."""
        self.prepare(song)
        try:
            return self._found[song.key].result().gain
        except SoundError:
            return Loudness(USUAL, 0.0).gain

    def close(self) -> None:
        """Measure no more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

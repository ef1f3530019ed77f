"""Songs for tests: made of a few tones with a beat, written as real files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 44_100


def music(seconds: float, level: float = 0.3, pitch: float = 220.0, rate: int = RATE) -> NDArray:
    """Stereo: a chord with two beats a second, `level` of full scale."""
    at = np.arange(round(seconds * rate)) / rate
    chord = sum(np.sin(2 * np.pi * pitch * k * at) / k for k in (1, 2, 3, 8)) / 2
    beat = 0.6 + 0.4 * np.sin(2 * np.pi * 2 * at)
    return np.stack([chord * beat, chord], axis=1) * level


def write(path: Path, wave: NDArray, rate: int = RATE) -> Path:
    """A second at a time: libsndfile crashes on writing a long OGG at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(path, "w", rate, wave.ndim if wave.ndim == 1 else 2) as file:
        for start in range(0, len(wave), rate):
            file.write(wave[start : start + rate])
    return path


def cut(path: Path, share: float) -> Path:
    """Only the first part of it is left, as after a download that broke off."""
    whole = path.read_bytes()
    path.write_bytes(whole[: round(len(whole) * share)])
    return path

"""Steady noise taken off a whole utterance: a tap, a fan, rain, the hum of voices next door. Pure.

A Wiener filter whose gain follows the decision-directed rule (Ephraim and Malah, 1984). What the
noise is, each frequency's quiet moments tell: an utterance is known whole before it is decoded, so
nothing has to be guessed ahead, and it begins and ends with what the room does without a voice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FRAME = 512
"""Samples (32 ms at 16 kHz) of one spectrum; the next one begins half of it later."""
_HALF = FRAME // 2
QUIET_SHARE = 15
"""Percent of the moments of a frequency that are taken for noise alone."""
ABOVE_QUIET = 1.5
"""Noise power over that of its quietest moments."""
LEAST_GAIN = 0.3
"""What is taken off at most, −10 dB: more makes the noise chirp, and chirps sound like speech."""
INERTIA = 0.9
"""Of the signal-to-noise ratio from one spectrum to the next."""
SHORTEST = 8
"""Spectra (0.15 s); of a shorter sound nobody knows what is noise."""
_WINDOW = np.sin(np.pi * (np.arange(FRAME) + 0.5) / FRAME).astype(np.float32)
Floats = NDArray[np.float32]


def less_noise(sound: NDArray[np.number]) -> Floats:
    """The sound, as long as before and on the same scale, with the noise 10 dB lower at most."""
    padded = np.pad(sound.astype(np.float32), (_HALF, _HALF + (-len(sound)) % _HALF))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::_HALF]
    if len(pieces) < SHORTEST:
        return sound.astype(np.float32)
    spectra = np.fft.rfft(pieces * _WINDOW, axis=1)
    filtered = np.fft.irfft(spectra * _gains(spectra.real**2 + spectra.imag**2), axis=1) * _WINDOW
    found = np.zeros(len(padded), np.float32)
    halves = found.reshape(-1, _HALF)
    halves[:-1] += filtered[:, :_HALF]
    halves[1:] += filtered[:, _HALF:]
    return found[_HALF : _HALF + len(sound)]


def _gains(power: NDArray[np.floating]) -> NDArray[np.floating]:
    """(spectrum, frequency) → what each is multiplied by."""
    steady = power.copy()
    steady[1:-1] = (power[:-2] + power[1:-1] + power[2:]) / 3
    noise = ABOVE_QUIET * np.percentile(steady, QUIET_SHARE, axis=0) + 1.0
    heard = power / noise
    over = np.maximum(heard - 1, 0)
    gains = np.empty_like(power)
    before = over[0]
    for now in range(len(power)):
        ratio = INERTIA * before + (1 - INERTIA) * over[now]
        gains[now] = np.maximum(ratio / (1 + ratio), LEAST_GAIN)
        before = gains[now] ** 2 * heard[now]
    return gains

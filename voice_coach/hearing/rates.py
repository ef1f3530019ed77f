"""From a device's rate to the ear's, block by block, with the memory that takes. Pure.

Only for devices that will not give 16 kHz themselves: most sound servers convert.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

ZERO_CROSSINGS = 16
"""Of the windowed sinc on each side: about 80 dB of what would fold back is gone."""
ROLL_OFF = 0.94
"""Of half the lower rate: where the low-pass filter has let go."""


class StreamResampler:
    """int16 mono in at `rate_in` Hz, out at `rate_out` Hz, in step; about 1 ms is waited for."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        common = math.gcd(rate_in, rate_out)
        self._step, self._phases = rate_in // common, rate_out // common
        self._reach = math.ceil(ZERO_CROSSINGS * max(1.0, rate_in / rate_out))
        self._kernels = _kernels(self._phases, self._reach, min(1.0, rate_out / rate_in) * ROLL_OFF)
        self._held = np.zeros(self._reach - 1, np.float32)
        self._next = 0
        """Where the next frame out lies in `_held`, in 1/phases of a frame in."""

    def convert(self, frames: NDArray[np.int16]) -> NDArray[np.int16]:
        """The frames out that these frames in make possible."""
        held = np.concatenate((self._held, frames.astype(np.float32)))
        ready = max(0, len(held) - 2 * self._reach + 1)
        if not ready:
            self._held = held
            return np.zeros(0, np.int16)
        places = np.arange(self._next, ready * self._phases, self._step)
        whole, phase = places // self._phases, places % self._phases
        windows = np.lib.stride_tricks.sliding_window_view(held, 2 * self._reach)
        out = np.einsum("ij,ij->i", windows[whole], self._kernels[phase])
        end = self._next + len(places) * self._step
        used = min(end // self._phases, ready)
        self._next = end - used * self._phases
        self._held = held[used:]
        rounded: NDArray[np.int16] = np.clip(np.rint(out), -32768, 32767).astype(np.int16)
        return rounded


def _kernels(phases: int, reach: int, cutoff: float) -> NDArray[np.float32]:
    """One low-pass filter of 2 × reach taps for each place between two frames."""
    taps = np.arange(2 * reach) - reach + 1
    distance = taps[None, :] - np.arange(phases)[:, None] / phases
    window = 0.5 + 0.5 * np.cos(np.pi * np.clip(distance / reach, -1, 1))
    kernels = cutoff * np.sinc(cutoff * distance) * window
    even: NDArray[np.float32] = (kernels / kernels.sum(axis=1, keepdims=True)).astype(np.float32)
    return even

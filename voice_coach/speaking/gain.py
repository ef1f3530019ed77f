"""How loud the loudspeaker is just now: lowered while somebody speaks over the coach, and back.

One thread says where to, another applies it; they share one reference, and so need no lock. The
level glides in a straight line, for a step in it would click.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voice_coach.speaking.sound import Frames, to_int16

DUCKED = 0.25
"""-12 dB: still to be followed, and no match for a voice in the room."""
DOWN = 0.02
"""Seconds from full to `DUCKED`."""
UP = 0.15
"""Seconds from `DUCKED` back to full."""


@dataclass(frozen=True, slots=True)
class _Glide:
    """Towards `goal`, by `slope` a second."""

    goal: float
    slope: float


_FULL = _Glide(1.0, (1.0 - DUCKED) / UP)
_DUCKED = _Glide(DUCKED, (1.0 - DUCKED) / DOWN)
_AT_ONCE = _Glide(1.0, (1.0 - DUCKED) / DOWN)


class Gain:
    """A level that glides. `apply` belongs to the audio callback, the rest to anybody."""

    def __init__(self) -> None:
        self._level = 1.0
        self._glide = _FULL

    def duck(self) -> None:
        """Lower it, within 20 ms."""
        self._glide = _DUCKED

    def restore(self, at_once: bool = False) -> None:
        """Raise it again, within 150 ms; `at_once` when what was lowered sounds no more."""
        self._glide = _AT_ONCE if at_once else _FULL

    def apply(self, out: Frames, sounding: int, rate: int) -> None:
        """Bring the first `sounding` of these frames to the level, in place; time passes for all.

        `out` is int16 mono at `rate` Hz.
        """
        glide, begin = self._glide, self._level
        most = glide.slope * len(out) / rate
        end = self._level = begin + min(most, max(-most, glide.goal - begin))
        if sounding and (begin != 1.0 or end != 1.0):
            levels = np.linspace(begin, end, len(out))[:sounding]
            out[:sounding] = to_int16(levels * out[:sounding])

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
class Glide:
    """Towards `goal`, by `slope` a second."""

    goal: float
    slope: float

    def step(self, level: float, seconds: float) -> float:
        """The level so many seconds later."""
        most = self.slope * seconds
        return level + min(most, max(-most, self.goal - level))


def ramp(out: Frames, sounding: int, begin: float, end: float) -> None:
    """Bring the first `sounding` of these int16 frames, in place, from level `begin` to `end`."""
    if sounding and (begin != 1.0 or end != 1.0):
        levels = np.linspace(begin, end, len(out))[:sounding]
        out[:sounding] = to_int16(levels * out[:sounding])


_FULL = Glide(1.0, (1.0 - DUCKED) / UP)
_DUCKED = Glide(DUCKED, (1.0 - DUCKED) / DOWN)
_AT_ONCE = Glide(1.0, (1.0 - DUCKED) / DOWN)


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
        begin = self._level
        self._level = self._glide.step(begin, len(out) / rate)
        ramp(out, sounding, begin, self._level)

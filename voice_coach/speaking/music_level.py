"""How loud the music is just now: as the couple set it, softer under a voice, faded in and out.

It stands where the coach's own `Gain` stands in the player, and like it shares only whole
references between the thread that decides and the audio callback. No level ever jumps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from voice_coach.speaking.gain import Glide, ramp
from voice_coach.speaking.sound import Frames

DUCKED = math.pow(10, -15 / 20)
"""-15 dB: there, and under every voice."""
DOWN = 0.05
UP = 0.4
"""Seconds to fall under a voice, and to come back."""
FADE = 0.3
"""Seconds to fade out, and in again."""
TURN = 0.2
"""Seconds from silence to full where the couple turn it up or down."""


@dataclass(frozen=True, slots=True)
class _Fade(Glide):
    """Once `delay` seconds have passed."""

    delay: float = 0.0


class MusicLevel:
    """`apply` belongs to the audio callback, the rest to anybody."""

    def __init__(self) -> None:
        self._duck, self._ducking = 1.0, Glide(1.0, 1.0)
        self._fade, self._fading = 1.0, _Fade(1.0, 1.0)
        self._waited, self._waiting = 0.0, self._fading
        self._volume, self._turning = 1.0, Glide(1.0, 1.0 / TURN)

    def duck(self) -> None:
        """A voice is to be heard: under it within 50 ms."""
        self._ducking = Glide(DUCKED, (1.0 - DUCKED) / DOWN)

    def restore(self, at_once: bool = False) -> None:
        """No voice any more: as loud as before in 400 ms. A cut (`at_once`) changes nothing."""
        if not at_once:
            self._ducking = Glide(1.0, (1.0 - DUCKED) / UP)

    def turn(self, volume: float) -> None:
        """As loud as the couple want it, 0 to 1."""
        self._turning = Glide(volume, 1.0 / TURN)

    def fall(self) -> None:
        """Fade out within 0.3 s, and stay silent."""
        self._fading = _Fade(0.0, 1.0 / FADE)

    def rise(self, seconds: float = FADE, delay: float = 0.0) -> None:
        """Fade in within so many seconds, after a delay."""
        self._fading = _Fade(1.0, 1.0 / seconds, delay)

    def apply(self, out: Frames, sounding: int, rate: int) -> None:
        """Bring the first `sounding` of these int16 frames (mono, `rate` Hz) to the level."""
        begin = self._duck * self._fade * self._volume
        seconds = len(out) / rate
        self._duck = self._ducking.step(self._duck, seconds)
        self._fade = self._faded(seconds)
        self._volume = self._turning.step(self._volume, seconds)
        ramp(out, sounding, begin, self._duck * self._fade * self._volume)

    def _faded(self, seconds: float) -> float:
        glide = self._fading
        self._waited = self._waited + seconds if glide is self._waiting else seconds
        self._waiting = glide
        return self._fade if self._waited <= glide.delay else glide.step(self._fade, seconds)

"""A sound that goes on under everything until it is told to stop: rain.

It has a stream of its own, because the coach neither waits for it nor is deaf while it plays.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache

import numpy as np

from voice_coach.speaking.player import RATE, Player
from voice_coach.speaking.sound import Sound, to_int16

LOOP = 20.0
"""Seconds after which the rain repeats; nobody counts drops."""
SEAM = 1.0
"""Seconds over which its end runs into its beginning."""
LEVEL = 0.06
"""Root mean square of full scale: below speech."""
DROPS = 90
"""Drops on a window sill, per second, above the hiss of the rest."""

MakePlayer = Callable[[Callable[[object], None]], Player]


class Ambience:
    """Plays one of `SOUNDS`, again and again. `make_player(on_started)` opens the stream."""

    def __init__(self, make_player: MakePlayer) -> None:
        self._make_player = make_player
        self._player: Player | None = None
        self._lock = threading.Lock()
        self._name = ""

    def play(self, name: str) -> None:
        """This sound from now on; empty: silence. Raises SoundError without a device."""
        with self._lock:
            self._name = name
            if self._player is not None:
                self._player.hush()
            if not name:
                return
            if self._player is None:
                self._player = self._make_player(self._started)
            for _ in range(2):
                self._player.play(SOUNDS[name](), tag=name, more=True)

    def close(self) -> None:
        """Silence, and give the speaker back."""
        self.play("")
        if self._player is not None:
            self._player.close()

    def _started(self, tag: object) -> None:
        """One round has begun, so another is queued behind the next."""
        with self._lock:
            if self._player is not None and tag == self._name:
                self._player.play(SOUNDS[self._name](), tag=tag, more=True)


@cache
def rain(rate: int = RATE) -> Sound:
    """Rain on leaves and a sill, `LOOP` seconds of it, the same each time."""
    chance = np.random.default_rng(7)
    frames, seam = round((LOOP + SEAM) * rate), round(SEAM * rate)
    hiss = np.convolve(chance.normal(size=frames), np.ones(6) / 6, "same")
    drops = np.zeros(frames)
    at = chance.integers(0, frames, round(DROPS * LOOP))
    drops[at] = chance.exponential(1.0, len(at))
    tick = np.exp(-np.arange(round(0.004 * rate)) / (0.0008 * rate))
    wave = hiss / hiss.std() + 3.0 * np.convolve(drops, tick, "same")
    fade = np.sqrt(np.linspace(0.0, 1.0, seam))
    wave[:seam] = wave[:seam] * fade + wave[-seam:] * fade[::-1]
    wave = wave[:-seam]
    return Sound(to_int16(wave / wave.std() * LEVEL * 32767), rate)


SOUNDS: dict[str, Callable[[], Sound]] = {"rain": rain}

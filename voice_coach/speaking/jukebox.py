"""Two songs and the silence between them: what plays, what waits, and what comes next. Pure.

`Jukebox.handle(event, now)` answers with orders for the turntable. Songs have numbers from 0 on;
which file has which number is the turntable's business. Times are monotonic seconds.
"""

from __future__ import annotations

import enum

from voice_coach.messages import Wish
from voice_coach.speaking.jukebox_messages import (
    AllSounded,
    Began,
    Do,
    Event,
    KeepTime,
    Order,
    PlaySong,
    SongBroke,
    SongRead,
    SongSounded,
    Ticked,
    VoiceEnded,
    VoiceStarted,
    Wished,
)
from voice_coach.speaking.music_level import FADE

BETWEEN = 2.0
"""Seconds of silence between two songs."""
BREATH = 0.3
"""Seconds of silence before the first song, and one that was skipped to."""
SETTLED = FADE + 0.05
"""Seconds after which what was told to fade out cannot be heard any more."""


class Phase(enum.Enum):
    """What the music does."""

    OVER = "over"
    PLAYING = "playing"
    PAUSING = "pausing"
    PAUSED = "paused"
    SKIPPING = "skipping"


_FADING = {Wish.PAUSE: Phase.PAUSING, Wish.SKIP: Phase.SKIPPING}
_VOICES: dict[Wish, VoiceStarted | VoiceEnded] = {
    Wish.LOWER: VoiceStarted("couple"),
    Wish.RAISE: VoiceEnded("couple"),
}


class Jukebox:
    """Where the music is, and what follows. Never raises; a wish that makes no sense is none."""

    def __init__(self) -> None:
        self.phase = Phase.OVER
        self.heard = -1
        """The song that sounds, or sounded last; -1 before the first."""
        self._wanted = 0
        self._finished = False
        self._deadline: float | None = None
        self._voices: frozenset[str] = frozenset()

    def next_deadline(self) -> float | None:
        """When to come back with `Ticked`, if nothing else happens before."""
        return self._deadline

    def handle(self, event: Event, now: float) -> list[Order]:
        """What the turntable is to do about it, in this order."""
        return [*self._settle(now), *self._answer(event, now)]

    def _answer(self, event: Event, now: float) -> list[Order]:
        match event:
            case Began(wanted):
                self._wanted = max(1, wanted)
                return [Do.DROP, *self._start(0)]
            case Wished(wish):
                return self._wished(wish, now)
            case VoiceStarted() | VoiceEnded():
                return self._give_way(event)
            case SongSounded(number):
                self.heard = max(self.heard, number)
                return []
            case SongRead(number):
                return self._follow(number)
            case SongBroke(number, left):
                return [KeepTime(number, left)]
            case AllSounded():
                return self._end() if self._finished and self.phase is not Phase.PAUSED else []
            case Ticked():
                return []

    # --- wishes ---------------------------------------------------------------------------------

    def _wished(self, wish: Wish, now: float) -> list[Order]:
        if wish in (Wish.LOWER, Wish.RAISE):
            return self._give_way(_VOICES[wish])
        if wish is Wish.ONE_MORE:
            return self._one_more()
        if self.phase is Phase.OVER:
            return []
        if wish is Wish.STOP:
            return self._stop()
        if wish is Wish.RESUME:
            return self._resume()
        if self.phase is Phase.PAUSED:
            return self._faded(_FADING[wish])
        return self._fade(_FADING[wish], now)

    def _one_more(self) -> list[Order]:
        if self.phase is Phase.OVER and self.heard >= 0:
            self._wanted = self.heard + 2
            return self._start(self.heard + 1)
        if self.phase is Phase.OVER:
            return []
        self._wanted += 1
        if not self._finished:
            return []
        self._finished = False
        return [PlaySong(self._wanted - 1, BETWEEN)]

    def _resume(self) -> list[Order]:
        was, self.phase, self._deadline = self.phase, Phase.PLAYING, None
        if was is Phase.PLAYING:
            return []
        return [Do.GO_ON, Do.RISE] if was is Phase.PAUSED else [Do.RISE]

    def _stop(self) -> list[Order]:
        """At once; whoever stopped it need not be told that it is over."""
        self.phase, self._deadline = Phase.OVER, None
        return [Do.DROP]

    def _fade(self, phase: Phase, now: float) -> list[Order]:
        fading = self._deadline is not None
        self.phase = phase
        if fading:
            return []
        self._deadline = now + SETTLED
        return [Do.FALL]

    def _settle(self, now: float) -> list[Order]:
        if self._deadline is None or now < self._deadline:
            return []
        return self._faded(self.phase)

    def _faded(self, phase: Phase) -> list[Order]:
        """It is silent now, and this is what the silence is for."""
        self._deadline = None
        if phase is Phase.PAUSING:
            return [Do.HOLD] if self._pause() else []
        if phase is Phase.SKIPPING and self.heard + 1 < self._wanted:
            return [Do.DROP, *self._start(self.heard + 1)]
        return [Do.DROP, *self._end()]

    def _pause(self) -> bool:
        was, self.phase = self.phase, Phase.PAUSED
        return was is not Phase.PAUSED

    # --- one after the other --------------------------------------------------------------------

    def _start(self, number: int) -> list[Order]:
        self.phase, self.heard = Phase.PLAYING, number
        self._finished, self._deadline = False, None
        return [Do.START, PlaySong(number, BREATH)]

    def _follow(self, number: int) -> list[Order]:
        if number + 1 < self._wanted:
            return [PlaySong(number + 1, BETWEEN)]
        self._finished = True
        return [Do.FINISH]

    def _end(self) -> list[Order]:
        was, self.phase, self._deadline = self.phase, Phase.OVER, None
        return [] if was is Phase.OVER else [Do.END]

    def _give_way(self, event: VoiceStarted | VoiceEnded) -> list[Order]:
        """The music stays low until nobody speaks any more, however many did."""
        before = self._voices
        change = frozenset((event.who,))
        self._voices = before | change if isinstance(event, VoiceStarted) else before - change
        if bool(before) == bool(self._voices):
            return []
        return [Do.DUCK if self._voices else Do.RESTORE]

"""Turns Say and Chime into sound on a thread of its own, so that nothing waits for a synthesiser.

`hush()` wins over everything: what sounds is cut, what is queued or half rendered is dropped.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voice_coach.errors import CoachError
from voice_coach.messages import Chime, Say
from voice_coach.speaking.ambience import Ambience
from voice_coach.speaking.earcons import earcon
from voice_coach.speaking.player import RATE, Player
from voice_coach.speaking.prosody import SOFT, render
from voice_coach.speaking.sound import Sound, silence
from voice_coach.speaking.voice import Voice

log = logging.getLogger(__name__)

BREATH = 0.01
"""Seconds of silence that close an utterance."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing to sound, and the hush that it comes after."""

    action: Say | Chime
    generation: int
    asked_at: float


class Mouth:
    """Speaks with the voice on a player, and owns both.

    `on_spoken()` is called when all has left the speaker, `on_failed(error)` when the voice cannot
    say a sentence; the captions go on.
    """

    def __init__(
        self,
        make_player: Callable[[Callable[[], None]], Player],
        voice: Voice,
        on_spoken: Callable[[], None],
        on_failed: Callable[[CoachError], None],
        ambience: Ambience,
    ) -> None:
        self._voice = voice
        self._ambience = ambience
        self._on_spoken, self._on_failed = on_spoken, on_failed
        self._items: queue.Queue[_Item | None] = queue.Queue()
        self._lock = threading.Lock()
        self._generation = 0
        self._waiting = 0
        self._rate, self._volume = 150, 1.0
        self._player = make_player(self._drained)
        self._thread = threading.Thread(target=self._work, name="mouth", daemon=True)
        self._thread.start()

    def perform(self, action: Say | Chime) -> None:
        """Queue it behind what is already to be said."""
        with self._lock:
            self._waiting += 1
            self._items.put(_Item(action, self._generation, time.monotonic()))

    def hush(self) -> None:
        """Silence at once."""
        with self._lock:
            self._generation += 1
            self._player.hush()

    def duck(self) -> None:
        """Go on more softly, from this moment on: somebody speaks."""
        self._player.duck()

    def restore(self) -> None:
        """As loud as before: it was not for the coach."""
        self._player.restore()

    def set_voice(self, rate: int | None, volume: float | None) -> None:
        """Words per minute, and 0 to 1, from the next sentence on."""
        self._rate = rate or self._rate
        self._volume = self._volume if volume is None else volume

    def play(self, sound: str) -> None:
        """What goes on under the words; empty: nothing."""
        try:
            self._ambience.play(sound)
        except CoachError as error:
            self._on_failed(error)

    @property
    def busy(self) -> bool:
        """Whether something sounds, or is going to."""
        with self._lock:
            return self._waiting > 0 or self._player.busy

    def _drained(self) -> None:
        """The player has nothing left; if nothing more is coming, the coach has spoken."""
        if not self.busy:
            self._on_spoken()

    def close(self) -> None:
        """Silence, and give the speaker and the voice back."""
        self.hush()
        self._items.put(None)
        self._thread.join()
        self._player.close()
        self._ambience.close()
        self._voice.close()

    def _work(self) -> None:
        while (item := self._items.get()) is not None:
            try:
                self._sound(item)
            except CoachError as error:
                log.info("voice.failed")
                self._on_failed(error)
            finally:
                with self._lock:
                    self._waiting -= 1
                if not self._player.busy:
                    self._drained()

    def _sound(self, item: _Item) -> None:
        if isinstance(item.action, Chime):
            sound = earcon(item.action.earcon).gain(
                self._volume * (SOFT if item.action.soft else 1.0)
            )
            self._play(item, [sound])
        else:
            self._play(item, render(item.action, self._voice, self._rate, self._volume))

    def _play(self, item: _Item, sounds: Iterable[Sound]) -> None:
        """Hand over clause by clause; a last breath of silence tells the player that it was all."""
        for sound in sounds:
            if not self._hand_over(item, sound, more=True):
                return
        self._hand_over(item, silence(BREATH, RATE), more=False)

    def _hand_over(self, item: _Item, sound: Sound, more: bool) -> bool:
        with self._lock:
            if item.generation != self._generation:
                return False
            self._player.play(sound, tag=item.action, more=more)
            log.info("mouth ready_ms=%.0f", (time.monotonic() - item.asked_at) * 1000)
            return True

"""Plays the couple's songs on a thread of its own, so that nobody waits for a file."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from threading import Thread

from voice_coach.errors import SoundError
from voice_coach.speaking.deck import Deck, Evening, FindSongs, MakePlayer, Message
from voice_coach.speaking.jukebox_messages import Event, News, Ticked


class Turntable:
    """A `Deck` and its thread, on which `on_news` and `on_failed` are called too."""

    def __init__(
        self,
        make_player: MakePlayer,
        on_news: Callable[[News], None],
        on_failed: Callable[[SoundError], None],
    ) -> None:
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._deck = Deck(make_player, on_news, on_failed, self._inbox.put, time.monotonic)
        self._thread = Thread(target=self._work, name="turntable", daemon=True)
        self._thread.start()

    def play(self, find: FindSongs, wanted: int = 2) -> None:
        """So many songs, in the order in which they are found; those behind are for "one more"."""
        self._inbox.put(Evening(find, wanted))

    def tell(self, event: Event) -> None:
        """A wish, or a voice that begins or ends."""
        self._inbox.put(event)

    def turn(self, volume: float) -> None:
        """As loud as this, 0 to 1, from now on."""
        self._deck.turn(volume)

    def close(self) -> None:
        """Silence, and give the speaker and the files back."""
        self._inbox.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (message := self._next()) is not None:
            self._deck.take(message)
        self._deck.close()

    def _next(self) -> Message | None:
        deadline = self._deck.next_deadline()
        wait = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            return self._inbox.get(timeout=0.0 if self._deck.hungry else wait)
        except queue.Empty:
            return Ticked()

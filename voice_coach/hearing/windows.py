"""Glimpses of speech that goes on and on, so that "stop" is heard over a television. Pure.

An utterance ends with a silence; a television makes none. Once somebody has spoken for `after`
seconds, the last `length` seconds are handed out every `every` seconds. They reach back to before
the first word, for that is where one may have begun.
"""

from __future__ import annotations

from voice_coach.hearing.recognizer import RATE

AFTER = 2.4
LENGTH = 1.8
EVERY = 0.45
SOON = 1.1
"""Instead of `AFTER` while music plays: a word said as it swells is in two windows then."""


class Windows:
    """Fed with the sound of one utterance as it comes, int16 frames as bytes."""

    def __init__(self, after: float = AFTER, length: float = LENGTH, every: float = EVERY) -> None:
        self._length, self._every = _bytes(length), _bytes(every)
        self._after = _bytes(after)
        self.clear()

    def clear(self) -> None:
        """Forget all that was heard."""
        self._sound = bytearray()
        self.rest(b"")

    def rest(self, frames: bytes) -> None:
        """Sound while nobody speaks: the next utterance may have begun in it."""
        self._sound += frames
        del self._sound[: -self._length]
        self._heard = 0
        self._next = self._after

    def feed(self, frames: bytes) -> bytes:
        """More sound; a window when one is due, else nothing."""
        self._sound += frames
        self._heard += len(frames)
        del self._sound[: -self._length]
        if self._heard < self._next:
            return b""
        self._next = self._heard + self._every
        return bytes(self._sound)


def _bytes(seconds: float) -> int:
    return 2 * round(seconds * RATE)

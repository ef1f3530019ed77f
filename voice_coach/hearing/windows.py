"""Glimpses of speech that goes on and on, so that "stop" is heard over a television. Pure.

An utterance ends with a silence; a television makes none. Once somebody has spoken for `after`
seconds, the last `length` seconds are handed out every `every` seconds.
"""

from __future__ import annotations

from voice_coach.hearing.recognizer import RATE

AFTER = 2.4
LENGTH = 1.8
EVERY = 0.45


class Windows:
    """Fed with the sound of one utterance as it comes, int16 frames as bytes."""

    def __init__(self, after: float = AFTER, length: float = LENGTH, every: float = EVERY) -> None:
        self._length, self._every = _bytes(length), _bytes(every)
        self._after = _bytes(after)
        self.clear()

    def clear(self) -> None:
        """The utterance is over."""
        self._sound = bytearray()
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

"""What is to be played, and what of it has left the speaker. Pure: its owner holds the lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from voice_coach.speaking.sound import Frames, Sound, to_int16

FADE = 0.005
"""Seconds in which a cut sound falls silent: at once to the ear, and without a click."""


@dataclass(slots=True, eq=False)
class Playing:
    """One sound in the queue. `first_sample_at` is monotonic seconds, None until it sounds."""

    frames: Frames
    tag: object = None
    more: bool = False
    position: int = 0
    first_sample_at: float | None = None


class PlayQueue:
    """Sounds in their order. Moments are monotonic seconds, as of when they leave the speaker."""

    def __init__(self, now: float, changed: Callable[[], None]) -> None:
        """`changed()`: something began, or it was the last sample."""
        self._changed = changed
        self._queue: deque[Playing] = deque()
        self._begun: deque[Playing] = deque()
        self.last_sample_at: float | None = now
        self.drained = True
        """Whether the last sample has left the speaker."""

    @property
    def waiting(self) -> bool:
        """Whether anything is still to be handed to the device."""
        return bool(self._queue)

    def add(self, item: Playing) -> None:
        """Behind all others."""
        self._queue.append(item)
        self.drained, self.last_sample_at = False, None

    def fill(self, out: Frames, sounds_at: float, rate: int) -> int:
        """Copy what comes next into `out`, which sounds from then on; how many frames it was."""
        filled = 0
        while self._queue and filled < len(out):
            item = self._queue[0]
            if item.first_sample_at is None:
                item.first_sample_at = sounds_at + filled / rate
                self._begun.append(item)
                self._changed()
            part = item.frames[item.position : item.position + len(out) - filled]
            out[filled : filled + len(part)] = part
            filled += len(part)
            item.position += len(part)
            if item.position >= len(item.frames):
                self._end(item, sounds_at + filled / rate)
        return filled

    def _end(self, item: Playing, ended_at: float) -> None:
        self._queue.popleft()
        if not self._queue and not item.more:
            self.last_sample_at = ended_at
            self._changed()

    def cut(self, now: float, rate: int, *, open_now: bool) -> None:
        """Drop everything; what sounds fades, if there is a stream that it sounds on."""
        sounding = self._queue[0] if self._queue and self._queue[0].position else None
        self._queue.clear()
        if sounding is not None and open_now:
            fade = _fading(sounding, rate)
            self._queue.append(Playing(fade, first_sample_at=sounding.first_sample_at))
        elif not self.drained:
            self.last_sample_at = self.last_sample_at or now

    def drop(self, now: float) -> None:
        """None of it will ever sound, and it counts as over."""
        self._queue.clear()
        self._begun.clear()
        self.last_sample_at = now

    def at_rate(self, before: int, rate: int) -> None:
        """Go on at another rate, Hz."""
        for item in self._queue:
            item.frames = Sound(item.frames, before).resampled(rate).frames
            item.position = item.position * rate // before

    def due(self) -> list[float]:
        """When there will be news."""
        due = [item.first_sample_at for item in self._begun if item.first_sample_at is not None]
        if self.last_sample_at is not None and not self.drained:
            due.append(self.last_sample_at)
        return due

    def news(self, now: float) -> tuple[list[Playing], bool]:
        """What has begun to sound since the last look, and whether all is over."""
        started = []
        while self._begun and (self._begun[0].first_sample_at or 0.0) <= now:
            started.append(self._begun.popleft())
        over = self.last_sample_at is not None and self.last_sample_at <= now
        drained = over and not self._queue and not self.drained
        self.drained = self.drained or drained
        return started, drained


def _fading(item: Playing, rate: int) -> Frames:
    rest = item.frames[item.position : item.position + round(FADE * rate)]
    return to_int16(np.linspace(1.0, 0.0, len(rest)) * rest)

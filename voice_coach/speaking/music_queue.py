"""What is queued on the music's player, and what a pause keeps of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Protocol

from voice_coach.speaking.play_queue import Playing
from voice_coach.speaking.sound import Sound, silence

LAST = 0.01
"""Seconds of silence that tell the player that it was all."""


class Loudspeaker(Protocol):
    """A queue of sounds that sound by themselves: a `Player`, or a rehearsal's."""

    rate: int

    @property
    def busy(self) -> bool: ...
    def play(self, sound: Sound, tag: object = None, more: bool = False) -> Playing: ...
    def hush(self) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Kept:
    """A piece that waits for the end of a pause."""

    sound: Sound
    tag: object
    more: bool


class MusicQueue:
    """Pieces of music in the order in which they sound. For one thread."""

    def __init__(self, player: Loudspeaker) -> None:
        self.player = player
        self._queued: deque[Playing] = deque()
        self._kept: list[_Kept] | None = None

    @property
    def rate(self) -> int:
        """Hz that the player wants."""
        return self.player.rate

    @property
    def held(self) -> bool:
        """Whether it is paused."""
        return self._kept is not None

    def waiting(self) -> int:
        """How many pieces do not sound yet."""
        while self._queued and self._queued[0].position >= len(self._queued[0].frames):
            self._queued.popleft()
        return sum(item.first_sample_at is None for item in self._queued)

    def add(self, sound: Sound, tag: object, more: bool = True) -> None:
        """Behind everything else; in a pause it waits too."""
        if self._kept is None:
            self._queued.append(self.player.play(sound, tag, more))
        else:
            self._kept.append(_Kept(sound, tag, more))

    def finish(self, tag: object) -> None:
        """Nothing more is coming."""
        self.add(silence(LAST, self.rate), tag, more=False)

    def hold(self) -> None:
        """Silence; what has not sounded yet is kept."""
        self._kept = [
            _Kept(Sound(item.frames[item.position :], self.rate), item.tag, item.more)
            for item in self._queued
            if item.position < len(item.frames)
        ]
        self._hush()

    def go_on(self) -> bool:
        """Play on from there; whether there was anything."""
        kept, self._kept = self._kept or [], None
        for piece in kept:
            self.add(piece.sound, piece.tag, piece.more)
        return bool(kept)

    def drop(self) -> None:
        """Silence, and nothing is kept."""
        self._kept = None
        self._hush()

    def _hush(self) -> None:
        self._queued.clear()
        self.player.hush()

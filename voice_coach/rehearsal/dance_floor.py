"""The couple's own songs on simulated time: the real deck and files, and a loudspeaker of numbers.

A scene names lengths of songs, and they are made up for it: a chord each, in a folder that is gone
when the scene is over.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_coach.errors import SoundError
from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import Dance, Music, MusicFailed
from voice_coach.rehearsal.track import Pcm
from voice_coach.speaking.band import MORE
from voice_coach.speaking.deck import Deck, Evening, Message
from voice_coach.speaking.jukebox_messages import (
    News,
    Ticked,
    VoiceEnded,
    VoiceStarted,
    Wished,
)
from voice_coach.speaking.music_level import MusicLevel
from voice_coach.speaking.play_queue import Playing
from voice_coach.speaking.song_library import choose, find_songs
from voice_coach.speaking.sound import Sound, to_int16

BLOCK = RATE // 100
"""Frames that the loudspeaker takes at once: 10 ms, as in life."""


class Numbers:
    """A loudspeaker whose sound is asked for: what `pull` gives has sounded."""

    def __init__(
        self,
        level: MusicLevel,
        on_started: Callable[[object], None],
        on_drained: Callable[[], None],
    ) -> None:
        self.rate = RATE
        self._level, self._on_started, self._on_drained = level, on_started, on_drained
        self._queue: deque[Playing] = deque()
        self._promised = False
        """What was queued last has not been said to be all."""

    @property
    def busy(self) -> bool:
        """Whether something sounds or is going to."""
        return bool(self._queue) or self._promised

    def play(self, sound: Sound, tag: object = None, more: bool = False) -> Playing:
        """Queue it."""
        item = Playing(sound.resampled(RATE).frames, tag, more)
        self._queue.append(item)
        self._promised = more
        return item

    def hush(self) -> None:
        """Silence; what was queued is dropped."""
        self._queue.clear()
        self._promised = False

    def close(self) -> None:
        """Nothing to give back."""
        self.hush()

    def pull(self, count: int, now: float) -> Pcm:
        """The next so many frames."""
        out = np.zeros(count, np.int16)
        filled = 0
        while self._queue and filled < count:
            item = self._queue[0]
            if item.first_sample_at is None:
                item.first_sample_at = now
                self._on_started(item.tag)
            part = item.frames[item.position : item.position + count - filled]
            out[filled : filled + len(part)] = part
            filled += len(part)
            item.position += len(part)
            if item.position >= len(item.frames):
                self._queue.popleft()
                if not self._queue and not item.more:
                    self._on_drained()
        self._level.apply(out, filled, RATE)
        return out


class DanceFloor:
    """Where the songs of one rehearsal sound; `tell` hears their news."""

    def __init__(self, tell: Callable[[News | MusicFailed], None]) -> None:
        self._tell = tell
        self._now = 0.0
        self._news: list[News | MusicFailed] = []
        self._posted: deque[Message] = deque()
        self._speaker: Numbers | None = None
        self._deck = Deck(
            self._open, self._news.append, self._failed, self._posted.append, lambda: self._now
        )
        self._speaking = False
        self.sounds = False
        """Whether music was heard just now."""

    def perform(self, action: Dance | Music, place: Path) -> None:
        """As the band does, in no time."""
        match action:
            case Dance(songs, first):
                self._take(
                    Evening(lambda: choose(find_songs(place), songs + MORE, first).songs, songs)
                )
            case Music(wish):
                self._take(Wished(wish))

    def give_way(self, speaking: bool) -> None:
        """Whether the coach speaks."""
        if speaking is not self._speaking:
            self._speaking = speaking
            self._take((VoiceStarted if speaking else VoiceEnded)("coach"))

    @property
    def playing(self) -> bool:
        """Whether time should pass in small steps."""
        playing = self._speaker is not None and self._speaker.busy
        self.sounds = self.sounds and playing
        return playing

    def pass_time(self, now: float, frames: int) -> Pcm:
        """So many frames of music from `now` on."""
        parts = []
        for at in range(0, frames, BLOCK):
            self._now = now + at / RATE
            count = min(BLOCK, frames - at)
            speaker = self._speaker
            parts.append(np.zeros(count, np.int16) if speaker is None else speaker.pull(count, now))
            self._serve()
        sound = np.concatenate(parts)
        self.sounds = bool(np.any(sound))
        return sound

    def tell_news(self) -> None:
        """What the conversation should know by now."""
        while self._news:
            self._tell(self._news.pop(0))

    def turn(self, volume: float) -> None:
        """As loud as the coach."""
        self._deck.turn(volume)

    def close(self) -> None:
        """No more music."""
        self._deck.close()

    def _open(
        self, level: MusicLevel, started: Callable[[object], None], drained: Callable[[], None]
    ) -> Numbers:
        self._speaker = Numbers(level, started, drained)
        return self._speaker

    def _failed(self, _: SoundError) -> None:
        self._news.append(MusicFailed())

    def _take(self, message: Message) -> None:
        self._deck.take(message)
        self._serve()

    def _serve(self) -> None:
        """Whatever the deck has to do by now."""
        while self._posted:
            self._deck.take(self._posted.popleft())
        deadline = self._deck.next_deadline()
        if self._deck.hungry or (deadline is not None and deadline <= self._now):
            self._deck.take(Ticked())


class Songs:
    """Songs made up for a scene, in a folder of their own."""

    def __init__(self, lengths: Sequence[float]) -> None:
        """Seconds each; 0: a file that is no song."""
        self._folder = tempfile.TemporaryDirectory(prefix="voice-coach-songs-")
        self.place = Path(self._folder.name)
        for number, length in enumerate(lengths):
            path = self.place / f"song {number + 1}.wav"
            if length:
                _write(path, length, 220.0 * 2 ** (number * 5 / 12))
            else:
                path.write_bytes(b"not a song")

    def close(self) -> None:
        """They are gone."""
        self._folder.cleanup()


def _write(path: Path, length: float, pitch: float) -> None:
    import soundfile

    at = np.arange(round(length * RATE)) / RATE
    tones = [np.sin(2 * np.pi * pitch * k * at) / k for k in (1, 2, 3)]
    wave: NDArray[np.float64] = np.sum(tones, axis=0)
    soundfile.write(path, to_int16(wave * 6000), RATE, subtype="PCM_16")

"""Plays the couple's songs on a player of their own, as the jukebox says, on a thread of its own.

A second and a half of music is always queued ahead, so that a busy processor is not heard; what
makes it softer or silent works on the way out (`MusicLevel`), and so within a few hundredths.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread

from voice_coach.errors import SoundError
from voice_coach.messages import MusicBegan, MusicBroke, MusicEnded
from voice_coach.speaking.jukebox import Jukebox
from voice_coach.speaking.jukebox_messages import (
    AllSounded,
    Began,
    Do,
    Event,
    KeepTime,
    News,
    Order,
    PlaySong,
    SongBroke,
    SongRead,
    SongSounded,
    Ticked,
)
from voice_coach.speaking.loudness import Leveller
from voice_coach.speaking.music_level import MusicLevel
from voice_coach.speaking.music_queue import MusicQueue
from voice_coach.speaking.player import Player
from voice_coach.speaking.song_file import KeptTime, Song, SongReader
from voice_coach.speaking.sound import Sound, silence

log = logging.getLogger(__name__)

AHEAD = 6
"""Pieces that are queued and do not sound yet."""
START, SETTLE = 0.05, 0.1
"""Seconds to full level before a song, once the end of another has died away."""

MakePlayer = Callable[[MusicLevel, Callable[[object], None], Callable[[], None]], Player]
FindSongs = Callable[[], Sequence[Song]]


@dataclass(frozen=True, slots=True)
class _Part:
    """What a queued piece belongs to; `cut` counts the drops before it."""

    cut: int
    number: int
    news: News | None = None


@dataclass(frozen=True, slots=True)
class _Started:
    part: _Part


@dataclass(frozen=True, slots=True)
class _Evening:
    find: FindSongs
    wanted: int


class Turntable:
    """`make_player(level, on_started, on_drained)` opens the stream, with `level` as its gain.

    `on_news` hears what the conversation should know, `on_failed` that nothing can be played;
    both on the turntable's thread.
    """

    def __init__(
        self,
        make_player: MakePlayer,
        on_news: Callable[[News], None],
        on_failed: Callable[[SoundError], None],
    ) -> None:
        self._make_player, self._on_news, self._on_failed = make_player, on_news, on_failed
        self._level, self._leveller = MusicLevel(), Leveller()
        self._jukebox = Jukebox()
        self._music: MusicQueue | None = None
        self._songs: tuple[Song, ...] = ()
        self._source: SongReader | KeptTime | None = None
        self._reading, self._cut = 0, 0
        self._news: News | None = None
        self._inbox: queue.SimpleQueue[Event | _Evening | _Started | None] = queue.SimpleQueue()
        self._thread = Thread(target=self._work, name="turntable", daemon=True)
        self._thread.start()

    # --- for everyone ---------------------------------------------------------------------------

    def play(self, find: FindSongs, wanted: int = 2) -> None:
        """So many songs, in the order in which they are found; those behind are for "one more"."""
        self._inbox.put(_Evening(find, wanted))

    def tell(self, event: Event) -> None:
        """A wish, or a voice that begins or ends."""
        self._inbox.put(event)

    def turn(self, volume: float) -> None:
        """As loud as this, 0 to 1, from now on."""
        self._level.turn(volume)

    def close(self) -> None:
        """Silence, and give the speaker and the files back."""
        self._inbox.put(None)
        self._thread.join()
        self._leveller.close()

    # --- the turntable's thread -----------------------------------------------------------------

    def _work(self) -> None:
        while (message := self._next()) is not None:
            try:
                self._take(message)
                if self._hungry():
                    self._feed()
            except SoundError as error:
                self._give_up(error)
        self._drop()
        if self._music is not None:
            self._music.player.close()

    def _next(self) -> Event | _Evening | _Started | None:
        deadline = self._jukebox.next_deadline()
        wait = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            return self._inbox.get(timeout=0.0 if self._hungry() else wait)
        except queue.Empty:
            return Ticked()

    def _take(self, message: Event | _Evening | _Started) -> None:
        match message:
            case _Evening(find, wanted):
                self._songs = tuple(find())
                self._music = self._music or MusicQueue(self._open())
                self._handle(Began(wanted))
            case _Started(part):
                self._note(part)
            case AllSounded() if self._queue.player.busy:
                pass
            case _:
                self._handle(message)

    def _open(self) -> Player:
        return self._make_player(
            self._level,
            lambda part: self._inbox.put(_Started(part)) if isinstance(part, _Part) else None,
            lambda: self._inbox.put(AllSounded()),
        )

    def _note(self, part: _Part) -> None:
        if part.cut == self._cut:
            self._handle(SongSounded(part.number))
            if part.news is not None:
                self._on_news(part.news)

    def _give_up(self, error: SoundError) -> None:
        """Without songs or a loudspeaker there is no dance; the conversation keeps time alone."""
        log.info("turntable.failed")
        self._jukebox = Jukebox()
        self._level.restore()
        self._drop()
        self._on_failed(error)

    def _handle(self, event: Event) -> None:
        for order in self._jukebox.handle(event, time.monotonic()):
            self._do(order)

    def _do(self, order: Order) -> None:
        match order:
            case PlaySong(number, after):
                self._begin(number, after)
            case KeepTime(_, seconds):
                self._news = MusicBroke(seconds)
                self._source = KeptTime(seconds, self._queue.rate)
            case Do.FINISH:
                self._queue.finish(self._part())
            case Do.HOLD:
                self._queue.hold()
            case Do.GO_ON:
                self._go_on()
            case Do.DROP:
                self._drop()
            case Do.END:
                self._on_news(MusicEnded())
            case _:
                self._turn(order)

    def _turn(self, order: Do) -> None:
        """What only changes how loud it is."""
        match order:
            case Do.FALL:
                self._level.fall()
            case Do.RISE:
                self._level.rise()
            case Do.START:
                self._level.rise(START, SETTLE)
            case Do.DUCK:
                self._level.duck()
            case Do.RESTORE:
                self._level.restore()

    # --- what sounds ----------------------------------------------------------------------------

    @property
    def _queue(self) -> MusicQueue:
        assert self._music is not None, "the jukebox orders nothing before an evening begins"
        return self._music

    def _begin(self, number: int, after: float) -> None:
        self._queue.add(silence(after, self._queue.rate), self._part())
        song = self._songs[number % len(self._songs)]
        self._reading, self._news = number, MusicBegan(song.place, song.seconds)
        try:
            gain = self._leveller.gain(song)
            self._source = SongReader(song.path, self._queue.rate, gain)
        except SoundError:
            self._handle(SongBroke(number, song.seconds))
        self._leveller.prepare(self._songs[(number + 1) % len(self._songs)])

    def _hungry(self) -> bool:
        if self._source is None or self._queue.held:
            return False
        return self._queue.waiting() < AHEAD

    def _feed(self) -> None:
        source = self._source
        assert source is not None
        try:
            frames = source.read()
        except SoundError:
            self._close_source()
            self._handle(SongBroke(self._reading, source.left))
            return
        if len(frames):
            self._queue.add(Sound(frames, source.rate), self._part())
        else:
            self._close_source()
            self._handle(SongRead(self._reading))

    def _part(self) -> _Part:
        news, self._news = self._news, None
        return _Part(self._cut, self._reading, news)

    def _go_on(self) -> None:
        if not self._queue.go_on() and self._source is None:
            self._queue.finish(self._part())

    def _drop(self) -> None:
        self._cut += 1
        self._close_source()
        if self._music is not None:
            self._music.drop()

    def _close_source(self) -> None:
        if self._source is not None:
            self._source.close()
        self._source, self._news = None, None

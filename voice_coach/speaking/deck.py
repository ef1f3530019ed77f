"""What plays the couple's songs: the jukebox's orders in, sound out. No thread, no clock.

A second and a half of music is always queued ahead, so that a busy processor is not heard; what
makes it softer or silent works on the way out (`MusicLevel`), and so within a few hundredths.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
)
from voice_coach.speaking.loudness import Leveller
from voice_coach.speaking.music_level import MusicLevel
from voice_coach.speaking.music_queue import Loudspeaker, MusicQueue
from voice_coach.speaking.song_file import KeptTime, Song, SongReader
from voice_coach.speaking.sound import Sound, silence

log = logging.getLogger(__name__)

AHEAD = 6
"""Pieces that are queued and do not sound yet."""
START, SETTLE = 0.05, 0.1
"""Seconds to full level before a song, once the end of another has died away."""

MakePlayer = Callable[[MusicLevel, Callable[[object], None], Callable[[], None]], Loudspeaker]
FindSongs = Callable[[], Sequence[Song]]


@dataclass(frozen=True, slots=True)
class Part:
    """What a queued piece belongs to; `cut` counts the drops before it."""

    cut: int
    number: int
    news: News | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A piece begins to sound."""

    part: Part


@dataclass(frozen=True, slots=True)
class Evening:
    """So many songs, in the order in which they are found; those behind are for "one more"."""

    find: FindSongs
    wanted: int


Message = Event | Evening | Started


class Deck:
    """`make_player(level, on_started, on_drained)` opens the stream, with `level` as its gain.

    `on_news` hears what the conversation should know, `on_failed` that nothing can be played.
    What the player tells goes to `post`, and comes back through `take`. `clock` gives seconds.
    """

    def __init__(
        self,
        make_player: MakePlayer,
        on_news: Callable[[News], None],
        on_failed: Callable[[SoundError], None],
        post: Callable[[Message], None],
        clock: Callable[[], float],
    ) -> None:
        self._make_player, self._on_news, self._on_failed = make_player, on_news, on_failed
        self._post, self._clock = post, clock
        self._level, self._leveller = MusicLevel(), Leveller()
        self._jukebox = Jukebox()
        self._music: MusicQueue | None = None
        self._songs: tuple[Song, ...] = ()
        self._source: SongReader | KeptTime | None = None
        self._reading, self._cut = 0, 0
        self._news: News | None = None

    def next_deadline(self) -> float | None:
        """When to come back with `Ticked`, if nothing else happens before."""
        return self._jukebox.next_deadline()

    def turn(self, volume: float) -> None:
        """As loud as this, 0 to 1, from now on."""
        self._level.turn(volume)

    def take(self, message: Message) -> None:
        """What happened; then one piece more of the song, if any is needed."""
        try:
            self._hear(message)
            if self.hungry:
                self._feed()
        except SoundError as error:
            self._give_up(error)

    def close(self) -> None:
        """Silence, and give the speaker and the files back."""
        self._drop()
        if self._music is not None:
            self._music.player.close()
        self._leveller.close()

    def _hear(self, message: Message) -> None:
        match message:
            case Evening(find, wanted):
                self._songs = tuple(find())
                self._music = self._music or MusicQueue(self._open())
                self._handle(Began(wanted))
            case Started(part):
                self._note(part)
            case AllSounded() if self._queue.player.busy:
                pass
            case _:
                self._handle(message)

    def _open(self) -> Loudspeaker:
        return self._make_player(
            self._level,
            lambda part: self._post(Started(part)) if isinstance(part, Part) else None,
            lambda: self._post(AllSounded()),
        )

    def _note(self, part: Part) -> None:
        if part.cut == self._cut:
            self._handle(SongSounded(part.number))
            if part.news is not None:
                self._on_news(part.news)

    def _give_up(self, error: SoundError) -> None:
        """Without songs or a loudspeaker there is no dance; the conversation keeps time alone."""
        log.info("songs.failed")
        self._jukebox = Jukebox()
        self._level.restore()
        self._drop()
        self._on_failed(error)

    def _handle(self, event: Event) -> None:
        for order in self._jukebox.handle(event, self._clock()):
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

    @property
    def hungry(self) -> bool:
        """Whether more of a song should be queued by now."""
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

    def _part(self) -> Part:
        news, self._news = self._news, None
        return Part(self._cut, self._reading, news)

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

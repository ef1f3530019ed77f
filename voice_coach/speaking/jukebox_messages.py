"""What goes in and out of the jukebox: events (past tense), orders and news, all frozen."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from voice_coach.messages import MusicBegan, MusicBroke, MusicEnded, Wish

# --- events: what the jukebox is told ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Began:
    """An evening's dance begins; so many songs are to be played."""

    wanted: int


@dataclass(frozen=True, slots=True)
class Wished:
    """The couple asked for it."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """Somebody (`who`: the coach, the couple) began to speak or to be listened to."""

    who: str


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """They do not any more."""

    who: str


@dataclass(frozen=True, slots=True)
class SongSounded:
    """A part of this song left the speaker."""

    number: int


@dataclass(frozen=True, slots=True)
class SongRead:
    """The file has been read to its end; its last second or two are still to sound."""

    number: int


@dataclass(frozen=True, slots=True)
class SongBroke:
    """The file could not be read any further, `left` seconds before its end."""

    number: int
    left: float


@dataclass(frozen=True, slots=True)
class AllSounded:
    """The last sample of everything that was to play left the speaker."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A deadline passed."""


Event = (
    Began | Wished | VoiceStarted | VoiceEnded | SongSounded | SongRead | SongBroke | AllSounded
) | Ticked


# --- orders: what the turntable is to do ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaySong:
    """Begin this song behind what is queued, after so many seconds of silence."""

    number: int
    after: float


@dataclass(frozen=True, slots=True)
class KeepTime:
    """The rest of this song is silence, as long as it would have been; tell the couple."""

    number: int
    seconds: float


class Do(enum.Enum):
    """Orders that need no more words."""

    FINISH = "nothing more comes behind what is queued"
    FALL = "fade out"
    RISE = "fade in"
    START = "be at full level before the next song begins"
    DUCK = "softer, under a voice"
    RESTORE = "as loud as before the voice"
    HOLD = "stop here and keep the place"
    GO_ON = "play from the place that was kept"
    DROP = "stop, and forget what was queued and kept"
    END = "tell the couple's conversation that the music is over"


Order = PlaySong | KeepTime | Do

News = MusicBegan | MusicBroke | MusicEnded
"""What the conversation is told."""

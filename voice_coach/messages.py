"""What travels through the house: events (past tense) and actions (imperative), all frozen.

Events go onto the one inbox; `Conversation.handle(event, now)` answers with actions, and the app
performs them. Times are seconds on the coach's clock.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Listening(enum.Enum):
    """What the ear does now; shown on screen and made audible."""

    MUTED = "muted"
    """Nothing is heard at all."""
    ASLEEP = "asleep"
    """Only the wake phrase can be heard."""
    FLOOR = "floor"
    """The couple talk to each other: wake phrase and control words only, nothing else exists."""
    AWAKE = "awake"
    """A request may come: every intent."""
    ANSWER = "answer"
    """A question is open: its answers, the control words, and a new request."""
    TYPE = "type"
    """A letter is typed: lines are taken down; the ear hears the control words and no others."""
    DICTATE = "dictate"
    """What is said is taken down word by word; a control word alone still is one."""
    OVER = "over"
    """The coach speaks and may be interrupted: what cuts it short, and nothing else."""


class Earcon(enum.Enum):
    """The five tones, told apart by contour."""

    OPEN = "open"
    CLOSE = "close"
    TICK = "tick"
    CHIME = "chime"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; `start` and `end` in seconds from the start of the utterance."""

    text: str
    start: float
    end: float
    score: float


BLANK = " "
"""`Heard.verbatim` of a typed line without words."""
LIKELY = 0.5
"""The score of `Heard` from which on a phrase is likelier than any other speech."""
DOUBTFUL = 0.07
"""The lowest score at which the conversation still wants to hear of a phrase: it may be "stop"."""

# --- events ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance ended. `text` is empty when it was speech but nothing that may be heard now."""

    text: str
    score: float
    """0 to 1."""
    words: tuple[Word, ...] = ()
    audio_seconds: float = 0.0
    decode_seconds: float = 0.0
    typed: bool = False
    """It came from the keyboard, and so is meant for the coach."""
    over: bool = False
    """It began while the coach spoke: either a word that cuts it short, or not for the coach."""
    verbatim: str = field(default="", repr=False)
    """The line as it was typed, or what dictation took down. Kept only on an explicit yes."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """The last sample of everything that was to be said has left the speaker."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A deadline passed."""


@dataclass(frozen=True, slots=True)
class MicrophoneLost:
    """No frames arrive any more."""


@dataclass(frozen=True, slots=True)
class MicrophoneFound:
    """Frames arrive again."""


@dataclass(frozen=True, slots=True)
class MusicBegan:
    """One of the couple's own songs begins to sound."""

    place: int
    """Where in their list it stands."""
    seconds: float
    """How long it lasts; 0: its file does not say."""


@dataclass(frozen=True, slots=True)
class MusicBroke:
    """A song has broken off; its last `left` seconds are silent, then the music goes on."""

    left: float


@dataclass(frozen=True, slots=True)
class MusicEnded:
    """All the songs have been played."""


@dataclass(frozen=True, slots=True)
class MusicFailed:
    """No song plays: none can be read, or there is no loudspeaker for them."""


@dataclass(frozen=True, slots=True)
class EarReady:
    """The ear has its model."""

    dictation: bool
    """Whether it can take down free speech."""


@dataclass(frozen=True, slots=True)
class QuitRequested:
    """The couple closed the program."""


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The wall clock was set, or the couple are in another time zone."""

    by: float = 0.0
    """Seconds; positive: it shows a later time now."""
    zone: datetime.tzinfo | None = None
    """The new zone, if it is another."""


Event = (
    Heard
    | SpeechStarted
    | Spoke
    | Ticked
    | MicrophoneLost
    | MicrophoneFound
    | ClockSet
    | EarReady
    | MusicBegan
    | MusicBroke
    | MusicEnded
    | MusicFailed
    | QuitRequested
)


# --- actions --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Speak the text; queued behind whatever is being said. `caption` holds digits for the eye."""

    text: str
    soft: bool = False
    before: float = 0.0
    """Seconds of silence before the first sample."""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Chime:
    """Play an earcon; queued like speech."""

    earcon: Earcon
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Hush:
    """Silence at once: cut what sounds and drop what is queued."""


@dataclass(frozen=True, slots=True)
class Listen:
    """What may be heard from now on."""

    mode: Listening
    intents: tuple[str, ...] = ()
    """Names of the intents all of whose phrases exist now, the open question's first."""
    short: tuple[str, ...] = ()
    """Names of the intents of which only the short forms exist."""
    endpoint: float = 0.8
    """Seconds of trailing silence that end an utterance."""
    over: tuple[str, ...] = ()
    """Names of the intents whose short forms cut the coach short, where it can be interrupted."""
    music: bool = False
    """The couple's songs play in the room."""
    paused: bool = False
    """What is going on stands still until they go on."""
    lost: bool = False
    """There is no microphone now."""


@dataclass(frozen=True, slots=True)
class ShowTimers:
    """The running timers: name → seconds left, and whether it is paused."""

    timers: tuple[tuple[str, float, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class SetVoice:
    """Change rate (words per minute) or volume (0 to 1) from the next sentence on."""

    rate: int | None = None
    volume: float | None = None


@dataclass(frozen=True, slots=True)
class SetScreen:
    """Large words and visible tones, or the usual ones."""

    large: bool


@dataclass(frozen=True, slots=True)
class Play:
    """A sound that goes on under everything until the next `Play`; empty: silence."""

    sound: str = ""


class Wish(enum.Enum):
    """What can be wanted of the songs."""

    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    ONE_MORE = "one more"
    STOP = "stop"
    """Silence at once."""
    LOWER = "lower"
    """The couple speak to the coach: softer."""
    RAISE = "raise"
    """They do not any more."""


@dataclass(frozen=True, slots=True)
class Dance:
    """Play so many of the couple's own songs, two seconds between them."""

    songs: int
    first: int = 0
    """The place in their list to begin at."""


@dataclass(frozen=True, slots=True)
class Music:
    """What the songs that play are to do."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class Keep:
    """Write the state that survives a crash: timers, place in a script, used cards. No words."""

    state: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DropOld:
    """Old state files that were set aside go too: everything is to be forgotten."""


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """Write what was changed by voice to settings.toml."""

    changes: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave the program once everything is said."""


Action = (
    Say
    | Chime
    | Hush
    | Listen
    | ShowTimers
    | SetVoice
    | SetScreen
    | Play
    | Keep
    | DropOld
    | KeepSettings
    | Dance
    | Music
    | Quit
)


def sounds(action: Action) -> bool:
    """Whether it is heard in the room: words or a tone, not a caption alone."""
    return isinstance(action, Chime) or (isinstance(action, Say) and bool(action.text))

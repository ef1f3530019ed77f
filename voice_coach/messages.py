"""What travels through the house: events (past tense) and actions (imperative), all frozen.

Events go onto the one inbox; `Conversation.handle(event, now)` answers with actions, and the app
performs them. Times are seconds on the coach's clock.
"""

from __future__ import annotations

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
class QuitRequested:
    """The couple closed the program."""


Event = Heard | SpeechStarted | Spoke | Ticked | MicrophoneLost | MicrophoneFound | QuitRequested


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


@dataclass(frozen=True, slots=True)
class Keep:
    """Write the state that survives a crash: timers, place in a script, used cards. No words."""

    state: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """Write what was changed by voice to settings.toml."""

    changes: Mapping[str, str | int | bool] = field(default_factory=dict)


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
    | KeepSettings
    | Quit
)

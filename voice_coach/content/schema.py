"""What may stand in a content file. One TOML file holds any of these tables, in any order.

Validated by msgspec at the border (`loader.py`); `lint.py` looks at what a type cannot say.
The format for writers of content is described in docs/content.md.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Depth = Literal["light", "warm", "deep"]
StepKind = Literal["say", "ask", "gate", "floor", "wait", "card", "run", "end"]


class _Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a content file: unknown keys are mistakes."""


class Locale(_Table, frozen=True):
    """`[locale]`: which language this is and which synthetic voice speaks it."""

    language: str = "en"
    """Two letters; number words and units are taken from it."""
    voice: str = "gmw/en-us"
    """An espeak-ng voice name."""


class SlotValue(_Table, frozen=True):
    """One way to fill a slot. `say` is a template; `{number:60}` in it adds number × 60."""

    say: str | list[str]
    value: str | float | None = None
    """What is remembered; left out, the words themselves (or the sum of the numbers)."""
    plus: float = 0.0
    """Added to the sum of the numbers: "and a half" of an hour is 1800."""


class Slot(_Table, frozen=True):
    """`[slots.NAME]`: a list of values, a number, or a length of time in seconds."""

    type: Literal["values", "number", "duration"] = "values"
    values: list[str | SlotValue] = field(default_factory=list)
    min: int = 0
    max: int = 99
    """Numbers: the smallest and the largest that can be heard (both included)."""


class Intent(_Table, frozen=True):
    """`[intents.NAME]`: something a person may want, and how people say it."""

    templates: list[str]
    name: str = ""
    """What the coach calls it when it asks back: "the hug timer"."""
    short: list[str] = field(default_factory=list)
    """The few forms that exist for the ear while the couple talk or a question is open."""
    ear: bool | int = True
    """Whether the ear listens for its phrases; a number: only for those of so many of the first
    templates; false: for none. What is not listened for is still read in free text."""
    means: dict[str, str | float] = field(default_factory=dict)
    """Slots that this intent sets by itself."""
    answer: bool = False
    """Only an answer to an open question; nobody means it out of the blue."""
    control: bool = False
    """Valid in every state (stop, pause, not now, …)."""
    ignored: bool = False
    """Not for the coach: a class to lose to."""


class Cue(_Table, frozen=True):
    """Something said or chimed while a wait or a floor runs."""

    at: float
    """Seconds after the start; negative: before the end."""
    say: str | list[str] = field(default_factory=list)
    chime: str = ""


class Step(_Table, frozen=True):
    """One step of a script. Position = script name + step id."""

    id: str
    kind: StepKind = "say"
    say: str | list[str] = field(default_factory=list)
    """What the coach says: one of the variants. `{slot}` is filled in."""
    caption: str = ""
    """Shown on the screen and not spoken."""
    chime: str = ""
    """An earcon before the words."""
    soft: bool = False
    """Quieter than usual."""
    once: bool = False
    """say: only the first time in an evening."""
    unless: str = ""
    """Pass over the step when this slot is filled already."""
    touch: Literal["", "hands", "hug", "kiss"] = ""
    """Only when the couple's touch level reaches this; else `below`, or the step that follows."""
    below: str = ""
    next: str = ""
    """The step that follows; left out: the one below. `end` ends the script."""
    answers: dict[str, str] = field(default_factory=dict)
    """ask, card, wait: intent → step. Other intents keep their usual meaning."""
    again: str = ""
    """ask, gate: the shorter second asking."""
    choices: str = ""
    """ask: the two likeliest answers, offered third."""
    silence: str = ""
    """ask: where silence leads; left out: a falling tone and the end. gate: always not now."""
    keep_slots: list[str] = field(default_factory=list)
    """ask: slots of the answer to remember."""
    seconds: float | str = 0.0
    """wait, floor: how long; a string names a slot."""
    share: float = 1.0
    """wait, floor: the part of those seconds that this step takes."""
    timer: str = ""
    """wait: the name under which it can be asked for ("how long left")."""
    background: bool = False
    """wait: start the timer and go on at once; its end is told by the reply `timer.NAME.done`."""
    thinking: bool = False
    """floor: one person looks for words; after a long quiet the coach helps once, then pauses."""
    after_speech: float = 0.0
    """floor: seconds of quiet after somebody spoke that end the step; 0: silence never ends it."""
    cues: list[Cue] = field(default_factory=list)
    deck: str = ""
    depth: Depth | None = None
    script: str = ""
    """run: the script to run; its end comes back here."""
    resumable: bool = False
    """A restart within a day offers to go on from here (wait: the timer goes on by itself)."""


class Limit(_Table, frozen=True):
    """`limits.SLOT`: what a slot may hold in a script, and what is said when it may not."""

    min: float
    max: float
    default: float
    say: str | list[str] = field(default_factory=list)


class Script(_Table, frozen=True):
    """`[scripts.NAME]`: a dialogue as data."""

    steps: list[Step]
    starts: list[str] = field(default_factory=list)
    """The intents that start it."""
    limits: dict[str, Limit] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """intent → step, valid in every step of the script."""
    brief: bool = False
    """What starts it is listened for in its short forms only."""
    resume: str = ""
    """The step that takes up a script which a restart or a pause had broken off."""


class Card(_Table, frozen=True):
    """`[[cards]]`: one item that is picked and read: a conversation starter, an idea."""

    id: str
    deck: str
    text: str
    depth: Depth = "light"
    theme: str = ""
    say: str = ""
    """How the voice should read it, where the spelling misleads it."""
    literal: str = ""
    follow_up: str = ""
    easier: str = ""
    source: str = "original"


class ContentFile(_Table, frozen=True):
    """Everything that one file may hold."""

    locale: Locale | None = None
    slots: dict[str, Slot] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    scripts: dict[str, Script] = field(default_factory=dict)
    replies: dict[str, str | list[str]] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)


class Content(Struct, frozen=True, kw_only=True):
    """A whole content directory, merged; `origin` says which file each name came from."""

    locale: Locale
    slots: dict[str, Slot]
    rules: dict[str, str]
    intents: dict[str, Intent]
    scripts: dict[str, Script]
    replies: dict[str, list[str]]
    cards: list[Card]
    origin: dict[str, str]
    model: bytes = b""
    """What `scripts/train_matcher` made of the intents; empty: nothing was made."""

"""What a script, its steps and its cards may hold. The format is described in docs/content.md."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Depth = Literal["light", "warm", "deep"]
Touch = Literal["", "hands", "hug", "kiss"]
StepKind = Literal["say", "ask", "gate", "floor", "wait", "card", "run", "dance", "write", "end"]
BoxAct = Literal[
    "",
    "remember",
    "draft.find",
    "letter.said",
    "letter.add",
    "letter.drop",
    "letter.begun",
    "letter.day",
    "letter.seal",
    "letter.ready",
    "letter.told",
    "item.newest",
    "item.next",
    "item.read",
    "item.page",
    "item.forget",
    "promise.asked",
    "promise.said",
    "promise.keep",
    "promise.first",
    "promise.next",
    "everything",
]
"""What a step can do with the couple's box (conversation/keeping.py)."""
BOX_WORDS = frozenset({"kept", "said", "letter", "item", "day", "promise", "meant"})
"""What these acts give to the sentences; never stored outside the box."""
BOX_MODES = ("box", "typing", "dictation")
"""`when`: the box is open; and lines can be typed, or the ear can take dictation."""
BOX_TIMERS = ("letter_ready", "letter_draft")
"""Scripts with one of these as `timer` begin when a letter's day has come, or one is unfinished."""

END = "end"
"""The step name that ends a script."""
HERE = "here"
"""Where an answer leads that is kept, and changes nothing yet."""


class Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a content file: unknown keys are mistakes."""


class Cue(Table, frozen=True):
    """Something said or chimed while a wait or a floor runs."""

    at: float
    """Seconds after the start; negative: before the end."""
    say: str | list[str] = field(default_factory=list)
    chime: str = ""


class Step(Table, frozen=True):
    """One step of a script. Position = script name + step id."""

    id: str
    kind: StepKind = "say"
    say: str | list[str] = field(default_factory=list)
    """What the coach says: one of the variants. `{slot}` is filled in."""
    literal: str | list[str] = field(default_factory=list)
    """Instead of `say` when the couple want no images of speech."""
    low_energy: str | list[str] = field(default_factory=list)
    """Instead of `say` when the couple are tired: shorter."""
    caption: str = ""
    """Shown on the screen and not spoken."""
    chime: str = ""
    """An earcon before the words."""
    soft: bool = False
    """Quieter than usual."""
    once: bool = False
    """say: only the first time in an evening."""
    given: str = ""
    """Pass over the step unless this slot was said."""
    unless: str = ""
    """Pass over the step when this slot is filled already."""
    touch: Touch = ""
    """Only when the couple's touch level reaches this; else `below`, or the step below."""
    when: str = ""
    """Only in this mode (`low_energy`, `literal`, `quiet`, `captions`, or one of `BOX_MODES`);
    `not MODE`: only out of it. Else `below`, or the step below."""
    most: int = 0
    """How often the step may be entered while its script runs; then `below` instead. 0: always."""
    below: str = ""
    next: str = ""
    """The step that follows; left out: the one below. `end` ends the script."""
    answers: dict[str, str] = field(default_factory=dict)
    """ask, card, wait: intent → step, or `here`: only its slots are kept. Other intents keep their
    usual meaning."""
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
    until: str = ""
    """wait, background: the slot with the moment ("thursday 19:00") at which it ends."""
    every: Literal["", "day", "week", "month", "year"] = ""
    """wait, background: it comes again after each end."""
    deck: str = ""
    """card: which cards; "{slot}": the deck that the slot names."""
    depth: Depth | None = None
    no_repeat: bool = False
    """card: which were read is remembered over evenings (their ids, nothing else)."""
    go_on: bool = False
    """card: read, and on to the next step at once."""
    in_order: bool = False
    """card: the first that was not read tonight, not any."""
    theme: str = ""
    """card: only of this theme; "{slot}": of the one that the slot names, when it does."""
    ask: str | list[str] = field(default_factory=list)
    """card: the question after the card's words; without one the couple are left to talk."""
    script: str = ""
    """run: the script to run, its end comes back here; "faq_{topic}": the one that the slot
    completes, or, where there is none, `below`.
    After a card the slots `card` and `after` hold the card's `script` and `after`."""
    set: dict[str, str | int | bool] = field(default_factory=dict)
    """say: settings that change from this step on: `touch`, `patience`, `literal`, …"""
    keep: bool = False
    """end: what was changed by voice is written to settings.toml, and the coach begins anew."""
    region: Literal["", "aloud", "screen", "emergency"] = ""
    """say, wait: the numbers of the couple's region, spoken, or the emergency number; or shown, as
    long as the step lasts."""
    box: BoxAct = ""
    """say: what is done with the box, and on the disk before the next step is begun. Where it
    fails, or finds nothing: `below`, or the step below. Such a step says nothing itself: words
    that were cut short are said again, and nothing must be done twice."""
    by: Literal["typing", "dictation"] = "typing"
    """write: how the words come. Each line, or each breath of dictation, leads to `next`."""
    show: bool = False
    """wait: its words stand on the screen while it lasts, and are not spoken."""
    sleep: bool = False
    """From this step on only the wake phrase is heard."""
    songs: Annotated[int, Meta(ge=1, le=9)] = 2
    """dance: how many of the couple's own songs; else `below`, where they have set none, or none
    can be played."""
    sound: Literal["", "rain"] = ""
    """wait: a sound that plays until the step ends."""
    resumable: bool = False
    """A restart within a day offers to go on from here (wait: the timer goes on by itself)."""

    @property
    def asks(self) -> bool:
        """Whether it is a question to the couple, not a time of their own."""
        return self.kind in ("ask", "gate") or (self.kind == "card" and bool(self.ask))


class Limit(Table, frozen=True):
    """`limits.SLOT`: what a slot may hold in a script, and what is said when it may not."""

    min: float
    max: float
    default: float
    say: str | list[str] = field(default_factory=list)


class Script(Table, frozen=True):
    """`[scripts.NAME]`: a dialogue as data."""

    steps: list[Step]
    starts: list[str] = field(default_factory=list)
    """The intents that start it."""
    limits: dict[str, Limit] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """intent → step, valid in every step of the script."""
    aside: bool = False
    """What was going on goes on after it: a mode is changed, a short question is answered."""
    outline: str = ""
    """What comes, in a sentence, for those who ask what happens next."""
    brief: bool = False
    """What starts it is listened for in its short forms only."""
    cap: float = 0.0
    """Seconds of talk after which the script goes to `capped`; waits do not count. 0: no cap."""
    capped: str = ""
    cues: list[Cue] = field(default_factory=list)
    """Tones on the way to the cap, `at` before the end."""
    leave: str = ""
    """The script that follows when the coach stops for want of an answer, or at the cap."""
    timer: str = ""
    """The timer, started in the background by another script, whose end starts this one."""
    resume: str = ""
    """The step that takes up a script which a restart or a pause had broken off."""


class Card(Table, frozen=True):
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
    after: str = ""
    """The script that may be offered when the couple are done with it."""
    script: str = ""
    """The script that the card stands for."""
    touch: Touch = ""
    """Only for couples whose touch level reaches this."""
    minutes: list[int] = field(default_factory=list)
    """About how long it takes: least and most."""
    tags: list[str] = field(default_factory=list)
    """free, indoor, outdoor, wheelchair, sober, …"""
    avoid: list[str] = field(default_factory=list)
    """Sore points it may touch: grief, infertility, trauma, money, kids."""
    source: str = "original"


class Region(Table, frozen=True):
    """`[regions.CODE]`: where help is found in a country. Checked at every release."""

    name: str
    emergency: str
    """The emergency number, as it is spoken."""
    aloud: list[str]
    """One sentence for each line: who it is for, and the number in groups."""
    screen: str
    """The same with digits."""
    checked: datetime.date
    source: str = ""

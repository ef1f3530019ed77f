"""A rehearsal scene: a short play for a couple and their coach, read from TOML.

A turn is what happens (somebody speaks, time passes, the process dies) and what the coach must
answer before the next turn. The docstrings under the keys are the format for writers of scenes.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from voice_coach.errors import SceneError

Seconds = float | str
"""A number of seconds, or "20m", "1h30m", "45s"."""

_LENGTH = re.compile(r"(?:(\d+(?:\.\d+)?)h)?\s*(?:(\d+(?:\.\d+)?)m)?\s*(?:(\d+(?:\.\d+)?)s)?")
_PLACE = re.compile(r" - at `\$(.*)`$")
_ASSERTIONS = (
    "text",
    "starts",
    "contains",
    "any_of_reply",
    "card",
    "chime",
    "silence",
    "listening",
    "quit",
    "plays",
)

_DOES = ("say", "type", "wait", "silence", "restart")


def seconds(length: Seconds) -> float:
    """`"20m"` → 1200.0. Raises ValueError on anything that is not a length of time."""
    if not isinstance(length, str):
        return float(length)
    found = _LENGTH.fullmatch(length.strip())
    if not found or not any(found.groups()):
        raise ValueError(f'{length!r} is not a length of time; write 90, "90s", "20m" or "1h30m"')
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest


class _Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a scene: unknown keys are mistakes."""


class Matcher(_Table, frozen=True, kw_only=True):
    """One thing that the coach must (or must not) do. Exactly one of the first ten keys."""

    text: str = ""
    """The whole sentence; a plain string in a list means the same."""
    starts: str = ""
    contains: str = ""
    any_of_reply: str = ""
    """A reply's name, or `script:step`, `script:step:again`, `script:step:choices`,
    `script:step:cue`: any variant of it."""
    card: str = ""
    """Any card of this deck."""
    chime: str = ""
    """An earcon's name."""
    silence: bool = False
    """Not a sound."""
    listening: str = ""
    """How the coach listens when the turn is over."""
    quit: bool = False
    """The coach leaves the program."""
    plays: str = ""
    """What sounds beside the words when the turn is over: "rain", "songs", or "nothing"."""
    depth: Literal["light", "warm", "deep"] | None = None
    """card: only of this depth."""
    at: Seconds | None = None
    """When it must begin, counted from `since`."""
    within: float = 1.0
    """How many seconds early or late it may be."""
    since: str = ""
    """A mark; left out: the end of the answer before it, else of the last sound before the turn's
    answers (the couple's words, or the coach's when they say nothing)."""
    mark: str = ""
    """A name for the moment at which this answer's last sample has sounded."""

    def __post_init__(self) -> None:
        named = [key for key in _ASSERTIONS if getattr(self, key)]
        if len(named) != 1:
            raise ValueError(f"one of {', '.join(_ASSERTIONS)} is needed, not {named or 'none'}")
        if self.depth and not self.card:
            raise ValueError("depth belongs to card")
        if self.at is not None:
            seconds(self.at)

    @property
    def audible(self) -> bool:
        """Whether it is about one sentence or tone (the others are about the whole turn)."""
        return not (self.silence or self.listening or self.quit or self.plays)

    def words(self) -> str:
        """The demand in the words of the scene, for the verdict."""
        key = next(key for key in _ASSERTIONS if getattr(self, key))
        value = getattr(self, key)
        told = key if value is True else f"“{value}”" if key == "text" else f"{key} {value}"
        told += f" ({self.depth})" if self.depth else ""
        return told if self.at is None else f"{told} at {self.at} ± {self.within:g} s"


class Speaker(_Table, frozen=True, kw_only=True):
    """`[speakers.p]`: whose voice. Left out: the best one that this machine has."""

    voice: str = "auto"
    """`auto`, `flite:slt` or `espeak:gmw/en-us+f1`."""
    wpm: int = 165
    level: float = 0.5
    """Peak, 0 to 1 of full scale."""


class Turn(_Table, frozen=True, kw_only=True):
    """One `[[turn]]`. Exactly one of `say`, `type`, `wait`, `silence` and `restart`."""

    who: str = ""
    say: str = ""
    type: str = ""
    """Typed, not spoken: a line on the keyboard."""
    after: float = 1.5
    """Seconds between the coach's last sound (or the couple's last word) and this turn."""
    at: Seconds | None = None
    """Instead: seconds since the turn before began."""
    during: bool = False
    """Speak into the coach's words: `after` counts from their first sample."""
    wait: Seconds = 0.0
    """Only time passes, exactly this long."""
    silence: bool = False
    """The couple say nothing until the coach has done what is expected."""
    restart: bool = False
    """The process dies and is started again from what it kept."""
    down: Seconds = 5.0
    """restart: how long nothing runs."""
    patience: Seconds = 60.0
    """How long after the couple's last word the expected answers may take."""
    heard: str | None = None
    """What the ear must hear; "" is nothing. Left out: not checked."""
    expect: list[str | Matcher] | None = None
    """In this order; every sentence of the coach must be among them. Left out: anything goes."""
    absent: list[str | Matcher] = field(default_factory=list)
    """What the coach must not do in this turn."""

    def __post_init__(self) -> None:
        given = [k for k in _DOES if getattr(self, k)]
        if len(given) != 1:
            raise ValueError(
                f"one of say, type, wait, silence, restart is needed, not {given or 'none'}"
            )
        if bool(self.say) != bool(self.who):
            raise ValueError("say and who belong together")
        if self.during and not self.say:
            raise ValueError("only who says something can speak during the coach's words")
        if self.silence and not any(d.audible or d.quit for d in self.demands or ()):
            raise ValueError("silence waits for an answer: expect one, or write wait")
        for length in (self.wait, self.down, self.patience, self.at or 0.0):
            if seconds(length) < 0:
                raise ValueError("time does not run backwards")
        if self.after < 0:
            raise ValueError("after counts forwards")

    @property
    def demands(self) -> list[Matcher] | None:
        """What is expected, all as matchers."""
        return None if self.expect is None else as_matchers(self.expect)

    @property
    def forbidden(self) -> list[Matcher]:
        """What is absent, all as matchers."""
        return as_matchers(self.absent)


class Scene(_Table, frozen=True, kw_only=True):
    """A whole file."""

    title: str
    about: str = ""
    rows: list[int] = field(default_factory=list)
    """The rows of docs/guide.md that it proves."""
    locale: str = "en"
    """The folder of intents/ whose language the scene is in."""
    seed: int = 1
    settings: dict[str, object] = field(default_factory=dict)
    """Overrides of settings.toml."""
    songs: list[Seconds] = field(default_factory=list)
    """The couple's own songs, made up for the scene: how long each is; 0 is a file that is none."""
    box: bool = False
    """Whether the couple have a box, and it is open."""
    speakers: dict[str, Speaker] = field(default_factory=lambda: {"p": Speaker(), "q": Speaker()})
    opening: list[str | Matcher] | None = None
    """What the coach must do when it starts, before anybody speaks."""
    never: list[str | Matcher] = field(default_factory=list)
    """What the coach must not do in the whole scene."""
    turn: list[Turn]

    def __post_init__(self) -> None:
        if not self.turn:
            raise ValueError("a scene has at least one [[turn]]")
        for place, turn in enumerate(self.turn, 1):
            if turn.who and turn.who not in self.speakers:
                raise ValueError(f"turn {place}: nobody is called {turn.who!r}; add [speakers]")
        _check_marks(self)

    def matchers(self) -> list[Matcher]:
        """Every demand of the scene."""
        lists = [self.opening or [], self.never]
        for turn in self.turn:
            lists += [turn.expect or [], turn.absent]
        return [matcher for one in lists for matcher in as_matchers(one)]


def as_matchers(given: list[str | Matcher]) -> list[Matcher]:
    """A plain string is a whole sentence."""
    return [Matcher(text=one) if isinstance(one, str) else one for one in given]


def _check_marks(scene: Scene) -> None:
    known: set[str] = set()
    for place, turn in enumerate(scene.turn, 1):
        for matcher in turn.demands or []:
            if matcher.since and matcher.since not in known:
                raise ValueError(f"turn {place}: nothing before it has the mark {matcher.since!r}")
            known.add(matcher.mark)


def parse(text: str, name: str) -> Scene:
    """A scene from its text. Raises SceneError with the place of the mistake."""
    try:
        return msgspec.convert(tomllib.loads(text), Scene)
    except tomllib.TOMLDecodeError as error:
        raise SceneError(f"{name}: this is not TOML: {error}.", "Mend that line.") from None
    except msgspec.ValidationError as error:
        raise SceneError(f"{name}: {_sentence(str(error))}.", "Mend that table.") from None


def load(path: Path) -> Scene:
    """A scene from its file. Raises SceneError when it cannot be read or played."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SceneError(f"{path}: the scene cannot be read: {why}.", "Check the path.") from None


def _sentence(error: str) -> str:
    """msgspec's `… - at `$.turn[2].expect[0]`` as `turn 3, expect 1: …`."""
    error = re.sub(r"Object contains unknown field `(.+?)`", r"there is no key '\1' here", error)
    error = re.sub(r"Object missing required field `(.+?)`", r"the key '\1' is missing", error)
    found = _PLACE.search(error)
    if not found:
        return error
    steps = re.findall(r"\.?([^.\[\]]+)|\[(\d+|\.\.\.)\]", found.group(1))
    place = ""
    for key, index in steps:
        place += f" {int(index) + 1}" if index.isdigit() else f", {key}" if key else ""
    return f"{place.lstrip(', ')}: {error[: found.start()]}"

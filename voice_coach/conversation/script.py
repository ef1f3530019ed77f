"""A guided script (data) and where in it we are. Looks things up; changes nothing.

Position = script name + step id, so a script that was broken off survives a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_coach.content.schema import Content
from voice_coach.content.script_schema import END, Cue, Depth, Script, Step
from voice_coach.errors import ContentError
from voice_coach.settings import Changes
from voice_coach.understanding.grammar import SlotValue

OF_STEP, OF_BOX = "step", "box"
"""Whose cues they are: of the open step, or of the script's time box."""


@dataclass(slots=True)
class Place:
    """Where we are in one script, and what happened there so far."""

    script: str
    step: str = ""
    slots: dict[str, SlotValue] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    """Slots that somebody said, not filled in by a default."""
    waiting: bool = False
    """The words of the step are said; now the couple, a timer or a silence moves it on."""
    yeses: int = 0
    rung: int = 0
    """How far up the silence ladder."""
    cues_done: dict[str, int] = field(default_factory=dict)
    """Cues that have sounded: of the step, and of the script's time box."""
    card: str = ""
    depth: Depth | None = None
    skips: int = 0
    extras: set[str] = field(default_factory=set)
    """What was read beside the card: its follow-up, its easier twin."""
    visits: dict[str, int] = field(default_factory=dict)
    """How often each step with a limit was entered."""
    aside: bool = False
    """What stands below it on the stack goes on afterwards, where it was."""
    ended: tuple[str, float] = ("", 0.0)
    """The wait whose time was up last, and when: for a while it can be made longer."""
    lived: bool = False
    """The couple took time for it: a wait or a floor of this script has begun."""
    spoke: bool = False
    """floor: somebody has begun to talk."""
    words: dict[str, SlotValue] = field(default_factory=dict, repr=False)
    """What came out of the couple's box, or may go into it: to be said, and never saved."""

    @property
    def fillings(self) -> dict[str, SlotValue]:
        """What `{…}` stands for in what is said here."""
        return {**self.slots, **self.words}

    @property
    def key(self) -> str:
        """`script:step`."""
        return f"{self.script}:{self.step}"

    def enter(self, step: str) -> None:
        """Start the step afresh; another step begins at its own depth."""
        if step != self.step:
            self.depth = None
        self.extras = set()
        self.step, self.waiting, self.spoke = step, False, False
        self.yeses = self.rung = 0
        self.cues_done.pop(OF_STEP, None)


def script_of(content: Content, name: str) -> Script:
    """The script of that name. Raises ContentError."""
    try:
        return content.scripts[name]
    except KeyError:
        raise ContentError(f"there is no script {name!r}.", f"Add [scripts.{name}].") from None


def step_of(content: Content, place: Place) -> Step:
    """The step at this place. Raises ContentError."""
    for step in script_of(content, place.script).steps:
        if step.id == place.step:
            return step
    raise ContentError(f"the script {place.script!r} has no step {place.step!r}.")


def first_step(script: Script) -> str:
    """The id of the step that a script begins with."""
    return script.steps[0].id


def following(script: Script, step: Step) -> str:
    """The id of the step after this one, or END."""
    if step.next:
        return step.next
    return END if step.kind == "end" else below(script, step)


def below(script: Script, step: Step) -> str:
    """The id of the step that stands below this one, or END."""
    ids = [other.id for other in script.steps]
    after = ids.index(step.id) + 1
    return ids[after] if after < len(ids) else END


def answers_at(content: Content, place: Place) -> dict[str, str]:
    """intent → step for every answer that counts here; the step's own come first."""
    own = step_of(content, place).answers
    return {**own, **script_of(content, place.script).answers, **own}


def script_for(content: Content, intent: str) -> str | None:
    """The script that an intent starts."""
    for name, script in content.scripts.items():
        if intent in script.starts:
            return name
    return None


def seconds_of(step: Step, place: Place) -> float:
    """How long a wait or floor lasts; 0: until somebody ends it."""
    if isinstance(step.seconds, str):
        value = place.slots.get(step.seconds.strip("{}"), 0.0)
        return float(value) * step.share if isinstance(value, (int, float)) else 0.0
    return float(step.seconds) * step.share


def timer_name(content: Content, step: Step, place: Place) -> str:
    """What the step's timer is called; it may be the couple's own name for it."""
    return filled(step.timer or place.script, place) or content.replies["timer.name"][0]


def filled(name: str, place: Place) -> str:
    """A name in content with its `{slot}` filled in; empty when the slot is."""
    start, found, rest = name.partition("{")
    slot, _, end = rest.partition("}")
    if not found:
        return name
    value = place.slots.get(slot)
    return f"{start}{value}{end}" if value else ""


def filled_changes(changes: Changes, place: Place) -> dict[str, str | int | float | bool]:
    """What a step sets, its `{slot}`s filled in."""
    return {
        name: filled(value, place) if isinstance(value, str) else value
        for name, value in changes.items()
    }


def cues_in_order(cues: list[Cue], total: float) -> list[tuple[float, Cue]]:
    """Cues with the seconds after the start at which each is due; those outside are left out."""
    placed = [(cue.at if cue.at >= 0 else total + cue.at, cue) for cue in cues]
    return sorted(((at, cue) for at, cue in placed if 0 <= at < total or total == 0), key=_at)


def _at(placed: tuple[float, Cue]) -> float:
    return placed[0]

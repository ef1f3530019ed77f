"""A guided script (data) and where in it we are. Looks things up; changes nothing.

Position = script name + step id, so a script that was broken off survives a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_coach.content.schema import Content, Cue, Depth, Script, Step
from voice_coach.errors import ContentError
from voice_coach.understanding.grammar import SlotValue

END = "end"
"""The step name that ends a script."""


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
    cues_done: int = 0
    card: str = ""
    depth: Depth | None = None
    skips: int = 0
    spoke: bool = False
    """floor: somebody has begun to talk."""

    @property
    def key(self) -> str:
        """`script:step`."""
        return f"{self.script}:{self.step}"

    def enter(self, step: str) -> None:
        """Start the step afresh; another step begins at its own depth."""
        if step != self.step:
            self.depth = None
        self.step, self.waiting, self.spoke = step, False, False
        self.yeses = self.rung = self.cues_done = 0


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
    if step.kind == "end":
        return END
    ids = [other.id for other in script.steps]
    after = ids.index(step.id) + 1
    return ids[after] if after < len(ids) else END


def answers_at(content: Content, place: Place) -> dict[str, str]:
    """intent → step for every answer that counts here; the step's own come first."""
    return {**step_of(content, place).answers, **script_of(content, place.script).answers}


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


def cues_in_order(step: Step, total: float) -> list[tuple[float, Cue]]:
    """Cues with the seconds after the start at which each is due; those outside are left out."""
    placed = [(cue.at if cue.at >= 0 else total + cue.at, cue) for cue in step.cues]
    return sorted(((at, cue) for at, cue in placed if 0 <= at < total or total == 0), key=_at)


def _at(placed: tuple[float, Cue]) -> float:
    return placed[0]

"""Tones and words while a wait, a floor or a time box runs: the next one, and when it is due."""

from __future__ import annotations

from collections.abc import Iterator

from voice_coach.content.script_schema import Cue
from voice_coach.conversation import capping
from voice_coach.conversation.script import (
    OF_BOX,
    OF_STEP,
    Place,
    cues_in_order,
    script_of,
    timer_name,
)
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer
from voice_coach.messages import Earcon


def cue_at(state: State) -> float | None:
    """When the next cue is due."""
    return min((at for at, *_ in _next(state)), default=None)


def cue(state: State) -> None:
    """Say or chime the cue that is due."""
    _, place, kind, due = min(_next(state), key=lambda found: found[0])
    place.cues_done[kind] = place.cues_done.get(kind, 0) + 1
    if due.chime:
        state.chime(Earcon(due.chime), soft=True)
    state.say(due.say, place.slots, soft=True)


def _next(state: State) -> Iterator[tuple[float, Place, str, Cue]]:
    """The next cue of the open step, and of each time box around it."""
    if state.paused:
        return
    place, step = state.place, state.step
    if place is not None and step is not None and place.waiting:
        timer = state.board.named(timer_name(state.content, step, place))
        if timer is not None and timer.step == place.key:
            yield from _of(place, OF_STEP, timer, step.cues)
    for outer in state.stack:
        box = capping.of(state, outer)
        if box is not None:
            yield from _of(outer, OF_BOX, box, script_of(state.content, outer.script).cues)


def _of(
    place: Place, kind: str, timer: Timer, cues: list[Cue]
) -> Iterator[tuple[float, Place, str, Cue]]:
    placed = cues_in_order(cues, timer.total)
    done = place.cues_done.get(kind, 0)
    if timer.ends_at is not None and done < len(placed):
        at, found = placed[done]
        yield timer.ends_at - timer.total + at, place, kind, found

"""Words of the coach that were cut short: they are said again, once nobody wants anything else."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.conversation import runner
from voice_coach.conversation.script import Place, step_of
from voice_coach.conversation.state import State


@dataclass(frozen=True, slots=True)
class CutShort:
    """A step whose words were cut, and that may yet be said."""

    place: Place
    step: str


def noticed(state: State) -> CutShort | None:
    """What is being cut now; None where no step was being said."""
    place, step = state.place, state.step
    if step is not None and step.background:  # its timer runs; it must not be started anew
        return None
    return CutShort(place, place.step) if place and not place.waiting else None


def taken_up(state: State, cut: CutShort | None) -> CutShort | None:
    """Say it again if nothing else is wanted and nobody speaks; what is still to be said."""
    if cut is None:
        return None
    beside = cut.place is not state.place
    gone = cut.place.step != cut.step or not any(cut.place is other for other in state.stack)
    if gone or (beside and step_of(state.content, cut.place).asks):  # that is asked again anyway
        return None
    busy = state.speaking or state.paused or state.voice_since is not None
    if beside or busy or state.now < state.called_until:
        return cut
    runner.enter(state, cut.step)
    return None

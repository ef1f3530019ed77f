"""Starts timers that run beside everything else: reminders, nudges, a timer of their own."""

from __future__ import annotations

from voice_coach.content.script_schema import Step
from voice_coach.conversation import moments
from voice_coach.conversation.script import Place, filled, seconds_of
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer


def start(state: State, step: Step, place: Place) -> None:
    """Start the step's timer: for so many seconds, or until a moment."""
    seconds = seconds_of(step, place)
    if step.until:
        moment = moments.next_one(place.slots, state.now, state.zone)
        seconds = seconds if moment is None else moment - state.now
    theirs = "{" in step.timer  # the couple name it, or may
    name = filled(step.timer or place.script, place)
    timer = Timer(
        name=name or state.board.free(state.content.replies["timer.name"]),
        total=seconds,
        ends_at=state.now + seconds,
        reminder=not theirs,
        every=step.every,
    )
    state.board = state.board.adopt(timer)
    state.rings = tuple(ring for ring in state.rings if ring.name != timer.name)
    state.touched = timer.name if theirs else state.touched

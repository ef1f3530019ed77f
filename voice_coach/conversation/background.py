"""Starts timers that run beside everything else: reminders, nudges, a timer of their own."""

from __future__ import annotations

from voice_coach.content.script_schema import Step
from voice_coach.conversation import moments
from voice_coach.conversation.script import Place, seconds_of, timer_name
from voice_coach.conversation.state import State


def start(state: State, step: Step, place: Place) -> None:
    """Start the step's timer: for so many seconds, or until a moment."""
    seconds = seconds_of(step, place)
    if step.until:
        moment = moments.next_one(place.slots, state.now, state.zone)
        seconds = seconds if moment is None else moment - state.now
    name = timer_name(state.content, step, place)
    state.board = state.board.start(name, seconds, state.now, every=step.every)

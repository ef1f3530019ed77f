"""The time box of a whole script: talk counts, waits (space, a hug) do not.

It is a timer of the board, so that "how long left" knows it and a restart does not lengthen it.
"""

from __future__ import annotations

from voice_coach.conversation.script import Place, script_of
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer

WHOLE = "*"
"""Stands where the timer of a step has the step's name."""


def key(place: Place) -> str:
    """What the timer is for: the script, and no step of it."""
    return f"{place.script}:{WHOLE}"


def of(state: State, place: Place) -> Timer | None:
    """The running time box of the script at this place."""
    return next((t for t in state.board.timers if t.step == key(place)), None)


def begin(state: State, place: Place) -> None:
    """Start the box, where the script has one."""
    cap = script_of(state.content, place.script).cap
    if cap:
        state.board = state.board.start(key(place), cap, state.now, step=key(place))


def end(state: State, place: Place) -> None:
    """The script is over, and its box with it."""
    state.board = state.board.without_step(key(place))


def mind(state: State) -> None:
    """While a wait runs, or all stands still, the boxes stand still too."""
    step = state.step
    still = state.paused or (step is not None and step.kind in ("wait", "dance"))
    for timer in (of(state, place) for place in state.stack):
        if timer is not None and timer.paused is not still:
            board = state.board
            names = [timer.name]
            state.board = board.pause(names, state.now) if still else board.resume(names, state.now)

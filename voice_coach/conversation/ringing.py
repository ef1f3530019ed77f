"""What follows the end of a timer: a step goes on, a time box closes, a reminder is told."""

from __future__ import annotations

from msgspec.structs import replace

from voice_coach.conversation import background, capping, moments, runner, soft_end
from voice_coach.conversation.script import Place, script_of, step_of
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer


def ended(state: State, timer: Timer, missed: bool = False) -> None:
    """A timer has come to its end; `missed`: it did so while the coach was off."""
    missed = missed or (timer.ends_at is not None and state.now - timer.ends_at > soft_end.LATE)
    state.board = state.board.without(timer.name)
    if timer.step.endswith(f":{capping.WHOLE}"):
        _box(state, timer)
    elif timer.step:
        _step(state, timer)
    else:
        _by_itself(state, timer, missed)


def settle(state: State) -> None:
    """Begin what is owed once nothing else is going on, nobody speaks, and nobody said stop."""
    busy = state.speaking or state.voice_since is not None or state.silenced
    if state.owed and not state.stack and not busy:
        what = state.owed.pop(0)
        script = _script_of(state, what)
        if script:
            runner.begin(state, script, {"what": what})


def _by_itself(state: State, timer: Timer, missed: bool) -> None:
    """It is told, or the script that it starts is owed to the couple."""
    if timer.every and timer.ends_at is not None:
        state.board = state.board.adopt(_again(state, timer, timer.ends_at))
    if _script_of(state, timer.starts or timer.name):
        state.owed.append(timer.starts or timer.name)
        return
    soft_end.begin(state, timer, missed)


def _again(state: State, timer: Timer, ended_at: float) -> Timer:
    """The same once more, at its next time."""
    if timer.rhythm is not None:
        return background.recurring(state, timer.starts, timer.rhythm)
    last = ended_at + state.wall
    comes = moments.again(last, timer.every, state.wall_now, state.zone)
    return replace(timer, ends_at=comes - state.wall)


def _step(state: State, timer: Timer) -> None:
    """The step that it belongs to goes on; an aside that runs above it is over."""
    if any(place.key == timer.step and _dances(state, place) for place in state.stack):
        return  # the songs themselves say when they are over
    while state.stack and state.stack[-1].aside and state.stack[-1].key != timer.step:
        state.stack.pop()
    if state.place is not None and state.place.key == timer.step:
        state.place.ended = state.place.step, state.now
        runner.advance(state)


def _dances(state: State, place: Place) -> bool:
    return step_of(state.content, place).kind == "dance"


def _box(state: State, timer: Timer) -> None:
    """The script's time is up: on to the step that it keeps for that, else its leave-taking."""
    place = next((place for place in state.stack if capping.key(place) == timer.step), None)
    if place is None:
        return
    del state.stack[state.stack.index(place) + 1 :]
    capped = script_of(state.content, place.script).capped
    if capped:
        runner.enter(state, capped)
    else:
        runner.leave(state)


def _script_of(state: State, name: str) -> str:
    """The script that the end of this timer starts; empty: none."""
    scripts = state.content.scripts.items()
    return next((script for script, it in scripts if it.timer == name), "")

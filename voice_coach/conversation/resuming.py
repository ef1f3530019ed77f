"""After a crash or a restart: what goes on, what is offered again, and what ended meanwhile."""

from __future__ import annotations

from voice_coach.content.script_schema import Step
from voice_coach.conversation import ringing, runner, soft_end
from voice_coach.conversation.saved import RESUME_WITHIN, Saved
from voice_coach.conversation.script import OF_STEP, Place, cues_in_order, step_of
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Ring, Timer


def take_up(state: State, saved: Saved) -> bool:
    """Go on with the script that a crash or a restart broke off."""
    place = saved.place
    if place is None or state.now - place.at > RESUME_WITHIN:
        return False
    script = state.content.scripts.get(place.script)
    if script is None or all(step.id != place.step for step in script.steps):
        return False
    back = Place(place.script, place.step, dict(place.slots), waiting=True)
    timer = next((t for t in state.board.timers if t.step == back.key), None)
    if timer is None and not script.resume:
        return False
    state.stack.append(back)
    if timer is None:
        runner.enter(state, script.resume)
    elif timer.ends_at is not None and timer.ends_at <= state.now:
        state.board = state.board.without(timer.name)
        floor = step_of(state.content, back).kind == "floor"
        if floor and script.resume:  # nobody talks on into an empty room
            runner.enter(state, script.resume)
        else:
            runner.advance(state)
    else:
        back.cues_done[OF_STEP] = _cues_past(step_of(state.content, back), timer, state.now)
        state.paused = timer.paused
    return True


def tell_missed(state: State, rings: tuple[Ring, ...], taken_up: bool) -> bool:
    """Timers that ended while the coach was off are told once, kindly; whether there were any."""
    soft_end.taken_up(state, rings)
    missed = [t for t in state.board.due(state.now) if not t.step]
    for timer in missed:
        ringing.ended(state, timer, missed=True)
    if not taken_up:
        state.board = state.board.by_themselves()
    soft_end.tick(state)
    return state.speaking or bool(missed)


def _cues_past(step: Step, timer: Timer, now: float) -> int:
    elapsed = timer.total - timer.seconds_left(now)
    return sum(1 for at, _ in cues_in_order(step.cues, timer.total) if at <= elapsed)

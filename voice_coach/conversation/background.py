"""Starts timers that run beside everything else: reminders, nudges, a timer of their own."""

from __future__ import annotations

from voice_coach.content.script_schema import Step
from voice_coach.conversation import moments, rhythms
from voice_coach.conversation.script import Place, filled, seconds_of
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer


def start(state: State, step: Step, place: Place) -> None:
    """Start the step's timer: for so many seconds, until a moment, or again and again."""
    if step.every and step.until:
        slots = dict(place.slots)
        if step.every == "week":  # `until` names the slot of its day: there may be two
            slots["day"] = place.slots.get(step.until, "")
        rhythm = rhythms.of(slots, step.every, state.content)
        state.board = state.board.adopt(recurring(state, step.timer, rhythm))
        return
    seconds = seconds_of(step, place)
    moment = moments.next_one(place.slots, state.wall_now, state.zone) if step.until else None
    seconds = seconds if moment is None else moment - state.wall_now
    theirs = "{name}" in step.timer  # the couple name it, or may
    name = filled(step.timer or place.script, place)
    timer = Timer(
        name=name or state.board.free(state.content.replies["timer.name"]),
        total=seconds,
        ends_at=state.now + seconds,
        reminder=not theirs,
        every=step.every,
        starts=str(place.slots.get("what", "")),
        by_clock=moment is not None,
    )
    state.board = state.board.adopt(timer)
    state.rings = tuple(ring for ring in state.rings if ring.name != timer.name)
    state.touched = timer.name if theirs else state.touched


def recurring(state: State, starts: str, rhythm: rhythms.Rhythm) -> Timer:
    """The reminder of a rhythm, at its next time."""
    seconds = rhythms.following(rhythm, state.wall_now, state.zone) - state.wall_now
    return Timer(
        name=f"{starts} {rhythm.key}",
        total=seconds,
        ends_at=state.now + seconds,
        reminder=True,
        every=rhythm.every,
        rhythm=rhythm,
        starts=starts,
        by_clock=True,
    )


def clock_set(state: State, by: float) -> None:
    """The wall clock was set, so many seconds ahead: what ends by the clock ends by the new one."""
    state.wall += by
    state.board = state.board.shifted(-by, by_clock=True)


def moved(state: State) -> None:
    """The couple are in another time zone: seven in the evening is seven there."""
    for timer in state.board.timers:
        if timer.rhythm is not None and (timer.ends_at or 0.0) > state.now:
            state.board = state.board.adopt(recurring(state, timer.starts, timer.rhythm))

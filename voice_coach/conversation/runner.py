"""Runs scripts: enters steps, moves on, climbs silence ladders. A dialogue is data."""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.content.schema import Script, Step
from voice_coach.conversation import cards
from voice_coach.conversation.script import (
    END,
    Place,
    answers_at,
    first_step,
    following,
    script_of,
    seconds_of,
)
from voice_coach.conversation.state import State
from voice_coach.messages import Earcon
from voice_coach.understanding.grammar import SlotValue

TOUCH = ("none", "hands", "hug", "kiss")
"""Touch levels, from none upwards; the coach never goes above the couple's."""
DEFER = "defer"
"""The script that a gate runs when it hears no, not now, or silence."""


def begin(state: State, name: str, slots: Mapping[str, SlotValue], inner: bool = False) -> None:
    """Start a script; what was going on ends, unless the new one runs inside it."""
    script = script_of(state.content, name)
    if not inner:
        clear(state)
    place = Place(name, slots=_limited(state, script, slots), given=set(slots))
    state.stack.append(place)
    state.paused = False
    enter(state, first_step(script))


def clear(state: State) -> None:
    """Everything that was going on is over; timers that belonged to it stop."""
    for timer in state.board.timers:
        if timer.step:
            state.board = state.board.without(timer.name)
    state.stack.clear()
    state.paused = False


def enter(state: State, step_id: str) -> None:
    """Go to a step of the innermost script and do what it begins with."""
    place = state.stack[-1]
    _drop_timer(state, place)
    if step_id == END:
        _finish(state)
        return
    place.enter(step_id)
    step = state.step
    assert step is not None
    if _passed_over(state, place, step):
        enter(state, step.below or following(script_of(state.content, place.script), step))
        return
    spoke = _open(state, place, step)
    if step.kind == "run":
        begin(state, step.script, place.slots, inner=True)
    elif step.kind == "wait" and step.background:
        seconds = seconds_of(step, place)
        state.board = state.board.start(timer_name(state, step, place), seconds, state.now)
        if not spoke:
            advance(state)
    elif not spoke:
        said(state)


def said(state: State) -> None:
    """The words of the step have left the speaker (or it has none): wait, or move on."""
    place, step = state.place, state.step
    if place is None or step is None or place.waiting:
        return
    state.quiet_since = state.now
    if step.kind in ("say", "end", "run") or (step.kind == "wait" and step.background):
        advance(state)
        return
    place.waiting = True
    seconds = seconds_of(step, place)
    if step.kind in ("wait", "floor") and seconds > 0:
        name = timer_name(state, step, place)
        state.board = state.board.start(name, seconds, state.now, step=place.key)


def advance(state: State) -> None:
    """On to the step that follows."""
    place, step = state.place, state.step
    if place is not None and step is not None:
        enter(state, following(script_of(state.content, place.script), step))


def answer(state: State, intent: str, slots: Mapping[str, SlotValue]) -> bool:
    """An answer to the open step; False when it is none."""
    place, step = state.place, state.step
    if place is None or step is None:
        return False
    if step.kind == "gate" and intent in ("yes", "no", "not_now", "not_yet"):
        _gate_answer(state, place, intent)
        return True
    if step.kind == "card" and intent in ("lighter", "deeper", "another_one"):
        _another_card(state, place, step, intent)
        return True
    target = answers_at(state.content, place).get(intent)
    if target is None:
        return False
    said_now = {name: slots[name] for name in step.keep_slots if name in slots}
    script = script_of(state.content, place.script)
    place.slots = _limited(state, script, {**place.slots, **said_now})
    place.given |= set(said_now)
    enter(state, target)
    return True


def _gate_answer(state: State, place: Place, intent: str) -> None:
    if intent != "yes":
        deferred(state, place)
        return
    place.yeses += 1
    place.rung, state.quiet_since = 0, state.now
    if place.yeses == 2:
        advance(state)


def deferred(state: State, place: Place) -> None:
    """A no, or silence: nothing of the script is kept, only a kinder time is asked for."""
    target = answers_at(state.content, place).get("not_now")
    if target:
        enter(state, target)
    else:
        begin(state, DEFER, {})


def _another_card(state: State, place: Place, step: Step, intent: str) -> None:
    depth = place.depth or step.depth or state.depth
    if intent == "deeper" and cards.deeper(depth) == "deep" and "deep" in step.answers:
        enter(state, step.answers["deep"])
        return
    place.skips = place.skips + 1 if intent == "another_one" else 0
    if intent == "lighter" or place.skips > 1:
        depth = cards.lighter(depth)
    elif intent == "deeper":
        depth = cards.deeper(depth)
    place.depth = state.depth = depth
    enter(state, step.id)


# --- small parts ----------------------------------------------------------------------------


def _open(state: State, place: Place, step: Step) -> bool:
    """The step's tone and words; whether there were any to wait for."""
    if step.chime:
        state.chime(Earcon(step.chime), soft=step.soft)
    if step.caption:
        state.show(step.caption)
    if step.kind == "card":
        return _read_card(state, place, step)
    if step.once:
        if place.key in state.said_once:
            return False
        state.said_once.add(place.key)
    return state.say(step.say, place.slots, step.soft) or bool(step.chime and state.speaking)


def _passed_over(state: State, place: Place, step: Step) -> bool:
    if step.unless:
        return step.unless in place.given
    return bool(step.touch) and TOUCH.index(step.touch) > TOUCH.index(state.settings.touch)


def _read_card(state: State, place: Place, step: Step) -> bool:
    depth = place.depth or step.depth or state.depth
    card = cards.choose(state.content.cards, step.deck, depth, state.used, state.seed, state.turn)
    if card is None:
        return False
    place.card, place.depth = card.id, depth
    if card.id in state.used:
        state.used.remove(card.id)
    state.used.append(card.id)
    return state.say(card.say or card.text)


def _finish(state: State) -> None:
    """The innermost script is over: back to the one that ran it, or to quiet."""
    state.stack.pop()
    if state.stack:
        advance(state)


def timer_name(state: State, step: Step, place: Place) -> str:
    name = step.timer or place.script
    if name.startswith("{"):
        return str(place.slots.get(name[1:-1]) or state.content.replies["timer.name"][0])
    return name


def _drop_timer(state: State, place: Place) -> None:
    for timer in state.board.timers:
        if timer.step == place.key:
            state.board = state.board.without(timer.name)


def _limited(state: State, script: Script, slots: Mapping[str, SlotValue]) -> dict[str, SlotValue]:
    """Slots with defaults filled in and numbers kept inside the script's limits, said aloud."""
    filled = dict(slots)
    for name, limit in script.limits.items():
        value = filled.get(name, limit.default)
        number = float(value) if isinstance(value, (int, float)) else limit.default
        kept = min(max(number, limit.min), limit.max)
        filled[name] = kept
        if kept != number:
            state.say(limit.say, filled)
    return filled

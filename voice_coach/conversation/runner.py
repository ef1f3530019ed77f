"""Runs scripts: enters steps, moves on, climbs silence ladders. A dialogue is data."""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.content.schema import Script, Step
from voice_coach.conversation import cards
from voice_coach.conversation.script import (
    END,
    Place,
    answers_at,
    cues_in_order,
    first_step,
    following,
    script_of,
    seconds_of,
)
from voice_coach.conversation.silence import GATE, QUESTION, TALKING, THINKING, Ladder, Rung
from voice_coach.conversation.state import State
from voice_coach.messages import Earcon
from voice_coach.understanding.grammar import SlotValue

TOUCH = ("none", "hands", "hug", "kiss")
"""Touch levels, from none upwards; the coach never goes above the couple's."""
DEFER = "defer"
"""The script that a gate runs when it hears no, not now, or silence."""
SECOND_YES = 4.0
"""Seconds after the first yes before the other partner is asked."""


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
        state.board = state.board.start(_timer_name(state, step, place), seconds, state.now)
        advance(state) if not spoke else None
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
        name = _timer_name(state, step, place)
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
        _deferred(state, place)
        return
    place.yeses += 1
    place.rung, state.quiet_since = 0, state.now
    if place.yeses == 2:
        advance(state)


def _deferred(state: State, place: Place) -> None:
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


# --- silence --------------------------------------------------------------------------------


def ladder_of(state: State) -> Ladder | None:
    """The silence ladder of the open step."""
    place, step = state.place, state.step
    if place is None or step is None or not place.waiting:
        return None
    if step.kind == "ask":
        return QUESTION
    if step.kind == "gate":
        return GATE
    if step.kind == "floor" and step.thinking and not place.spoke:
        return THINKING
    return TALKING if step.kind in ("card", "floor") else None


def climb_at(state: State) -> float | None:
    """When the ladder's next rung, or the quiet after speech, is due."""
    place, step, ladder = state.place, state.step, ladder_of(state)
    if place is None or step is None or ladder is None or state.paused:
        return None
    if step.kind == "gate" and place.yeses == 1 and place.rung == 0:
        return max(state.muted_until, state.quiet_since) + SECOND_YES * state.settings.patience
    after = ladder.after(place.rung, state.settings.patience)
    if step.kind == "floor" and step.after_speech and place.spoke:
        after = step.after_speech * state.settings.patience
    if after is None:
        return None
    return max(state.muted_until, state.quiet_since) + after


def climb(state: State, no_match: bool = False) -> None:
    """The silence went on (or what was said was unclear): the next rung."""
    place, step, ladder = state.place, state.step, ladder_of(state)
    if place is None or step is None or ladder is None:
        return
    if step.kind == "floor" and step.after_speech and place.spoke:
        advance(state)
        return
    if place.rung >= len(ladder.rungs):
        return
    rung = ladder.rung(place.rung)
    if no_match and rung is Rung.LEAVE:
        return
    place.rung += 1
    state.quiet_since = state.now
    _DO[rung](state, place, step)


def _again(state: State, place: Place, step: Step) -> None:
    if step.kind == "gate" and place.yeses == 1:
        state.reply("gate.second")
    else:
        state.say(step.again or step.say, place.slots)


def _choices(state: State, place: Place, step: Step) -> None:
    state.say(step.choices or step.again or step.say, place.slots)


def _leave(state: State, place: Place, step: Step) -> None:
    if step.kind == "gate":
        _deferred(state, place)
    elif step.silence:
        state.chime(Earcon.CLOSE, soft=True)
        enter(state, step.silence)
    else:
        clear(state)
        state.chime(Earcon.CLOSE, soft=True)


def _pause(state: State, _place: Place, _step: Step) -> None:
    pause(state)


def _encourage(state: State, _place: Place, _step: Step) -> None:
    state.reply("silence.encourage", soft=True)


def _offer_skip(state: State, _place: Place, _step: Step) -> None:
    state.reply("silence.offer_skip", soft=True)


def _tone(state: State, _place: Place, _step: Step) -> None:
    clear(state)
    state.chime(Earcon.CLOSE, soft=True)


_DO = {
    Rung.AGAIN: _again,
    Rung.CHOICES: _choices,
    Rung.LEAVE: _leave,
    Rung.ENCOURAGE: _encourage,
    Rung.OFFER_SKIP: _offer_skip,
    Rung.PAUSE: _pause,
    Rung.TONE: _tone,
}


def pause(state: State) -> None:
    """Everything stands still: timers of the script, and the ladders."""
    state.paused = True
    state.board = state.board.pause([t.name for t in state.board.timers if t.step], state.now)


def go_on(state: State) -> None:
    """Everything goes on from where it stood."""
    state.paused = False
    state.quiet_since = state.now
    state.board = state.board.resume([t.name for t in state.board.timers if t.step], state.now)


# --- cues -----------------------------------------------------------------------------------


def cue_at(state: State) -> float | None:
    """When the next cue of the open wait or floor is due."""
    place, step = state.place, state.step
    if place is None or step is None or not place.waiting or state.paused:
        return None
    timer = state.board.named(_timer_name(state, step, place))
    if timer is None or timer.step != place.key or timer.ends_at is None:
        return None
    cues = cues_in_order(step, timer.total)
    if place.cues_done >= len(cues):
        return None
    return timer.ends_at - timer.total + cues[place.cues_done][0]


def cue(state: State) -> None:
    """Say or chime the cue that is due."""
    place, step = state.place, state.step
    assert place is not None
    assert step is not None
    timer = state.board.named(_timer_name(state, step, place))
    assert timer is not None
    _, due = cues_in_order(step, timer.total)[place.cues_done]
    place.cues_done += 1
    if due.chime:
        state.chime(Earcon(due.chime), soft=True)
    state.say(due.say, place.slots, soft=True)


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


def _timer_name(state: State, step: Step, place: Place) -> str:
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

"""Runs scripts: enters steps, moves on, begins and ends. A dialogue is data."""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.content.script_schema import BOX_MODES, END, HERE, Script, Step
from voice_coach.content.spoken import placeholders
from voice_coach.conversation import (
    background,
    capping,
    due,
    helplines,
    keeping,
    modes,
    moments,
    reading,
)
from voice_coach.conversation.rhythms import settled
from voice_coach.conversation.script import (
    Place,
    answers_at,
    below,
    filled,
    filled_changes,
    first_step,
    following,
    script_of,
    seconds_of,
    timer_name,
)
from voice_coach.conversation.state import State
from voice_coach.messages import Earcon, KeepSettings, Quit
from voice_coach.understanding.grammar import SlotValue

EVENING = 10 * 3600.0
"""Seconds in which a step with `once` comes only once."""
DEFER = "defer"
"""The script that a gate runs when it hears no, not now, or silence."""


def begin(state: State, name: str, slots: Mapping[str, SlotValue], inner: bool = False) -> None:
    """Start a script; what was going on ends, unless the new one runs inside or beside it."""
    script = script_of(state.content, name)
    beside = script.aside and bool(state.stack) and not inner
    if not inner and not beside:
        clear(state)
    if any(other.leave == name for other in state.content.scripts.values()):
        state.recent = None  # a leave-taking cannot be told from another by taking it back
    slots = moments.timed(script, slots, state.wall_now, state.zone)
    place = Place(name, slots=_limited(state, script, slots), given=set(slots), aside=beside)
    state.stack.append(place)
    state.paused = state.paused and beside
    capping.begin(state, place)
    enter(state, first_step(script))


def clear(state: State) -> None:
    """Everything that was going on is over; timers that belonged to it stop."""
    state.board = state.board.by_themselves()
    state.desk.said = ""
    state.stack.clear()
    state.paused = False


def leave(state: State) -> None:
    """The coach stops for want of an answer: the script's leave-taking, else a falling tone."""
    scripts = [script_of(state.content, place.script) for place in reversed(state.stack)]
    last = next((script.leave for script in scripts if script.leave), "")
    clear(state)
    if last:
        begin(state, last, {})
    else:
        state.chime(Earcon.CLOSE, soft=True)


def enter(state: State, step_id: str) -> None:
    """Go to a step of the innermost script and do what it begins with."""
    place = state.stack[-1]
    state.board = state.board.without_step(place.key)
    if step_id == END:
        _finish(state)
        return
    place.enter(step_id)
    step = state.step
    assert step is not None
    if _passed_over(state, place, step) or (step.box and not keeping.do(state, place, step.box)):
        enter(state, step.below or below(script_of(state.content, place.script), step))
        return
    if _unsaid(state, place, step):
        leave(state)  # a question was skipped that nothing goes on without
        return
    spoke = _open(state, place, step)
    if step.kind == "run":
        _run(state, place, step)
    elif step.kind == "wait" and step.background:
        background.start(state, step, place)
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
    if step.kind == "card" and (step.go_on or not place.card):
        advance(state)
        return
    place.waiting = True
    place.lived = place.lived or step.kind in ("wait", "floor")
    seconds = seconds_of(step, place)
    if step.kind in ("wait", "floor") and seconds > 0:
        name = timer_name(state.content, step, place)
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
    if step.kind == "card" and intent in ("lighter", "deeper", "another_one", "follow_up"):
        _another_card(state, place, step, intent)
        return True
    target = answers_at(state.content, place).get(intent)
    if target is None:
        return False
    if intent in ("not_now", "no"):
        place.lived = False
    said_now = {name: slots[name] for name in step.keep_slots if name in slots}
    script = script_of(state.content, place.script)
    place.slots = _limited(state, script, {**place.slots, **said_now})
    place.given |= set(said_now)
    if target == HERE:
        state.chime(Earcon.TICK, soft=True)
    else:
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
    """Another card; or the follow-up or the easier twin of this one, while it has one."""
    if intent in ("follow_up", "lighter") and reading.beside(state, place, intent):
        return
    if intent == "follow_up":
        enter(state, answers_at(state.content, place).get(intent, step.id))
        return
    depth = reading.next_depth(state, place, step, intent)
    if intent == "deeper" and depth == "deep" and "deep" in step.answers:
        enter(state, step.answers["deep"])
        return
    place.depth = state.depth = depth
    enter(state, step.id)


# --- small parts ----------------------------------------------------------------------------


def _open(state: State, place: Place, step: Step) -> bool:
    """The step's settings, tone and words; whether there were any to wait for."""
    if step.once:
        state.said_once[place.key] = state.now
    if step.sleep:
        state.fall_asleep()
    if step.set:
        modes.apply(state, filled_changes(step.set, place))
    if step.keep:
        state.out += [KeepSettings(dict(state.by_voice)), Quit()]
    if step.chime:
        state.chime(Earcon(step.chime), soft=step.soft)
    if step.caption:
        state.show(step.caption)
    if step.region:
        return helplines.tell(state, step)
    if step.show:
        state.show(_as_written(str(step.say), place))
        return False
    if step.kind == "card":
        place.card = ""
        return reading.read(state, place, step)
    words = modes.wording(state.settings, step)
    return state.say(words, place.fillings, step.soft) or bool(step.chime and state.speaking)


def _as_written(line: str, place: Place) -> str:
    """With its words put in letter for letter; what is only spoken may begin with a capital."""
    for name, value in place.words.items():
        line = line.replace(f"{{{name}}}", str(value))
    return line


def _run(state: State, place: Place, step: Step) -> None:
    """The script that the step names; where there is none, on to `below` or the next step."""
    name = filled(step.script, place)
    if name in state.content.scripts:
        begin(state, name, place.slots, inner=True)
    else:
        enter(state, step.below or following(script_of(state.content, place.script), step))


def _passed_over(state: State, place: Place, step: Step) -> bool:
    if step.most:
        place.visits[step.id] = place.visits.get(step.id, 0) + 1
        if place.visits[step.id] > step.most:
            return True
    if step.once and state.now - state.said_once.get(place.key, -EVENING) < EVENING:
        return True
    if due.none_left(state, place, step):
        return True
    if step.unless in place.given or (step.given and step.given not in place.given):
        return True
    if step.when and not _holds(state, step.when):
        return True
    if step.kind == "dance" and not state.settings.songs:
        return True
    return not state.settings.allows(step.touch)


def _unsaid(state: State, place: Place, step: Step) -> bool:
    """Whether the step's words hold something that nobody has said."""
    if step.region:  # filled in by helplines
        return False
    words = modes.wording(state.settings, step)
    lines = [words] if isinstance(words, str) else words
    return any(name not in place.fillings for line in lines for name, _ in placeholders(line))


def _holds(state: State, condition: str) -> bool:
    """Whether a mode of the couple's, or of their box, is as the step asks."""
    mode = condition.removeprefix("not ")
    if mode in BOX_MODES:
        return state.desk.holds(mode) is not condition.startswith("not ")
    return modes.holds(state.settings, condition)


def _finish(state: State) -> None:
    """The innermost script is over: back to the one that ran it, or to quiet."""
    capping.end(state, state.stack[-1])
    ended = state.stack.pop()
    due.finished(state, ended)
    if not state.stack:
        state.desk.said = ""
        return
    if not ended.aside:
        advance(state)
    elif state.step is not None and state.step.asks:
        enter(state, state.step.id)
    else:
        state.quiet_since = state.now


def _limited(state: State, script: Script, slots: Mapping[str, SlotValue]) -> dict[str, SlotValue]:
    """Slots with defaults filled in and numbers kept inside the script's limits, said aloud."""
    filled = settled(slots)
    for name, limit in script.limits.items():
        value = filled.get(name, limit.default)
        number = float(value) if isinstance(value, (int, float)) else limit.default
        kept = min(max(number, limit.min), limit.max)
        filled[name] = kept
        if kept != number:
            state.say(limit.say, filled)
    return filled

"""Timers by voice: every verb, which timer is meant, and asking back where that is not clear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from voice_coach.content.script_schema import END
from voice_coach.content.spoken import listed
from voice_coach.conversation import runner
from voice_coach.conversation.script import script_for, script_of, timer_name
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Board, Timer
from voice_coach.understanding.grammar import SlotValue

Slots = Mapping[str, SlotValue]
WHICH, ALL_OFF = "which_timer", "timers_off"
"""The scripts that ask which timer is meant, and whether all may be taken off."""
CHOICE = "which_timer"
"""The intent that answers the first."""
MINUTE, HOUR = 60.0, 3600.0
MOST_ASKED = 1
"""How often it is asked again which timer is meant, when none is called that."""
GOES_ON = 120.0
"""Seconds after the end of a wait in which more time makes it go on."""
MOST_TOLD = 4
"""Timers whose rest is told in one go; the ones that end first."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What is done to a timer, what is said then, and which timers it makes sense for."""

    reply: str
    change: Callable[[Board, Timer, float, float], Board]
    """board, timer, seconds, now → board"""
    sensible: Callable[[Timer], bool] = lambda timer: True
    senseless: str = "timer.none"
    """What is said when there are timers, but none for which it makes sense."""


VERBS = {
    "timer_pause": Verb(
        "timer.paused",
        lambda board, timer, _, now: board.pause([timer.name], now),
        lambda timer: not timer.paused,
        "timer.stands",
    ),
    "timer_resume": Verb(
        "timer.resumed",
        lambda board, timer, _, now: board.resume([timer.name], now),
        lambda timer: timer.paused,
        "timer.runs",
    ),
    "timer_add": Verb("timer.added", lambda board, t, more, now: board.add(t.name, more, now)),
    "timer_take_off": Verb(
        "timer.taken_off", lambda board, t, less, now: board.add(t.name, -less, now)
    ),
    "timer_warn": Verb(
        "timer.warned",
        lambda board, t, before, _: board.put(replace(t, ahead=(*t.ahead, before))),
    ),
    "timer_cancel": Verb("timer.cancelled", lambda board, t, _, now: board.without(t.name)),
}
LENGTHS = ("timer_add", "timer_take_off", "timer_warn")
"""Verbs whose length of time says by how much; with the others it tells which timer."""


def answered(state: State, intent: str, slots: Slots) -> bool:
    """Which timer was meant, or that all may go: the verb that waited for it is carried out."""
    place = state.place
    if place is None or place.script not in (WHICH, ALL_OFF):
        return False
    if intent in VERBS:  # a whole new order answers it too
        state.stack.pop()
        return False
    chosen = _chosen(state, place.slots, intent, slots)
    if chosen == () and place.rung < MOST_ASKED:
        rung = place.rung
        runner.enter(state, place.step)
        place.rung = rung + 1
        return True
    if not chosen:
        return False
    asked = dict(place.slots)
    _carry_out(state, str(asked["verb"]), chosen, asked)
    if state.place is place:
        runner.enter(state, END)
    return True


def _chosen(state: State, asked: Slots, intent: str, slots: Slots) -> tuple[Timer, ...] | None:
    """The timers of the answer; None: it is no answer to that question."""
    if intent == CHOICE:
        return _among(state, _known(state), slots, "") if slots else None
    return _known(state) if intent == "yes" and asked.get("all") else None


def do(state: State, intent: str, slots: Slots) -> None:
    """A verb for the timers that are meant."""
    if intent == "timer_add" and "name" not in slots and _goes_on(state, slots):
        return
    verb = VERBS[intent]
    meant = _among(state, _known(state), slots, intent)
    sensible = tuple(timer for timer in meant if verb.sensible(timer))
    if not sensible:
        name = meant[0].name if meant else slots.get("name", "")
        key = verb.senseless if meant else "timer.unknown" if name else "timer.none"
        state.reply(key, {"name": name})
    elif intent == "timer_cancel" and len(sensible) > 1 and slots.get("all"):
        _ask(state, ALL_OFF, intent, sensible, slots, "join.and")
    elif len(sensible) > 1 and not slots.get("all"):
        _ask(state, WHICH, intent, sensible, slots, "join.or")
    else:
        _carry_out(state, intent, sensible, slots)


def remaining(state: State, slots: Slots) -> None:
    """How long is left, of the timers that are meant; those that end first go first."""
    timers = _among(state, _known(state), slots, "timer_remaining")
    if not timers:
        name = slots.get("name")
        state.reply("timer.unknown" if name else "timer.none", {"name": name or ""})
    soonest = sorted(timers, key=lambda timer: (timer.paused, timer.seconds_left(state.now)))
    for timer in soonest[:MOST_TOLD]:
        left: Slots = {"name": timer.name, "left": _plainly(timer.seconds_left(state.now))}
        kind = "left" if len(timers) == 1 else "left_named"
        state.reply(f"timer.{kind}_paused" if timer.paused else f"timer.{kind}", left)


# --- which timer ----------------------------------------------------------------------------


def _known(state: State) -> tuple[Timer, ...]:
    """The timers that can be spoken of; where there is none, the time box of a script."""
    own = tuple(timer for timer in state.board.timers if not timer.reminder)
    return tuple(timer for timer in own if not timer.nameless) or own


def _among(state: State, timers: tuple[Timer, ...], slots: Slots, intent: str) -> tuple[Timer, ...]:
    """Those that are meant by a name, a place in the order or a length; else all of them."""
    name, ordinal, length = slots.get("name"), slots.get("ordinal"), slots.get("duration")
    if isinstance(name, str):
        return tuple(timer for timer in timers if timer.name == name)
    if slots.get("all"):
        return timers
    if ordinal == "other":
        return tuple(timer for timer in timers if timer.name != state.touched)
    if isinstance(ordinal, (int, float)) and timers:
        place = int(ordinal) - (1 if ordinal > 0 else 0)
        return timers[place:][:1] if -len(timers) <= place < len(timers) else ()
    if isinstance(length, (int, float)) and intent not in (*LENGTHS, "timer_remaining"):
        return tuple(timer for timer in timers if timer.total == length)
    return timers


def _ask(
    state: State, script: str, intent: str, timers: tuple[Timer, ...], slots: Slots, join: str
) -> None:
    """Ask back; what was going on goes on after the answer."""
    if script not in state.content.scripts:
        state.reply("timer.which")
        return
    each = [state.content.replies["timer.the"][0].replace("{name}", t.name) for t in timers]
    names = listed(each, join, state.content)
    runner.begin(state, script, {**slots, "verb": intent, "names": names})


def _goes_on(state: State, slots: Slots) -> bool:
    """A wait whose time was just up goes on, from the question that followed it."""
    place, step = state.place, state.step
    if place is None or step is None or step.kind == "wait":
        return False
    last, at = place.ended
    steps = script_of(state.content, place.script).steps
    wait = next((s for s in steps if s.id == last and s.kind == "wait"), None)
    if wait is None or state.now - at > GOES_ON:
        return False
    seconds = float(slots.get("duration", MINUTE))
    state.board = state.board.without_step(place.key)
    place.enter(last)
    place.waiting = True
    name = timer_name(state.content, wait, place)
    state.board = state.board.start(name, seconds, state.now, step=place.key)
    state.reply("timer.again", {"name": name, "left": seconds})
    return True


# --- carrying out ---------------------------------------------------------------------------


def _carry_out(state: State, intent: str, timers: tuple[Timer, ...], slots: Slots) -> None:
    verb = VERBS[intent]
    for timer in timers:
        seconds = float(slots.get("duration", MINUTE))
        left = timer.seconds_left(state.now)
        if slots.get("half"):
            seconds = timer.total / 2
        if intent in ("timer_take_off", "timer_warn") and seconds >= left:
            state.reply("timer.too_much", {"left": _plainly(left), "name": timer.name})
            return
        longest = _longest(state)
        if intent == "timer_add" and left + seconds > longest:
            state.reply("timer.longest", {"longest": longest})
            return
        state.board = verb.change(state.board, timer, seconds, state.now)
        state.touched = timer.name
        if intent == "timer_cancel" and any(place.key == timer.step for place in state.stack):
            runner.clear(state)
    key = verb.reply if len(timers) == 1 else f"{verb.reply}_all"
    now = next((t for t in state.board.timers if timers and t.name == timers[0].name), None)
    left = _plainly(now.seconds_left(state.now)) if now else 0.0
    state.reply(key, {**slots, "left": left, "name": timers[0].name if timers else ""})


def _longest(state: State) -> float:
    """Seconds that a timer may have."""
    script = script_for(state.content, "timer_start")
    limit = script_of(state.content, script).limits.get("duration") if script else None
    return limit.max if limit else float("inf")


def _plainly(seconds: float) -> float:
    """Over an hour nobody counts seconds."""
    return round(seconds) if seconds < HOUR else round(seconds / MINUTE) * MINUTE

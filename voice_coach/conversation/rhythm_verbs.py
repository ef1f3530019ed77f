"""Rhythms by voice: which are kept, moving one, taking one off, and asking back which is meant."""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.content.script_schema import END
from voice_coach.content.spoken import fill, listed
from voice_coach.conversation import background, rhythms, runner
from voice_coach.conversation.moments import WEEKDAYS
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer
from voice_coach.understanding.grammar import SlotValue

Slots = Mapping[str, SlotValue]
WHICH, ALL_OFF, TO_WHEN = "which_rhythm", "rhythms_off", "rhythm_to"
"""The scripts that ask which rhythm is meant, whether all may go, and where one shall move."""
CHOICE = "which_rhythm"
"""The intent that answers the first."""
LIST, MOVE, CANCEL = "rhythm_list", "rhythm_move", "rhythm_cancel"
VERBS = frozenset({LIST, MOVE, CANCEL})
UNDONE = frozenset({MOVE, CANCEL})
"""What "take that back" undoes."""
MOST_TOLD = 4
_TARGET = ("day", "time", "part", "date", "month")


def do(state: State, intent: str, slots: Slots) -> None:
    """A verb for the rhythms that are meant."""
    kept = _kept(state)
    meant = _among(kept, slots)
    if intent == LIST or not meant:
        _list(state, meant, bool(kept))
        if intent != LIST and kept:
            _list(state, kept, True)
    elif len(meant) > 1 and intent == CANCEL and slots.get("all"):
        _ask(state, ALL_OFF, intent, meant, slots)
    elif len(meant) > 1 and not slots.get("all"):
        _ask(state, WHICH, intent, meant, slots)
    elif intent == MOVE and not any(name in slots for name in _TARGET):
        _ask(state, TO_WHEN, intent, meant, {**slots, "timer": meant[0].name})
    else:
        _carry_out(state, intent, meant, slots)


def answered(state: State, intent: str, slots: Slots) -> bool:
    """The answer to one of these questions: the verb that waited for it is carried out."""
    place = state.place
    if place is None or place.script not in (WHICH, ALL_OFF, TO_WHEN):
        return False
    if intent in VERBS:  # a whole new order answers it too
        state.stack.pop()
        return False
    asked, kept = place.slots, _kept(state)
    if place.script == TO_WHEN and any(name in slots for name in _TARGET):
        chosen = tuple(timer for timer in kept if timer.name == asked["timer"])
        said = slots
    elif intent == CHOICE and slots:
        # "The thursday one": here a day tells which, and not where to.
        chosen = _among(kept, {"from_day": slots.get("day", ""), **slots})
        said = {name: value for name, value in asked.items() if name in _TARGET}
    elif intent == "yes" and place.script == ALL_OFF:
        chosen, said = kept, {}
    else:
        return False
    verb = str(asked["verb"])
    if not chosen:
        state.reply("rhythm.unknown")
    elif verb == MOVE and not said:
        state.stack.pop()
        _ask(state, TO_WHEN, verb, chosen, {"timer": chosen[0].name})
        return True
    else:
        _carry_out(state, verb, chosen, said)
    if state.place is place:
        runner.enter(state, END)
    return True


def _kept(state: State) -> tuple[Timer, ...]:
    """The reminders of rhythms, the next one first."""
    own = [timer for timer in state.board.timers if timer.rhythm is not None]
    return tuple(sorted(own, key=lambda timer: timer.ends_at or 0.0))


def _among(kept: tuple[Timer, ...], slots: Slots) -> tuple[Timer, ...]:
    """Those of that kind, on that day, in that place; else all."""
    kind, day, ordinal = slots.get("kind"), slots.get("from_day"), slots.get("ordinal")
    found = [timer for timer in kept if timer.rhythm is not None]
    if kind:
        found = [timer for timer in found if timer.every == kind]
    if day:
        found = [timer for timer in found if timer.rhythm and _is_on(timer.rhythm, str(day))]
    if isinstance(ordinal, (int, float)):
        place = int(ordinal) - (1 if ordinal > 0 else 0)
        found = found[place:][:1] if -len(found) <= place < len(found) else []
    return tuple(found)


def _is_on(rhythm: rhythms.Rhythm, day: str) -> bool:
    return rhythm.every == "week" and WEEKDAYS[rhythm.day] == day


def _ask(state: State, script: str, verb: str, meant: tuple[Timer, ...], slots: Slots) -> None:
    names = listed([_phrase(state, timer) for timer in meant], "join.or", state.content)
    runner.begin(state, script, {**slots, "verb": verb, "names": names})


def _list(state: State, meant: tuple[Timer, ...], any_kept: bool) -> None:
    if not meant:
        state.reply("rhythm.unknown" if any_kept else "rhythm.none")
        return
    each = [_phrase(state, timer) for timer in meant[:MOST_TOLD]]
    state.reply("rhythm.list", {"names": listed(each, "join.and", state.content)})


def _phrase(state: State, timer: Timer) -> str:
    """ "every thursday at seven o'clock in the evening"."""
    rhythm = timer.rhythm
    assert rhythm is not None
    words = state.content.replies[f"rhythm.{rhythm.every}"][0]
    said = fill(words, rhythms.named(rhythm, state.content), state.content)
    return said[:1].lower() + said[1:]


def _carry_out(state: State, verb: str, chosen: tuple[Timer, ...], slots: Slots) -> None:
    """Move or take off; what was moved is read back."""
    names = listed([_phrase(state, timer) for timer in chosen], "join.and", state.content)
    for timer in chosen:
        state.board = state.board.without(timer.name)
    if verb == CANCEL:
        key = "rhythm.cancelled" if len(chosen) == 1 else "rhythm.cancelled_all"
        state.reply(key, {"names": names})
        return
    moved = [_moved(state, timer, slots) for timer in chosen]
    for timer in moved:
        state.board = state.board.adopt(timer)
    told = listed([_phrase(state, timer) for timer in moved], "join.and", state.content)
    state.reply("rhythm.moved", {"names": told})


def _moved(state: State, timer: Timer, slots: Slots) -> Timer:
    """The same at another time; what was not said stays as it is."""
    rhythm = timer.rhythm
    assert rhythm is not None
    before = rhythms.named(rhythm, state.content)
    given = {name: slots[name] for name in _TARGET if name in slots}
    if "part" in given and "time" not in given:
        before.pop("time", None)
    after = rhythms.of({**before, **given}, rhythm.every, state.content)
    return background.recurring(state, timer.starts, after)

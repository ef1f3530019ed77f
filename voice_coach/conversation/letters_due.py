"""What the couple are told of once: letters that are ready or unfinished, a promise left over."""

from __future__ import annotations

from voice_coach.content.script_schema import BOX_TIMERS
from voice_coach.conversation import days
from voice_coach.conversation.ports import Keeper, Label
from voice_coach.conversation.remembering import PROMISE
from voice_coach.conversation.state import State
from voice_coach.errors import StoreError

READY, DRAFT = BOX_TIMERS


def look(state: State) -> None:
    """At the start: letters that are ready or unfinished are told of once, when all is quiet."""
    box = state.desk.box
    if box is None:
        return
    try:
        for label in unfinished(box, empty=True):
            box.forget(label.id)
        if any(not label.told for label in unfinished(box)):
            _owe(state, DRAFT)
        if any(_left_over(label, state) for label in box.labels()):
            _owe(state, PROMISE)
    except StoreError as error:
        state.show(error.sentence())
    look_for_letters(state)


def mind(state: State) -> None:
    """The evening of a sealed letter's day has come."""
    at = state.desk.next_letter
    if at is not None and at <= state.now:
        look_for_letters(state)


def look_for_letters(state: State) -> None:
    """Owe them those that are ready, and know when the next one is."""
    box, day = state.desk.box, days.this_day(state)
    state.desk.next_letter = None
    if box is None:
        return
    try:
        labels = box.labels()
    except StoreError as error:
        state.show(error.sentence())
        return
    if any(ready(label, state) and not label.told for label in labels):
        _owe(state, READY)
    later = [it.opens_on for it in labels if it.opens_on is not None and it.opens_on > day]
    state.desk.next_letter = days.evening_of(min(later), state) if later else None


def _left_over(label: Label, state: State) -> bool:
    """A promise that no nudge will come for: a crash came between it and its timer."""
    old = label.kind == PROMISE and label.kept_on < days.this_day(state)
    nudged = any(PROMISE in (timer.name, timer.starts) for timer in state.board.timers)
    return old and not label.told and not nudged


def _owe(state: State, timer: str) -> None:
    if timer not in state.owed and any(s.timer == timer for s in state.content.scripts.values()):
        state.owed.append(timer)


def ready(label: Label, state: State) -> bool:
    """A letter that may be read; without a day, at any time, and nobody needs to be told."""
    return label.finished and label.opens_on is not None and label.opens_on <= days.this_day(state)


def unfinished(box: Keeper, empty: bool = False) -> list[Label]:
    """Letters that nobody has said yes to; those that hold anything, or those that do not."""
    return [it for it in box.labels() if not it.finished and (it.parts == 0) is empty]


def forget_draft(state: State) -> None:
    """The letter that is being written goes; what is finished stays."""
    box, item, state.desk.item = state.desk.box, state.desk.item, ""
    try:
        if box is not None and any(label.id == item for label in unfinished(box)):
            box.forget(item)
    except StoreError as error:
        state.show(error.sentence())

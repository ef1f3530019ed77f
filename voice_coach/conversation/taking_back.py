"""Second thoughts: "take that back", "you misheard me", "no, fifteen"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voice_coach.conversation import rhythm_verbs, runner
from voice_coach.conversation.script import script_for, script_of
from voice_coach.conversation.state import Recent, State
from voice_coach.conversation.timer_verbs import VERBS
from voice_coach.conversation.timers import Board
from voice_coach.understanding.grammar import SlotValue

CORRECTION = "correction"
WHICH = "which"
"""The script that asks which of two requests was meant."""
WITHIN = 20.0
"""Seconds in which what was just said can be taken back or corrected."""
MINUTE = 60.0

Slots = Mapping[str, SlotValue]


def remember(state: State, intent: str, slots: Slots) -> None:
    """Keep how things stand before an intent is carried out. In memory only, and not for long."""
    place, step = state.place, state.step
    asked = place is not None and step is not None and step.kind == "ask" and place.waiting
    question = replace(place, slots=dict(place.slots)) if asked and place is not None else None
    state.recent = Recent(intent, slots, state.now, state.board, question)


def fresh(state: State) -> Recent | None:
    """What can still be taken back."""
    recent = state.recent
    return recent if recent is not None and state.now - recent.at <= WITHIN else None


def correctable(state: State) -> bool:
    """Whether the last request had a length, so that "no, fifteen" means something."""
    recent = fresh(state)
    script = script_for(state.content, recent.intent) if recent else None
    return script is not None and "duration" in script_of(state.content, script).limits


def said_before(state: State, script: str) -> Slots:
    """What was said with the request that was asked back, as far as the chosen one has use of it:
    "ten minutes of quiet" is ten minutes of either."""
    place = state.place
    if place is None or place.script != WHICH:
        return {}
    limits = script_of(state.content, script).limits
    return {name: value for name, value in place.slots.items() if name in limits}


def take_back(state: State) -> None:
    """Back to the question that was misheard, or to how things stood before the request."""
    recent, state.recent = fresh(state), None
    if recent is None:
        runner.clear(state)
        return
    if recent.intent in VERBS or recent.intent in rhythm_verbs.UNDONE:
        _give_back(state, recent.board)
        return
    state.board = recent.board
    if recent.question is not None and state.stack:
        step = recent.question.step
        state.stack[-1] = recent.question
        runner.enter(state, step)
        return
    runner.clear(state)
    state.reply("taken_back")


def _give_back(state: State, before: Board) -> None:
    """The timers as they were before a verb; whatever else goes on stays where it is."""
    known = {timer.name for timer in state.board.timers}
    for timer in before.timers:
        if timer.name in known or not timer.step:
            state.board = state.board.adopt(timer)
    state.reply("taken_back")


def correct(state: State, slots: Slots) -> bool:
    """The last request again, with the length that was meant; False when there is none."""
    recent = fresh(state)
    script = script_for(state.content, recent.intent) if recent else None
    if recent is None or script is None:
        return False
    meant = _length(state, script, recent.slots, slots)
    if meant is None:
        return False
    state.board = recent.board
    runner.begin(state, script, {**recent.slots, "duration": meant})
    return True


def _length(state: State, script: str, before: Slots, said: Slots) -> float | None:
    """Seconds; a bare number is in the unit that was spoken of before."""
    duration, number = said.get("duration"), said.get("number")
    if isinstance(duration, (int, float)):
        return float(duration)
    limit = script_of(state.content, script).limits.get("duration")
    usual = before.get("duration", limit.default if limit else MINUTE)
    if not isinstance(number, (int, float)) or not isinstance(usual, (int, float)):
        return None
    return float(number) * (MINUTE if usual >= MINUTE else 1.0)

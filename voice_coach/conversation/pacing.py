"""What silence brings: when something is due, and what it is."""

from __future__ import annotations

from voice_coach.content.script_schema import Step
from voice_coach.conversation.modes import wording
from voice_coach.conversation.runner import advance, deferred, enter, leave
from voice_coach.conversation.script import Place
from voice_coach.conversation.silence import GATE, QUESTION, TALKING, THINKING, Ladder, Rung
from voice_coach.conversation.state import State
from voice_coach.messages import Earcon

SECOND_YES = 4.0
"""Seconds after the first yes before the other partner is asked."""


def ladder_of(state: State) -> Ladder | None:
    """The silence ladder of the open step."""
    place, step = state.place, state.step
    if place is None or step is None or not place.waiting:
        return None
    if step.asks:
        return GATE if step.kind == "gate" else QUESTION
    if step.kind == "floor" and step.thinking and not place.spoke:
        return THINKING
    return TALKING if step.kind in ("card", "floor", "write") else None


def climb_at(state: State) -> float | None:
    """When the ladder's next rung, or the quiet after speech, is due."""
    place, step, ladder = state.place, state.step, ladder_of(state)
    if place is None or step is None or ladder is None or state.paused or state.deaf:
        return None
    if step.kind == "gate" and place.yeses == 1 and place.rung == 0:
        return max(state.muted_until, state.quiet_since) + SECOND_YES * state.settings.patience
    after = ladder.after(place.rung, state.settings.patience)
    if step.kind in ("floor", "card") and step.after_speech and place.spoke:
        after = step.after_speech * state.settings.patience
    if after is None:
        return None
    return max(state.muted_until, state.quiet_since) + after


def climb(state: State, no_match: bool = False) -> None:
    """The silence went on (or what was said was unclear): the next rung."""
    place, step, ladder = state.place, state.step, ladder_of(state)
    if place is None or step is None or ladder is None:
        return
    if step.kind in ("floor", "card") and step.after_speech and place.spoke:
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
        state.say(step.again or step.ask or wording(state.settings, step), place.fillings)


def _choices(state: State, place: Place, step: Step) -> None:
    state.say(step.choices or step.again or step.ask or step.say, place.fillings)


def _leave(state: State, place: Place, step: Step) -> None:
    if step.kind == "gate":
        deferred(state, place)
    elif step.silence:
        state.chime(Earcon.CLOSE, soft=True)
        enter(state, step.silence)
    else:
        leave(state)


def _pause(state: State, _place: Place, _step: Step) -> None:
    pause(state)


def _encourage(state: State, _place: Place, _step: Step) -> None:
    state.reply("silence.encourage", soft=True)


def _offer_skip(state: State, _place: Place, _step: Step) -> None:
    state.reply("silence.offer_skip", soft=True)


def _tone(state: State, _place: Place, _step: Step) -> None:
    leave(state)


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

"""The words that are valid in every state. Every key here is content."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from voice_coach.conversation import (
    letters_due,
    modes,
    pacing,
    rhythm_verbs,
    runner,
    timer_verbs,
)
from voice_coach.conversation.listening import CHECK_IN, WAKE
from voice_coach.conversation.script import answers_at
from voice_coach.conversation.state import State
from voice_coach.conversation.taking_back import WITHIN, take_back
from voice_coach.messages import Earcon
from voice_coach.settings import RATES
from voice_coach.understanding.grammar import SlotValue

Slots = Mapping[str, SlotValue]
A_MINUTE = 90.0
"""Seconds in which nothing is said after "give me a minute"."""
CALLED = 15.0
"""Seconds after the wake phrase in which a request may come in any words."""
FORGET = "forget_item"
"""The script that forgets something in the box."""
SOFTER = 0.5
"""-6 dB."""
QUIETEST, LOUDEST = 0.1, 1.0


def first(state: State, intent: str) -> bool:
    """Words that win over the open question; False when this is none of them."""
    match intent:
        case "cancel" if state.place and intent in answers_at(state.content, state.place):
            return False
        case "stop" | "cancel":
            state.hush()
            if intent == "stop":
                runner.clear(state)
            elif state.now - state.desk.kept_at <= WITHIN and not state.stack:
                _forget(state, {})
            else:
                take_back(state)
            state.awake_until = state.now + state.settings.awake_seconds
        case name if name == CHECK_IN:
            state.hush()
            state.chime(Earcon.CHIME, soft=True)
            runner.begin(state, CHECK_IN, {})
        case "continue" if state.paused:
            _continue(state, {})
        case "pause" if state.stack:
            state.hush()
            pacing.pause(state)
            state.chime(Earcon.TICK, soft=True)
        case _:
            return False
    return True


def word(state: State, intent: str, slots: Slots) -> None:
    """A universal word or a timer verb that no question and no script answered."""
    do = _WORDS.get(intent)
    if do is not None:
        do(state, slots)
    elif intent in rhythm_verbs.VERBS:
        rhythm_verbs.do(state, intent, slots)
    elif intent in timer_verbs.VERBS:
        timer_verbs.do(state, intent, slots)


def _wake(state: State, _: Slots) -> None:
    state.asleep = False
    state.called_until = state.now + CALLED
    state.chime(Earcon.OPEN)


def _not_now(state: State, _: Slots) -> None:
    state.hush()
    runner.clear(state)
    state.reply("not_now", soft=True)


def _skip(state: State, _: Slots) -> None:
    if state.stack:
        runner.advance(state)


def _repeat(state: State, _: Slots) -> None:
    said = state.last_said
    state.out.extend(said)
    state.speaking = state.speaking or bool(said)


def _what_next(state: State, _: Slots) -> None:
    """A script holds no surprises: what comes in it is said to whoever asks."""
    scripts = [state.content.scripts[place.script] for place in reversed(state.stack)]
    outline = next((script.outline for script in scripts if script.outline), "")
    if not state.say(outline):
        state.reply("what_next")


def _slower(state: State, _: Slots) -> None:
    slower = [rate for rate in RATES if rate < state.rate]
    modes.apply(state, {"rate": slower[-1] if slower else RATES[0]})
    state.reply("slower" if slower else "slowest")


def _faster(state: State, _: Slots) -> None:
    faster = [rate for rate in RATES if rate > state.rate]
    modes.apply(state, {"rate": faster[0] if faster else RATES[-1]})
    state.reply("faster" if faster else "fastest")


def _volume(key: str, factor: float) -> Callable[[State, Slots], None]:
    def change(state: State, _: Slots) -> None:
        modes.apply(state, {"volume": min(LOUDEST, max(QUIETEST, state.volume * factor))})
        state.reply(key)

    return change


def _continue(state: State, _: Slots) -> None:
    if state.paused:
        pacing.go_on(state)
        state.chime(Earcon.TICK, soft=True)


def _my_turn(state: State, _: Slots) -> None:
    """Somebody was interrupted. The coach knows nobody by voice: the floor stays where it is."""
    if state.stack:
        state.chime(Earcon.TICK, soft=True)
        state.reply("floor.stays", soft=True)


def _a_minute(state: State, _: Slots) -> None:
    state.reply("a_minute", soft=True)
    state.muted_until = state.now + A_MINUTE


def _forget(state: State, _: Slots) -> None:
    """The session that runs, with the letter that is being written; else what was kept last."""
    writing = state.stack and state.desk.item
    if not state.stack and FORGET in state.content.scripts and state.desk.box is not None:
        runner.begin(state, FORGET, {})
        return
    if writing:
        letters_due.forget_draft(state)
    runner.clear(state)
    state.last_said = ()
    state.chime(Earcon.GONE)
    state.reply("gone")


def _sleep(state: State, _: Slots) -> None:
    runner.clear(state)
    state.reply("good_night", soft=True)
    state.fall_asleep()


_WORDS: dict[str, Callable[[State, Slots], None]] = {
    WAKE: _wake,
    "not_now": _not_now,
    "another_one": _skip,
    "done": _skip,
    "repeat": _repeat,
    "what_next": _what_next,
    "speak_slower": _slower,
    "speak_faster": _faster,
    "volume_down": _volume("softer", SOFTER),
    "volume_up": _volume("louder", 1 / SOFTER),
    "continue": _continue,
    "give_me_a_minute": _a_minute,
    "my_turn": _my_turn,
    "forget_that": _forget,
    "goodbye": _sleep,
    "go_to_sleep": _sleep,
    "timer_remaining": timer_verbs.remaining,
}

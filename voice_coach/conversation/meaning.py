"""What somebody meant: which intents may be, and which of them wins in this state."""

from __future__ import annotations

from voice_coach.conversation.listening import (
    all_words,
    first_words,
    interrupting,
    least_score,
    listen,
)
from voice_coach.conversation.ports import Meaning, Understanding
from voice_coach.conversation.state import State
from voice_coach.messages import Heard

ANSWER_BONUS = 0.1
"""By how much (of 1) a new request must be surer than an answer to the open question."""
CRISIS = "crisis"


def meant(state: State, understanding: Understanding, heard: Heard) -> Meaning | None:
    """The meaning, if the words have one now and the ear was sure enough of them."""
    if not heard.text:
        return None
    meaning = _meaning(state, understanding, heard.text, _may(state, heard))
    sure = meaning.intent and heard.score >= least_score(state, meaning.intent, heard.over)
    return meaning if sure else None


def _may(state: State, heard: Heard) -> tuple[str, ...]:
    """The intents that may be meant by it."""
    if heard.over and state.speaking:
        return interrupting(state.content)
    return all_words(listen(state))


def _meaning(
    state: State, understanding: Understanding, text: str, may: tuple[str, ...]
) -> Meaning:
    """The open question's answers and the universal words go before new requests."""
    near = tuple(name for name in first_words(state) if name in may)
    narrow = understanding.understand(text, near)
    answer = narrow
    if _at_gate(state) and narrow.intent in (None, "yes"):
        answer = understanding.consent(text)
        if narrow.intent == "yes" or (answer.score >= 1.0 and answer.intent in may):
            return answer
    if narrow.intent is not None and narrow.score >= 1.0:
        return narrow
    wide = understanding.understand(text, may)
    if answer.intent is None and answer.score >= 1.0 and wide.intent != CRISIS:
        return answer  # surely no answer, and a request only by accident: it is asked again
    if narrow.intent in (None, wide.intent) or narrow.score + ANSWER_BONUS < wide.score:
        return wide
    return narrow


def _at_gate(state: State) -> bool:
    step = state.step
    return step is not None and step.kind == "gate"

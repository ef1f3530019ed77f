"""What may be heard is computed from what may be said next."""

from __future__ import annotations

from collections.abc import Iterable

from voice_coach.content.schema import Content
from voice_coach.content.script_schema import Step
from voice_coach.conversation.script import answers_at
from voice_coach.conversation.state import State
from voice_coach.conversation.taking_back import CORRECTION, correctable
from voice_coach.messages import Listen, Listening

WAKE = "wake"
CHECK_IN = "check_in"
HOW_LONG = "how_long"
RING_ANSWERS = ("timer_heard", HOW_LONG, "yes", "ready", "done")
"""What may be said to a timer that has ended, besides the verbs."""
CARD_WORDS = ("another_one", "lighter", "deeper", "follow_up")
GATE_WORDS = ("not_now", "no", "not_yet", "yes")
DANCE_WORDS = ("another_one", "one_more")
ALONE = ("stop", CHECK_IN, "not_now", "pause", "support")
"""Words that count while a letter is written, where they stand alone."""
FIRST = ("stop", CHECK_IN, "not_now", "pause", "support", "cancel")
"""Words that win over everything else, in this order."""
CLOSED_ENDPOINT = 0.8
"""Seconds of silence after an answer to a closed question."""
TALK_ENDPOINT = 1.0
BREATH_ENDPOINT = 2.5
"""Seconds of silence that end a breath of dictation: whoever dictates looks for words."""
_ENDPOINTS = {Listening.FLOOR: TALK_ENDPOINT, Listening.DICTATE: BREATH_ENDPOINT}
BELIEVED = 0.08
"""The least score of a denial where the couple speak to the coach."""
OVER_SCORE = 0.2
"""The least score of a word that cuts the coach short: the couple may talk to each other then."""
REQUEST = 0.6
"""The least score of a request: 3.8 % of talk for nobody passes, and 1 % fewer requests than
at 0.5."""
DENIALS = frozenset({"stop", "not_now", "not_yet", "no", "pause", "cancel", "support", CHECK_IN})
"""Words that cost little when they were misheard, and much when they were not heard."""
TIMER_VERBS = frozenset(
    {"timer_remaining", "timer_pause", "timer_resume", "timer_add", "timer_take_off"}
    | {"timer_cancel", "timer_warn"}
)
VERBS = TIMER_VERBS | {"goodbye", "go_to_sleep", "rhythm_list", "rhythm_move", "rhythm_cancel"}
"""Requests that the session answers itself, without a script."""


_TALK = (Listening.FLOOR, Listening.TYPE, Listening.DICTATE)
"""What is said then is not for the coach, as a rule."""


def listen(state: State) -> Listen:
    """What the ear should listen for now."""
    mode = mode_of(state)
    whole, short = _names(state, mode)
    known = [name for name in dict.fromkeys(whole) if name in state.content.intents]
    rest = [name for name in dict.fromkeys(short) if name in state.content.intents]
    endpoint = _ENDPOINTS.get(mode, CLOSED_ENDPOINT)
    patience = 1 if mode is Listening.FLOOR else state.settings.patience
    return Listen(
        mode,
        tuple(known),
        tuple(name for name in rest if name not in known),
        endpoint * patience,
        interrupting(state.content),
        bool(state.music.stage) and not state.paused,
        state.paused and bool(state.stack),
        state.deaf,
    )


def interrupting(content: Content) -> tuple[str, ...]:
    """The intents that cut the coach short, in the order in which they win."""
    return tuple(name for name in (*FIRST, WAKE) if name in content.intents)


def all_words(listening: Listen) -> tuple[str, ...]:
    """The intents that may be meant, in the order in which they win."""
    both = {*listening.intents, *listening.short}
    first = [name for name in FIRST if name in both]
    return tuple(dict.fromkeys([*first, *listening.intents, *listening.short]))


def mode_of(state: State) -> Listening:
    """The listening state, from what is going on."""
    step = state.step
    if step is not None and step.asks and not state.paused:
        return Listening.ANSWER
    if step is not None and step.kind == "write" and not state.paused:
        return Listening.DICTATE if step.by == "dictation" else Listening.TYPE
    if state.listening_since < state.called_until:
        return Listening.AWAKE
    if state.listening_since < state.awake_until and not (step is not None and _private(step)):
        return Listening.AWAKE
    if state.stack:
        return Listening.FLOOR
    return Listening.ASLEEP if state.asleep else Listening.AWAKE


def requests(content: Content) -> list[str]:
    """Intents that may be asked for out of the blue: those that start something."""
    starting = {name for script in content.scripts.values() for name in script.starts}
    return [name for name in content.intents if name in starting or name in VERBS]


def controls(content: Content) -> list[str]:
    """The universal words."""
    return [name for name, intent in content.intents.items() if intent.control]


def least_score(state: State, intent: str, over: bool = False) -> float:
    """How sure the ear has to be (0 to 1) before this is taken to have been said, or `over` us.

    Denials are believed easily, except while the couple talk; an answer to the open question more
    easily than a request. At a gate only plain forms of yes exist: of 59 people's "no" none passed
    for one, in quiet or in noise 12 dB below it, and of 441 other words 4.
    """
    mode = mode_of(state)
    if intent in DENIALS:
        return OVER_SCORE if over or mode in _TALK else BELIEVED
    return 0.27 if mode not in _TALK and intent in _answers(state) else REQUEST


def first_words(state: State) -> tuple[str, ...]:
    """What is meant before anything else: words that win, the open answers, universal words."""
    return tuple(dict.fromkeys([*FIRST, *_answers(state), *controls(state.content), WAKE]))


def alone(state: State) -> tuple[str, ...]:
    """What still is a command while words are taken down, if nothing else is said with it."""
    known = (*ALONE, *_answers(state))
    return tuple(name for name in dict.fromkeys(known) if name in state.content.intents)


def _private(step: Step) -> bool:
    """The couple hold the floor, dance, write, or answer a card: their talk does not exist."""
    return step.kind in ("floor", "dance", "write") or (step.kind == "card" and not step.asks)


def _names(state: State, mode: Listening) -> tuple[Iterable[str], Iterable[str]]:
    """The intents whose every phrase exists, and those of which only the short forms do."""
    words = [*FIRST, *controls(state.content)]
    if not state.board.told and not state.rings:
        words = [name for name in words if name not in TIMER_VERBS]
    answers = [*_answers(state), WAKE]
    if mode is Listening.ASLEEP:
        return (WAKE,), ()
    if mode in (Listening.TYPE, Listening.DICTATE):
        return (), alone(state)
    if mode is Listening.FLOOR:
        brief = {name for name, intent in state.content.intents.items() if intent.short}
        return [name for name in answers if name not in brief], [*answers, *words]
    asked = requests(state.content)
    if state.step is not None and state.step.kind == "gate":
        answers.remove("yes")
        words.append("yes")
    if state.listening_since < state.called_until or (mode is Listening.AWAKE and not state.stack):
        brief = _brief(state)
        return [*answers, *(name for name in asked if name not in brief)], (*words, *asked)
    return answers, (*words, *asked)


def _brief(state: State) -> set[str]:
    """Requests that are listened for in short forms: what does little, or nothing just now."""
    scripts = state.content.scripts.values()
    brief = {name for script in scripts if script.brief for name in script.starts}
    return brief if state.board.timers or state.rings else brief | TIMER_VERBS


def _answers(state: State) -> list[str]:
    place, step = state.place, state.step
    asked = step is not None and step.asks
    rings = RING_ANSWERS[: 1 if asked else None] if state.rings else ()
    second = [*rings, *([CORRECTION] if correctable(state) else [])]
    if place is None or step is None:
        return second
    extra = {"gate": GATE_WORDS, "card": CARD_WORDS, "dance": DANCE_WORDS}.get(step.kind, ())
    return [*extra, *answers_at(state.content, place), *second]

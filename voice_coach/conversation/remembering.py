"""What is remembered, as it is told: counts, kinds and days, never a word of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voice_coach.content.spoken import named, number
from voice_coach.conversation import days
from voice_coach.conversation.ports import Label
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer

PROMISE = "promise"
"""A kind of item; and the name of the timer that nudges for one."""


def counts(state: State, labels: Sequence[Label]) -> str:
    """ "two letters, one promise, your thursday ritual"; empty: nothing is kept."""
    promised = any(label.kind == PROMISE for label in labels)
    known = [it for it in state.board.timers if not it.nameless and not it.step]
    timers = [it for it in known if not (promised and PROMISE in (it.name, it.starts))]
    weekly = [it for it in timers if it.every == "week"]
    kinds = [label.kind if label.finished else "draft" for label in labels]
    kinds += [_kind(state, timer) for timer in timers if timer not in weekly]
    said = [_counted(state, kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)]
    return ", ".join([*said, *_rituals(state, weekly)])


def described(state: State, label: Label) -> str:
    """ "A letter of June the first": what it is, and of which day."""
    sealed = label.opens_on is not None and label.opens_on > days.this_day(state)
    kind = "draft" if not label.finished else "sealed" if sealed else label.kind
    words = state.content.replies[f"item.{kind}"][0]
    for name, day in (("{day}", label.kept_on), ("{until}", label.opens_on)):
        words = words.replace(name, days.in_words(day, state) if day else "")
    return words


def _kind(state: State, timer: Timer) -> str:
    """A nudge says something of the couple's plans; any other timer just rings."""
    told = f"timer.{timer.name}.done" in state.content.replies
    return "nudge" if timer.reminder or timer.starts or timer.every or told else "timer"


def _counted(state: State, kind: str, count: int) -> str:
    words = state.content.replies[f"kept.{kind}" if count == 1 else f"kept.{kind}.many"][0]
    return words.replace("{count}", number(count, state.content))


def _rituals(state: State, weekly: Iterable[Timer]) -> list[str]:
    words = state.content.replies["kept.ritual"][0]
    names = [days.weekday(it.ends_at + state.wall, state.zone) for it in weekly if it.ends_at]
    return [words.replace("{day}", named(name, state.content)) for name in names]

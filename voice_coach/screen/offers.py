"""What can be said now, as short phrases with a key each: all can be done by keys alone. Pure.

A key stands for the phrase, and the phrase goes the way of everything that is typed. What is not
listened for is not offered either: words of danger never stand on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from voice_coach.content.schema import Content
from voice_coach.content.template import (
    NOTHING,
    Choice,
    Node,
    RuleRef,
    Sequence,
    SlotRef,
    Word,
    parse,
)
from voice_coach.conversation.listening import TIMER_VERBS, WAKE
from voice_coach.messages import Listen, Listening
from voice_coach.understanding.phrasebook import Phrasebook

HAVE_KEYS = ("stop", WAKE)
"""Escape and Space."""
GO_ON = "continue"
"""First while all stands still, and never first else."""
KEYS = 9
"""On one page; 0 turns it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to say, and what it means."""

    intent: str
    phrase: str


class Offers:
    """From the content: the phrases of `screen.say.INTENT`, else the shortest form."""

    def __init__(self, book: Phrasebook) -> None:
        self._book = book
        self._content: Content = book.content
        self._known: dict[str, tuple[Offer, ...]] = {}

    def now(self, listen: Listen, busy: bool = False) -> tuple[Offer, ...]:
        """Everything that may be said, the likeliest first; `busy`: a timer runs."""
        names = dict.fromkeys(self._order(listen, busy))
        return tuple(offer for name in names for offer in self.of(name))

    def of(self, intent: str) -> tuple[Offer, ...]:
        """The phrases of one intent; none when the ear does not listen for it."""
        if intent not in self._known:
            self._known[intent] = tuple(Offer(intent, it) for it in self._phrases(intent))
        return self._known[intent]

    def _order(self, listen: Listen, busy: bool) -> Iterator[str]:
        """Answers first, a yes before a no; when nothing is asked, what is asked for most."""
        replies: Mapping[str, list[str]] = self._content.replies
        said = [*listen.intents, *listen.short]
        if listen.mode is Listening.ANSWER:
            yield from (name for name in ("yes",) if name in said)
            yield from (name for name in listen.intents if name not in HAVE_KEYS)
        if listen.mode is Listening.AWAKE and not busy:
            yield from (name for name in replies.get("screen.first", ()) if name in said)
        if listen.paused and GO_ON in said:
            yield GO_ON
        always = replies.get("screen.always", ())
        idle = frozenset() if busy else TIMER_VERBS
        idle = idle if listen.paused else idle | {GO_ON}
        yield from (it for it in always if it in said and it not in idle)
        yield from (name for name in said if name not in HAVE_KEYS)

    def _phrases(self, intent: str) -> Iterable[str]:
        entry = self._content.intents.get(intent)
        hidden = self._content.replies.get("screen.hidden", ())
        if entry is None or not entry.ear or entry.ignored or intent in hidden:
            return ()
        given = self._content.replies.get(f"screen.say.{intent}")
        if given:
            return given
        template = (*entry.short, *entry.templates)[0]
        return (" ".join(self._plainest(parse(template))),)

    def _plainest(self, node: Node) -> Iterator[str]:
        match node:
            case Word(text):
                yield text
            case Sequence(parts):
                for part in parts:
                    yield from self._plainest(part)
            case Choice(parts) if NOTHING not in parts:
                yield from self._plainest(parts[0])
            case RuleRef(name):
                yield from self._plainest(self._book.rules[name])
            case SlotRef(name):
                yield from self._plainest(self._book.lists[name][0].node)


@dataclass(slots=True)
class Page:
    """The offers of one moment, nine at a time."""

    offers: tuple[Offer, ...] = ()
    number: int = 0

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.offers) // KEYS))

    @property
    def shown(self) -> tuple[Offer, ...]:
        """Those of this page."""
        return self.offers[self.number * KEYS : (self.number + 1) * KEYS]

    def turn(self) -> None:
        """On to the next page, and from the last to the first."""
        self.number = (self.number + 1) % self.count

    def pick(self, key: int) -> str:
        """The phrase of a key from 1 to 9; empty where there is none."""
        return self.shown[key - 1].phrase if 1 <= key <= len(self.shown) else ""

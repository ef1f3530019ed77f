"""A conversation, and random events for it: all that a couple, a sound card and a clock may do.

The same seed gives the same evening. What must hold after each event stands in `watch.py`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from voice_coach.content.loader import load
from voice_coach.content.schema import Content
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.ports import Meaning, Understanding
from voice_coach.conversation.script import answers_at
from voice_coach.conversation.session import Conversation
from voice_coach.hearing.keyboard import typed
from voice_coach.messages import (
    Action,
    Event,
    Heard,
    Keep,
    MicrophoneFound,
    MicrophoneLost,
    QuitRequested,
    SpeechStarted,
    Spoke,
    Ticked,
)
from voice_coach.rehearsal.scene_box import SceneBox
from voice_coach.settings import Settings
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

CANARY = "zanzibarquist"
"""A word that no phrase of ours has: it must never be kept or shown."""
DAY = 86_400.0
START = 1_800_000_000.0
KEEPING = ("write",)
"""Kinds of steps in which words are taken down."""
LETTERS = "aeiou '\t\n.,;!?ßéñ\u0301\u200b\u202e💔愛私ا\ud83d\x00{}[]<>&\\"


@dataclass
class Meant:
    """Understanding, which remembers what it took the last words for."""

    mind: Understanding
    last: str = ""

    def understand(self, text: str, intents: Sequence[str]) -> Meaning:
        """As the mind does."""
        meaning = self.mind.understand(text, intents)
        self.last = meaning.intent or ""
        return meaning

    def consent(self, text: str) -> Meaning:
        """As the mind does."""
        meaning = self.mind.consent(text)
        self.last = meaning.intent or ""
        return meaning

    def exactly(self, text: str, intents: Sequence[str], short: bool = False) -> Meaning:
        """As the mind does."""
        meaning = self.mind.exactly(text, intents, short)
        self.last = meaning.intent or ""
        return meaning


@dataclass
class House:
    """One conversation after another on the same kept state, as restarts make them."""

    content: Content
    meant: Meant
    chance: random.Random
    phrases: dict[str, tuple[str, ...]]
    now: float = START
    kept: dict[str, object] = field(default_factory=dict)
    box: SceneBox | None = None
    """A real one, in which words are kept on a yes."""
    restarts: int = 0
    conversation: Conversation = field(init=False)
    keeping: set[str] = field(init=False)
    """Requests for a script in which words are written or kept."""

    def __post_init__(self) -> None:
        scripts = self.content.scripts.values()
        writing = [it for it in scripts if any(step.kind in KEEPING for step in it.steps)]
        self.keeping = {name for it in writing for name in it.starts} & set(self.phrases)
        self.boot()

    def boot(self) -> list[Action]:
        """A new process, with what the old one kept."""
        kept = json.loads(json.dumps(self.kept))
        settings = Settings(earcons=self.chance.random() < 0.9, patience=1)
        desk = Desk(self.box.open(), self.chance.random() < 0.8) if self.box else None
        seed = self.chance.randrange(1000)
        self.conversation = Conversation(self.content, settings, self.meant, kept, seed, desk=desk)
        self.restarts += 1
        return self.take(self.conversation.start(self.now))

    def take(self, actions: list[Action]) -> list[Action]:
        """Keep what is to be kept."""
        for action in actions:
            if isinstance(action, Keep):
                self.kept = dict(action.state)
        return actions

    def tell(self, event: Event) -> list[Action]:
        """One event, now."""
        return self.take(self.conversation.handle(event, self.now))


def house(
    seed: int,
    content: Content | None = None,
    mind: Meant | None = None,
    box: SceneBox | None = None,
) -> House:
    """A house with the coach's own language."""
    content = content or load()
    book = Phrasebook(content)
    names = sorted(content.intents)
    phrases = {name: tuple(book.phrases(name, 12)) for name in names}
    return House(content, mind or Meant(Matcher(book)), random.Random(seed), phrases, box=box)


def some_event(house: House) -> Event:
    """What happens next."""
    chance = house.chance
    kind = chance.choices(
        ("said", "noise", "voice", "spoke", "tick", "lost", "found", "quit"),
        (40, 8, 12, 20, 14, 2, 3, 0.3),
    )[0]
    if kind in ("said", "noise"):
        text = said(house) if kind == "said" else garbage(chance)
        score = 1.0 if chance.random() < 0.7 else chance.random()
        if chance.random() < (0.5 if house.box else 0.1):
            canary = typed(f"{text} {CANARY}").verbatim if house.box and text != "stop" else text
            return replace(typed(text, "stop"), verbatim=canary)
        return Heard(text, score, over=chance.random() < 0.1)
    plain: dict[str, Event] = {
        "voice": SpeechStarted(),
        "spoke": Spoke(),
        "tick": Ticked(),
        "lost": MicrophoneLost(),
        "found": MicrophoneFound(),
        "quit": QuitRequested(),
    }
    return plain[kind]


def said(house: House) -> str:
    """A phrase of ours, as it is or broken; or "stop" more often than its share."""
    chance = house.chance
    if chance.random() < 0.06:
        return "stop"
    phrases = house.phrases[chance.choice(_likely(house) or sorted(house.phrases))]
    words = chance.choice(phrases).split() if phrases else ["well"]
    if chance.random() < 0.25:
        words[chance.randrange(len(words))] = chance.choice((CANARY, "the", "um", ""))
    if chance.random() < 0.1:
        words = words * chance.randrange(1, 40)
    return " ".join(words)


def _likely(house: House) -> list[str]:
    """What may well be said now: an answer to the open question; words that go into a box."""
    kind = house.chance.random()
    state = house.conversation.state
    if kind < 0.5 and state.place is not None:
        return sorted(set(answers_at(state.content, state.place)) & set(house.phrases))
    if kind < 0.65 and house.box is not None:
        return sorted(house.keeping)
    return []


def garbage(chance: random.Random) -> str:
    """Any text at all."""
    some = "".join(chance.choice(LETTERS) for _ in range(chance.randrange(0, 60)))
    return some + (f" {CANARY}" if chance.random() < 0.3 else "")


def pass_time(house: House) -> None:
    """A moment, the next deadline, minutes; seldom the days of a closed lid."""
    chance = house.chance
    deadline = house.conversation.next_deadline()
    kind = chance.random()
    if kind < 0.5 or deadline is None:
        house.now += chance.expovariate(1 / 3)
    elif kind < 0.9:
        house.now = max(house.now, deadline)
    elif kind < 0.98:
        house.now += chance.expovariate(1 / 300)
    else:
        house.now += chance.choice((DAY / 12, DAY, 40 * DAY))

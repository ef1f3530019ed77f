"""Random events through the pure core: everything a couple, a sound card and a clock may do.

What must hold after each event stands in `Watch`. The same seed gives the same evening.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from soaking.outcome import Outcome, Wish
from voice_coach.content.loader import load
from voice_coach.content.schema import Content
from voice_coach.conversation.ports import Meaning, Understanding
from voice_coach.conversation.saved import restore
from voice_coach.conversation.session import Conversation
from voice_coach.conversation.timers import Ring, Timer
from voice_coach.messages import (
    Action,
    Chime,
    Event,
    Heard,
    Hush,
    Keep,
    Listening,
    MicrophoneFound,
    MicrophoneLost,
    Quit,
    QuitRequested,
    Say,
    SpeechStarted,
    Spoke,
    Ticked,
)
from voice_coach.settings import Settings
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

CANARY = "zanzibarquist"
"""A word that no phrase of ours has: it must never be kept or shown."""
DAY = 86_400.0
START = 1_800_000_000.0
MOST_TICKS = 300
"""Deadlines that may follow one another at one moment."""
SILENCE = frozenset(
    (
        "stop",
        "not_now",
        "cancel",
        "pause",
        "check_in",
        "goodbye",
        "go_to_sleep",
        "forget_that",
        "forget_everything",
        "timer_cancel",
    )
)
"""Words after which nothing more needs to be told."""
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


@dataclass
class House:
    """One conversation after another on the same kept state, as restarts make them."""

    content: Content
    meant: Meant
    chance: random.Random
    phrases: dict[str, tuple[str, ...]]
    now: float = START
    kept: dict[str, object] = field(default_factory=dict)
    restarts: int = 0
    conversation: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.boot()

    def boot(self) -> list[Action]:
        """A new process, with what the old one kept."""
        kept = json.loads(json.dumps(self.kept))
        settings = Settings(earcons=self.chance.random() < 0.9, patience=1)
        self.conversation = Conversation(
            self.content, settings, self.meant, kept, self.chance.randrange(1000)
        )
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


def house(seed: int, content: Content | None = None, mind: Meant | None = None) -> House:
    """A house with the coach's own language."""
    content = content or load()
    book = Phrasebook(content)
    names = sorted(content.intents)
    phrases = {name: tuple(book.phrases(name, 12)) for name in names}
    return House(content, mind or Meant(Matcher(book)), random.Random(seed), phrases)


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
        return Heard(text, score, typed=chance.random() < 0.1, over=chance.random() < 0.1)
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
    phrases = house.phrases[chance.choice(sorted(house.phrases))]
    words = chance.choice(phrases).split() if phrases else ["well"]
    if chance.random() < 0.25:
        words[chance.randrange(len(words))] = chance.choice((CANARY, "the", "um", ""))
    if chance.random() < 0.1:
        words = words * chance.randrange(1, 40)
    return " ".join(words)


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


@dataclass(frozen=True)
class Before:
    """What ran and what had ended before an event."""

    timers: tuple[Timer, ...]
    rings: tuple[Ring, ...]

    @classmethod
    def of(cls, house: House) -> Before:
        """As it stands now."""
        state = house.conversation.state
        return cls(state.board.timers, state.rings)


@dataclass
class Watch:
    """What must hold, event by event."""

    house: House

    def event(self) -> list[Action]:
        """One event, and what must be so afterwards. Raises AssertionError."""
        house = self.house
        pass_time(house)
        event, before = some_event(house), Before.of(house)
        hears_stop = isinstance(event, Heard) and event.text == "stop" and event.score == 1.0
        listening = house.conversation._listen
        asleep = listening is not None and listening.mode is Listening.ASLEEP
        actions = house.tell(event)
        state = house.conversation.state
        sounding = [a for a in actions if isinstance(a, Chime) or (isinstance(a, Say) and a.text)]
        assert state.voice_since is None or not sounding, "it speaks over the couple"
        if hears_stop and not asleep:
            assert any(isinstance(a, Hush) for a in actions), "stop is no silence"
            assert not state.stack, "stop leaves something open"
            assert not sounding, "after stop it speaks"
        self._timers(event, before)
        self._nothing_kept(actions)
        self._ticks()
        return actions

    def _timers(self, event: Event, before: Before) -> None:
        """No timer and no end of one is gone without a word of the couple."""
        house, state = self.house, self.house.conversation.state
        heard = isinstance(event, Heard)
        due = [t for t in before.timers if t.ends_at is not None and t.ends_at <= house.now]
        due = due if isinstance(event, Ticked) else []
        for timer in () if heard else before.timers:
            if not timer.step and timer not in due:
                assert state.board.named(timer.name), f"the timer {timer.name} is gone"
        scripts = {it.timer for it in house.content.scripts.values() if it.timer}
        ended = {ring.name for ring in state.rings}
        for timer in due:
            if not timer.step and not {timer.name, timer.starts} & scripts:
                assert timer.name in ended, f"the end of {timer.name} is forgotten"
        silenced = heard and house.meant.last in SILENCE
        for ring in before.rings:
            unheard = not (ring.said or ring.told)
            begun = state.board.named(ring.name) is not None
            if unheard and not silenced and not begun:
                assert ring.name in ended, f"the end of {ring.name} was never told"

    def _nothing_kept(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, Keep):
                text = json.dumps(action.state)
                assert CANARY not in text, "a word of the couple is kept"
                restore(json.loads(text))
            if isinstance(action, Say):
                assert CANARY not in action.text + action.caption, "a word is said again"

    def _ticks(self) -> None:
        """Deadlines of this moment come to an end."""
        house = self.house
        for _ in range(MOST_TICKS):
            deadline = house.conversation.next_deadline()
            if deadline is None or deadline > house.now:
                self._all_told()
                return
            before = Before.of(house)
            house.tell(Ticked())
            self._timers(Ticked(), before)
        raise AssertionError("it asks to be woken in the past, again and again")

    def _all_told(self) -> None:
        """With nobody speaking, no end of a timer waits any longer."""
        state = self.house.conversation.state
        quiet = state.voice_since is None and not state.speaking
        if quiet and state.now >= max(state.muted_until, state.called_until):
            waits = [ring.name for ring in state.rings if not (ring.said or ring.told)]
            assert not waits, f"nobody speaks, and the end of {waits} is not told"


def events(seed: int, count: int, mind: House | None = None) -> Iterator[tuple[int, House]]:
    """So many random events; raises AssertionError with its number when one goes wrong."""
    here = mind or house(seed)
    watch = Watch(here)
    for number in range(count):
        try:
            actions = watch.event()
        except Exception as error:  # whatever it is, it is what we look for
            what = f"{type(error).__name__}: {error}"
            raise AssertionError(f"event {number}, seed {seed}: {what}") from error
        quits = any(isinstance(action, Quit) for action in actions)
        if quits or here.chance.random() < 0.004:
            here.now += here.chance.expovariate(1 / 600) - here.chance.choice((0.0, 0.0, 3600.0))
            here.boot()
        yield number, here


def random_events(wish: Wish) -> Outcome:
    """`times` random events, a new evening for every thousand."""
    outcome = Outcome(unit="events")
    first = house(wish.seed)
    restarts = 0
    while outcome.tried < wish.times:
        seed = wish.seed + outcome.tried
        here = house(seed, first.content, first.meant)
        part = min(1000, wish.times - outcome.tried)
        outcome.tried += part
        try:
            for number, _ in events(seed, part, here):
                outcome.survived += number >= 0
        except AssertionError as error:
            outcome.troubles.append(str(error))
        restarts += here.restarts
    outcome.remarks.append(f"{restarts} restarts among them")
    return outcome

"""Everything that stands on the screen at one moment, and how it changes. Pure.

Times are seconds on any steady clock. Of the couple's words only the offered phrase that was
understood stands here, until the coach has answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_coach.messages import Chime, Earcon, Listening, Say, ShowTimers
from voice_coach.screen.offers import Page

KEPT = 6
"""Sentences of the coach that stay readable."""
FLASH = 0.4
"""Seconds of light for a tone; one flash, for more could harm."""
TONE_SHOWN = 3.0
"""Seconds that a tone stands there in words."""
HEARD_SHOWN = 4.0
"""Seconds that what was understood stands there when the coach has nothing to say to it."""
NOTES = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A timer: `left` seconds at the moment `at`, of `total`."""

    name: str
    left: float
    total: float
    paused: bool
    at: float

    def left_at(self, now: float) -> float:
        """Seconds left."""
        return self.left if self.paused else max(0.0, self.left - (now - self.at))


@dataclass(slots=True)
class Scene:
    """What is shown; changed only by the methods."""

    mode: Listening | None = None
    speaking: bool = False
    overheard: bool = False
    """What cuts the coach short is heard while it speaks."""
    paused: bool = False
    """What is going on stands still."""
    lost: bool = False
    """The microphone is gone."""
    closed: bool = False
    """The microphone is shut by a key."""
    keys: bool = False
    names: tuple[str, ...] = ()
    large: bool = False
    captions: list[str] = field(default_factory=list)
    """The newest last."""
    waiting: list[Say | Chime] = field(default_factory=list)
    """What is queued and not sounding yet."""
    tone: Earcon | None = None
    tone_at: float = 0.0
    bars: tuple[Bar, ...] = ()
    understood: str = ""
    unclear: bool = False
    heard_at: float = 0.0
    page: Page = field(default_factory=Page)
    notes: list[str] = field(default_factory=list)
    entry: str | None = None
    """What is being typed."""
    meter: float | None = None
    """Loudness of the microphone, dBFS, while it is being tried."""

    def queued(self, action: Say | Chime) -> None:
        """It will sound; words without sound stand there at once."""
        if isinstance(action, Say) and not action.text:
            self._show(action)
        else:
            self.waiting.append(action)

    def sounding(self, action: object, now: float) -> None:
        """It begins to sound: now it is read too, and everything before it."""
        if any(it is action for it in self.waiting):
            while self.waiting:
                first = self.waiting.pop(0)
                self._reveal(first, now)
                if first is action:
                    return

    def said_all(self, now: float) -> None:
        """The coach is silent. What could not be sounded is at least read."""
        while self.waiting:
            self._reveal(self.waiting.pop(0), now)

    def _reveal(self, action: Say | Chime, now: float) -> None:
        if isinstance(action, Chime):
            self.tone, self.tone_at = action.earcon, now
        else:
            self._show(action)

    def _show(self, say: Say) -> None:
        if say.caption.isspace():
            self.captions.clear()
        lines = [it.strip() for it in (say.caption or say.text).split("\n") if it.strip()]
        self.captions = [*self.captions, *lines][-max(KEPT, len(lines)) :]

    def clock(self, shown: ShowTimers, now: float) -> None:
        """The timers, as they stand now."""
        before: Mapping[str, Bar] = {bar.name: bar for bar in self.bars}
        bars = []
        for name, left, paused in shown.timers:
            old = before.get(name)
            total = max(left, old.total) if old is not None else left
            bars.append(Bar(name, left, total, paused, now))
        self.bars = tuple(bars)

    def heard(self, phrase: str, understood: bool, now: float) -> None:
        """Somebody said something: one of the phrases, or nothing that was understood."""
        self.understood, self.unclear, self.heard_at = phrase, not understood, now
        self.page.number = 0

    def fade(self, now: float) -> None:
        """Nothing of what the couple said outlives the turn."""
        if not self.speaking and now - self.heard_at >= HEARD_SHOWN:
            self.forget()

    def forget(self) -> None:
        """The turn is over: nothing of what the couple said stays."""
        self.understood, self.unclear = "", False

    def noted(self, sentence: str) -> None:
        """Something about the machine."""
        self.notes = [*self.notes, sentence][-NOTES:]

    def flashing(self, now: float) -> bool:
        """Whether the screen lights up for a tone."""
        return self.tone is not None and now - self.tone_at < FLASH

    def shown_tone(self, now: float) -> Earcon | None:
        """The tone that still stands there in words."""
        return self.tone if self.tone is not None and now - self.tone_at < TONE_SHOWN else None

    def next_change(self, now: float) -> float | None:
        """Seconds until it looks different by itself; None: it stays as it is."""
        if self.tone is not None and now - self.tone_at < TONE_SHOWN:
            return FLASH if self.flashing(now) else TONE_SHOWN - (now - self.tone_at)
        if self.understood or self.unclear:
            return 1.0
        return 1.0 if any(not bar.paused and bar.left_at(now) > 0 for bar in self.bars) else None

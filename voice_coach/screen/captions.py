"""The screen as plain lines: what the coach says, how it listens, which timers run.

For pipes, screen readers and terminals that can do no more. Words of the couple never appear here.
"""

from __future__ import annotations

import sys
import threading

from rich.console import Console
from rich.text import Text

from voice_coach.messages import Chime, Listen, Listening, Say, ShowTimers
from voice_coach.screen.offers import Offers, Page
from voice_coach.screen.words import (
    RUNS,
    SHAPES,
    STANDS,
    TONE,
    Words,
    clock_face,
    in_rows,
)

SCROLLED_AWAY = "\x1b[3J"
"""Also forgets what has scrolled out of the window."""
MARGIN = 7
ONE_LINE = 10_000
"""Columns of a line that nobody folds."""


class Captions:
    """A `Screen` of lines only."""

    def __init__(self, console: Console | None = None) -> None:
        # A pipe gets each sentence as one line; a terminal breaks it between words.
        self.console = console or Console(highlight=False, soft_wrap=not sys.stdout.isatty())
        self.words = Words()
        self.offers: Offers | None = None
        self.names: tuple[str, ...] = ()
        self.draws = False
        self.overheard = False
        self.large = False
        self._mode: Listening | None = None
        self._paused = False
        self._timers: tuple[str, ...] = ()
        self._page = Page()
        self._keys = False
        self._lock = threading.RLock()

    def said(self, say: Say) -> None:
        """The coach's words, digits for the eye; blank words wipe the screen."""
        if say.caption.isspace() and not say.text:
            self.console.clear()
            if self.console.is_terminal:
                self.console.file.write(SCROLLED_AWAY)
        for line in (say.caption or say.text).split("\n"):
            if line.strip():
                style = "bold reverse" if self.large else "bold"
                self._line(self.words["coach"], line, style)
                if self.large:
                    self.console.print()

    def chimed(self, chime: Chime) -> None:
        """A tone, for those who asked to see it."""
        if self.large:
            told = f"{TONE} {self.words.tone(chime.earcon)}"
            self._line(self.words["tone"], told, "bold reverse")

    def sounding(self, action: object) -> None:
        """Lines come as soon as they are known."""

    def hushed(self) -> None:
        """What was shown was shown."""

    def speaking(self, speaking: bool) -> None:
        """Told by the lines themselves."""

    def listening(self, listen: Listen) -> None:
        """The listening state when it changes and, with keys, what can be said."""
        if listen.mode is not self._mode:
            self._mode = listen.mode
            self._line("", f"{SHAPES[listen.mode]} {self.words.state(listen.mode)}", "dim")
        if listen.paused is not self._paused:
            self._paused = listen.paused
            if listen.paused:
                self._line("", f"{STANDS} {self.words['still']}", "dim")
        if self._keys and self.offers is not None:
            page = Page(self.offers.now(listen))
            if page.offers != self._page.offers:
                self._page = page
                self._tell_page()

    def understood(self, intent: str) -> None:
        """A line would stay; nothing of the couple's may."""

    def microphone(self, is_open: bool) -> None:
        """It was opened or closed by a key."""
        self._mode = None
        shape = SHAPES[Listening.AWAKE] if is_open else SHAPES[Listening.MUTED]
        muted = self.words.state(Listening.MUTED)
        told = self.words["microphone.open"] if is_open else muted
        self._line("", f"{shape} {told}", "dim")

    def meter(self, level: float | None) -> None:
        """A meter needs a place of its own; the verdict is a line."""

    def entry(self, text: str | None) -> None:
        """The terminal shows what is typed."""

    def keys(self) -> None:
        """Which keys there are."""
        self._keys = True
        self._line("", self.words["keys"], "dim")

    def timers(self, shown: ShowTimers) -> None:
        """The running timers, when they change."""
        lines = tuple(
            f"{STANDS if paused else RUNS} {name} {clock_face(left)}"
            for name, left, paused in shown.timers
        )
        for line in lines:
            if line not in self._timers:
                self._line(self.words["timer"], line, "")
        self._timers = lines

    def note(self, sentence: str) -> None:
        """Something the couple should know about the machine."""
        self._line(self.words["note"], sentence, "bold")

    def pick(self, key: int) -> str:
        """The phrase of a number key; 0 tells the next page."""
        if key == 0:
            self._page.turn()
            self._tell_page()
        return self._page.pick(key)

    def close(self) -> None:
        """Nothing to give back."""

    def _tell_page(self) -> None:
        told = [f"{number} {it.phrase}" for number, it in enumerate(self._page.shown, 1)]
        if self._page.count > 1:
            told.append(self.words["more"])
        room = self.console.width - MARGIN if self.console.is_terminal else ONE_LINE
        for row in in_rows(told, room):
            self._line("", row, "dim")

    def _line(self, margin: str, text: str, style: str) -> None:
        """In a terminal what is too long goes on below itself."""
        words = Text(text, style)
        wide = self.console.width - MARGIN
        folds = self.console.is_terminal and wide > MARGIN
        with self._lock:
            for row in words.wrap(self.console, wide) if folds else [words]:
                self.console.print(Text.assemble((f"{margin:{MARGIN}}", "dim"), row))
                margin = ""

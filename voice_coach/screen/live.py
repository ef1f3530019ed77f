"""The live screen: one window, drawn anew where it changed, and nothing of it scrolls away.

It uses the terminal's second page, so that closing the coach leaves none of its words behind. One
thread paints: at once when something changes, every second while a timer runs, else not at all.
"""

from __future__ import annotations

import atexit
import io
import os
import shutil
import threading
import time
from collections.abc import Callable
from typing import TextIO

from rich.console import Console

from voice_coach.messages import Chime, Listen, Say, ShowTimers
from voice_coach.screen.offers import Offers, Page
from voice_coach.screen.scene import Scene
from voice_coach.screen.view import view
from voice_coach.screen.words import Words

ENTER, LEAVE = "\x1b[?1049h\x1b[?25l\x1b[2J", "\x1b[?25h\x1b[?1049l"
LOOKS_EVERY = 1.0
"""Seconds after which a changed size of the window is noticed."""
SETTLES = 0.03
"""Seconds in which changes that come together are painted together."""


class LiveScreen:
    """A `Screen` for a terminal. `close()` gives it back as it was."""

    def __init__(self, out: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self.words = Words()
        self.offers: Offers | None = None
        self.draws = True
        self._scene, self._now, self._out = Scene(), now, out
        self._console = Console(
            file=io.StringIO(), force_terminal=True, color_system="standard", highlight=False
        )
        self._painted: list[str] = []
        self._size = (0, 0)
        self._changed = threading.Condition()
        self._dirty, self._closed = True, False
        self._write(ENTER)
        atexit.register(self._write, LEAVE)
        self._errors = _aside(2)
        self._thread = threading.Thread(target=self._work, name="screen", daemon=True)
        self._thread.start()

    # --- what the coach tells ---------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """Whose evening it is."""
        return self._scene.names

    @names.setter
    def names(self, names: tuple[str, ...]) -> None:
        self._change(lambda scene: setattr(scene, "names", names))

    @property
    def large(self) -> bool:
        """Whether the coach's words are large."""
        return self._scene.large

    @large.setter
    def large(self, large: bool) -> None:
        self._change(lambda scene: setattr(scene, "large", large))

    @property
    def overheard(self) -> bool:
        """Whether stop is heard while the coach speaks."""
        return self._scene.overheard

    @overheard.setter
    def overheard(self, overheard: bool) -> None:
        self._change(lambda scene: setattr(scene, "overheard", overheard))

    def said(self, say: Say) -> None:
        """It will stand there when it sounds."""
        self._change(lambda scene: scene.queued(say))

    def chimed(self, chime: Chime) -> None:
        """It will be told, and light up, when it sounds."""
        self._change(lambda scene: scene.queued(chime))

    def sounding(self, action: object) -> None:
        """Now."""
        self._change(lambda scene: scene.sounding(action, self._now()))

    def hushed(self) -> None:
        """What was queued will not be said."""
        self._change(lambda scene: scene.waiting.clear())

    def speaking(self, speaking: bool) -> None:
        """Whether the coach speaks; its turn over, nothing of the couple's stays."""

        def change(scene: Scene) -> None:
            if scene.speaking and not speaking:
                scene.said_all(self._now())
                scene.forget()
            scene.speaking = speaking

        if speaking != self._scene.speaking or (not speaking and self._scene.waiting):
            self._change(change)

    def listening(self, listen: Listen) -> None:
        """The state, and what can be said in it."""
        busy = bool(self._scene.bars)
        offers = self.offers.now(listen, busy) if self.offers is not None else ()

        def change(scene: Scene) -> None:
            scene.mode, scene.paused, scene.lost = listen.mode, listen.paused, listen.lost
            if offers != scene.page.offers:
                scene.page = Page(offers)

        now = self._scene
        before = (now.mode, now.paused, now.lost, now.page.offers)
        if before != (listen.mode, listen.paused, listen.lost, offers):
            self._change(change)

    def understood(self, intent: str) -> None:
        """The offered phrase of it; what is not offered is not shown either."""
        known = self.offers.of(intent) if self.offers is not None and intent else ()
        phrase = known[0].phrase if known else ""
        self._change(lambda scene: scene.heard(phrase, bool(intent), self._now()))

    def timers(self, shown: ShowTimers) -> None:
        """They run on by themselves from here."""
        self._change(lambda scene: scene.clock(shown, self._now()))

    def microphone(self, is_open: bool) -> None:
        """Open or closed, by a key."""
        self._change(lambda scene: setattr(scene, "closed", not is_open))

    def entry(self, text: str | None) -> None:
        """Stands there while it is typed."""
        self._change(lambda scene: setattr(scene, "entry", text))

    def keys(self) -> None:
        """Keys are read."""
        self._change(lambda scene: setattr(scene, "keys", True))

    def note(self, sentence: str) -> None:
        """About the machine."""
        self._change(lambda scene: scene.noted(sentence))

    def meter(self, level: float | None) -> None:
        """How loud the microphone is, dBFS; None: it is not being tried."""
        self._change(lambda scene: setattr(scene, "meter", level))

    def pick(self, key: int) -> str:
        """The phrase of a number key; 0 turns the page."""
        if key == 0:
            self._change(lambda scene: scene.page.turn())
        return self._scene.page.pick(key)

    def close(self) -> None:
        """Give the terminal back."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        atexit.unregister(self._write)
        # What is wrong with the machine must be readable afterwards too.
        if self._errors is not None:
            os.dup2(self._errors, 2)
            os.close(self._errors)
        self._write(LEAVE + "".join(f"{note}\n" for note in self._scene.notes))

    # --- painting ---------------------------------------------------------------------------------

    def _change(self, change: Callable[[Scene], object]) -> None:
        with self._changed:
            change(self._scene)
            self._dirty = True
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                wait = self._scene.next_change(self._now())
                if not self._dirty and not self._closed:
                    due = not self._changed.wait(min(wait or LOOKS_EVERY, LOOKS_EVERY))
                    self._dirty = self._dirty or (due and wait is not None)
                if self._closed:
                    return
            size = _size_of(self._out)
            if self._dirty or size != self._size:
                self._paint(size[0], size[1])
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, SETTLES)

    def _paint(self, width: int, height: int) -> None:
        with self._changed:
            self._dirty = False
            self._scene.fade(self._now())
            lines = view(self._scene, self.words, width, height, self._now())
        rows = [self._drawn(line, width) for line in lines]
        whole = (width, height) != self._size
        self._size = (width, height)
        before = [] if whole else self._painted
        parts = ["\x1b[2J"] if whole else []
        for number, row in enumerate(rows):
            if number >= len(before) or before[number] != row:
                parts.append(f"\x1b[{number + 1};1H{row}\x1b[K")
        self._painted = rows
        self._write("".join(parts))

    def _drawn(self, line: object, width: int) -> str:
        self._console.width = width
        with self._console.capture() as caught:
            self._console.print(line, end="", no_wrap=True, overflow="crop", crop=True)
        return caught.get()

    def _write(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except (OSError, ValueError):
            return


def _size_of(out: TextIO) -> tuple[int, int]:
    """Columns and rows, as they are now: COLUMNS may be what they once were, or another's."""
    try:
        return os.get_terminal_size(out.fileno())
    except (OSError, ValueError):
        return shutil.get_terminal_size()


def _aside(number: int) -> int | None:
    """Sound libraries write on standard error, across the window: nowhere, until it is closed."""
    if not os.isatty(number):
        return None
    before = os.dup(number)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
    return before

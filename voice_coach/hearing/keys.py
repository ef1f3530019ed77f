"""Keys of the terminal for a couple who would rather not, or cannot, call the coach by voice.

Space or Enter calls the coach like the wake phrase, and opens the microphone where it is closed
until then (push-to-talk); Escape is "stop"; `m` closes the microphone and opens it again; digits
say what stands beside them on the screen; `t` begins a line in words of one's own. While a letter
is typed there are only lines: the window shows them, or the terminal itself where there is none.
The terminal is given back as it was, whatever happens.
"""

from __future__ import annotations

import atexit
import enum
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO

from voice_coach.hearing.escapes import ESCAPE, codes_of
from voice_coach.hearing.line_editor import Escaped, LineEditor

REPEATS = 0.7
"""Seconds within which the same digit is a key held down: keyboards begin to repeat after 0.25 to
0.66 s."""
PAUSE = 0.05
"""Seconds within which the rest of an arrow key's code follows its Escape."""


class Key(enum.Enum):
    """What a key asks for."""

    CALL = "call"
    STOP = "stop"
    MUTE = "mute"
    TYPE = "type"


_KEYS = {
    b" ": Key.CALL,
    b"\r": Key.CALL,
    b"\n": Key.CALL,
    b"m": Key.MUTE,
    b"M": Key.MUTE,
    b"t": Key.TYPE,
    b"T": Key.TYPE,
}


def keys_of(typed: bytes) -> Iterator[Key | int]:
    """The keys in what came at once; codes of arrows and the like are no keys of ours. Pure."""
    return (key for code in codes_of(typed) if (key := _key(code)) is not None)


def _key(code: bytes) -> Key | int | None:
    if code.isdigit():
        return int(code)
    return Key.STOP if code == ESCAPE else _KEYS.get(code)


class Held:
    """A number key that is held down repeats itself; only its first press counts. Pure.

    At a gate two yeses are two presses, and a heavy hand is no second yes.
    """

    def __init__(self) -> None:
        self._last: Key | int | None = None
        self._at = 0.0

    def repeats(self, key: Key | int, now: float) -> bool:
        """Whether this is the same key again, at once; `now` in seconds."""
        digit = isinstance(key, int) and key > 0  # nought only turns the page
        again = key == self._last and digit and now - self._at < REPEATS
        self._last, self._at = key, now
        return again


class Keys:
    """Reads the terminal on a thread of its own; does nothing where there is none."""

    def __init__(
        self,
        pressed: Callable[[Key | int], None],
        source: IO[str] | None = None,
        typed: Callable[[str], None] = lambda _line: None,
        shown: Callable[[str | None], None] | None = None,
    ) -> None:
        """All are called on the thread; `source`: by default standard input. `shown` gets the line
        as it grows, and None when there is none; without it the terminal shows what is typed."""
        self._pressed, self._typed = pressed, typed
        self._shown = shown
        self._editor: LineEditor | None = None
        self._lines = False
        self._turn: Callable[[bool], None] = lambda _lines: None
        self._held = Held()
        self._restore: Callable[[], None] = lambda: None
        self._closed, self._close = -1, -1
        self._thread: threading.Thread | None = None
        file = _terminal(source or sys.stdin)
        if file is not None:
            self._begin(file)

    @property
    def listening(self) -> bool:
        """Whether there is a terminal whose keys are read."""
        return self._thread is not None

    def lines(self, wanted: bool) -> None:
        """Whole lines from now on, seen while they are typed, or keys again."""
        if self.listening and wanted is not self._lines:
            self._lines = wanted
            if self._shown is None:
                self._turn(wanted)
            else:
                self._edit(wanted)

    def close(self) -> None:
        """Read no more, and give the terminal back as it was."""
        if self._thread is not None:
            os.close(self._close)
            self._thread.join()
            self._thread = None
            self._restore()
            atexit.unregister(self._restore)

    def _begin(self, file: int) -> None:
        import termios
        import tty

        before = termios.tcgetattr(file)
        self._restore = lambda: termios.tcsetattr(file, termios.TCSADRAIN, before)
        atexit.register(self._restore)

        def turn(lines: bool) -> None:
            if lines:
                termios.tcsetattr(file, termios.TCSANOW, before)
            else:  # keys one by one and unseen; Ctrl-C goes on to be a signal
                tty.setcbreak(file, termios.TCSADRAIN)

        self._turn = turn
        turn(False)
        self._closed, self._close = os.pipe()
        self._thread = threading.Thread(target=self._work, args=(file,), name="keys", daemon=True)
        self._thread.start()

    def _work(self, file: int) -> None:
        while True:
            ready, _, _ = select.select([file, self._closed], [], [])
            if self._closed in ready:
                os.close(self._closed)
                return
            typed = os.read(file, 4096)
            if not typed:
                return
            if self._lines and self._shown is None:
                self._take_lines(typed)
                continue
            if typed.endswith(b"\x1b") and select.select([file], [], [], PAUSE)[0]:
                typed += os.read(file, 64)
            for code in codes_of(typed):
                self._take(code)

    def _take(self, code: bytes) -> None:
        """One key: of a line, or by itself."""
        if self._editor is not None:
            self._write(self._editor, code)
            return
        key = _key(code)
        if key is Key.TYPE:
            self._edit(self._shown is not None)
        elif key is not None and not self._held.repeats(key, time.monotonic()):
            self._pressed(key)

    def _edit(self, wanted: bool) -> None:
        """Letters make a line from now on, or are keys again."""
        self._editor = LineEditor() if wanted else None
        if self._shown is not None:
            self._shown("" if wanted else None)

    def _write(self, editor: LineEditor, code: bytes) -> None:
        """A line of one's own is one line; a letter goes on until the coach has it."""
        ended = editor.feed(code)
        if isinstance(ended, Escaped):
            self._pressed(Key.STOP)
        elif ended is not None and ended.text.strip():
            self._typed(ended.text)
        if ended is not None and not self._lines:
            self._edit(False)
        elif self._shown is not None and self._editor is editor:
            self._shown(editor.text)

    def _take_lines(self, typed: bytes) -> None:
        """Each with its end; an Escape in one means what it always means."""
        for line in typed.decode("utf-8", "replace").splitlines():
            if ESCAPE.decode() in line:
                self._pressed(Key.STOP)
            elif line.strip():
                self._typed(line)


def _terminal(source: IO[str]) -> int | None:
    """Its number, if keys can be read from it one by one, by us."""
    try:
        import termios  # noqa: F401

        file = source.fileno()
        return file if source.isatty() and _ours(file) else None
    except (ImportError, OSError, ValueError):
        return None


def _ours(file: int) -> bool:
    """In the background the terminal is somebody else's, and touching it would stop us."""
    try:
        return os.tcgetpgrp(file) == os.getpgrp()
    except OSError:  # a terminal that controls no job at all
        return True

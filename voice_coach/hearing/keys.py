"""Keys of the terminal for a couple who would rather not, or cannot, call the coach by voice.

Space or Enter calls the coach like the wake phrase, and opens the microphone where it is closed
until then (push-to-talk); Escape is "stop"; `m` closes the microphone and opens it again; digits
say what stands beside them on the screen. While a letter is typed the terminal gives whole lines,
as to other programs, and no keys. It is given back as it was, whatever happens.
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


_KEYS = {b" ": Key.CALL, b"\r": Key.CALL, b"\n": Key.CALL, b"m": Key.MUTE, b"M": Key.MUTE}
_ESCAPE = 0x1B


def keys_of(typed: bytes) -> Iterator[Key | int]:
    """The keys in what came at once; codes of arrows and the like are no keys of ours.

    An Escape that something follows at once begins such a code. Pure.
    """
    at = 0
    while at < len(typed):
        if typed[at] != _ESCAPE:
            letter = typed[at : at + 1]
            if letter.isdigit():
                yield int(letter)
            elif letter in _KEYS:
                yield _KEYS[letter]
            at += 1
        elif typed[at + 1 : at + 2] in (b"[", b"O"):
            at += 2
            while at < len(typed) and not 0x40 <= typed[at] <= 0x7E:
                at += 1
            at += 1
        else:
            yield Key.STOP
            at += 1


class Held:
    """A number key that is held down repeats itself; only its first press counts. Pure.

    At a gate two yeses are two presses, and a heavy hand is no second yes.
    """

    def __init__(self) -> None:
        self._last: Key | int | None = None
        self._at = 0.0

    def repeats(self, key: Key | int, now: float) -> bool:
        """Whether this is the same key again, at once; `now` in seconds."""
        again = key == self._last and isinstance(key, int) and now - self._at < REPEATS
        self._last, self._at = key, now
        return again


class Keys:
    """Reads the terminal on a thread of its own; does nothing where there is none."""

    def __init__(
        self,
        pressed: Callable[[Key | int], None],
        source: IO[str] | None = None,
        typed: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """`pressed` and `typed` are called on the thread; `source`: by default standard input."""
        self._pressed, self._typed = pressed, typed
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
            self._turn(wanted)
            self._lines = wanted

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
            if self._lines:
                self._take_lines(typed)
                continue
            if typed.endswith(b"\x1b") and select.select([file], [], [], PAUSE)[0]:
                typed += os.read(file, 64)
            for key in keys_of(typed):
                if key == 0 or not self._held.repeats(key, time.monotonic()):
                    self._pressed(key)

    def _take_lines(self, typed: bytes) -> None:
        """Each with its end; an Escape in one means what it always means."""
        for line in typed.decode("utf-8", "replace").splitlines():
            if _ESCAPE in line.encode():
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

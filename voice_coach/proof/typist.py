"""Types for the couple: into a pipe, or at a terminal where a passphrase is asked for unseen."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

_POLL = 0.02
_END_OF_INPUT = b"\x04"


class Typist:
    """The near end of a program's standard input. `theirs` is the program's."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal
        if terminal:
            import pty

            self.ours, self.theirs = pty.openpty()
        else:
            self.theirs, self.ours = os.pipe()
        self._open = True

    def type(self, text: str) -> None:
        """All of it at once; nothing if nobody reads any more."""
        data = text.encode()
        with contextlib.suppress(OSError):
            while data:
                data = data[os.write(self.ours, data) :]

    def type_unseen(self, line: str, gone: Callable[[], bool], seconds: float) -> None:
        """One line, as soon as the terminal no longer shows what is typed. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while self._shows():
            if gone() or time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(_POLL)
        self.type(line + "\n")
        while not self._shows() and not gone():
            time.sleep(_POLL)

    def end(self) -> None:
        """Nothing more will come."""
        if self.terminal:
            self.type(_END_OF_INPUT.decode())
        else:
            self.close()

    def close(self) -> None:
        """Let go of it."""
        if self._open:
            self._open = False
            os.close(self.ours)

    def _shows(self) -> bool:
        import termios

        return bool(termios.tcgetattr(self.ours)[3] & termios.ECHO)

"""The keyboard as an ear: each line is an utterance; an empty line means stop."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
from collections.abc import Callable
from typing import ClassVar, TextIO

from voice_coach.content.template import normal
from voice_coach.messages import BLANK, Event, Heard, Listen, QuitRequested


def typed(line: str, empty: str = "") -> Heard:
    """A line of the keyboard; `empty`: what one without words means, except in a letter."""
    # In a locale without UTF-8 a line may hold halves of characters, which nothing can store.
    whole = line.strip().encode("utf-8", "replace").decode()
    return Heard(normal(line) or empty, 1.0, typed=True, verbatim=whole or BLANK)


def lenient(source: TextIO) -> None:
    """A byte that is no letter ends no evening. Must come before anything is read."""
    with contextlib.suppress(io.UnsupportedOperation):
        if isinstance(source, io.TextIOWrapper):
            source.reconfigure(errors="replace")


class Keyboard:
    """Reads lines on a thread; the end of the input asks to quit.

    There is one thread for each source: who comes later hears what it reads from then on, and what
    was typed after the one before had closed. "Stop" may be among it.
    """

    _listening: ClassVar[dict[TextIO, Keyboard]] = {}
    _handing_over: ClassVar[threading.RLock] = threading.RLock()

    def __init__(
        self, heard: Callable[[Event], None], empty_line: str, source: TextIO | None = None
    ) -> None:
        self._heard, self._empty_line = heard, empty_line
        self._closed = False
        self._missed: list[str] = []
        source = source or sys.stdin
        with self._handing_over:
            before = self._listening.get(source)
            self._listening[source] = self
            for line in before._missed if before is not None else ():
                self.tell(line)
        if before is None:
            read = threading.Thread(target=_work, args=(source,), name="keyboard", daemon=True)
            read.start()

    def tell(self, line: str) -> None:
        """A line was typed."""
        if self._closed:
            self._missed.append(line)
        else:
            self._heard(typed(line, self._empty_line))

    def end(self) -> None:
        """There will be no more."""
        self._heard(QuitRequested())

    @classmethod
    def pass_on(cls, source: TextIO, line: str) -> None:
        """A line to whoever hears that source now."""
        with cls._handing_over:
            cls._listening[source].tell(line)

    @classmethod
    def forget(cls, source: TextIO) -> Keyboard:
        """It has ended; who heard it last."""
        return cls._listening.pop(source)

    def listen(self, listen: Listen) -> None:
        """A keyboard can always be read; the conversation decides what counts."""

    def deaf(self, deaf: bool) -> None:
        """Typing does not disturb the coach, nor the coach the typing."""

    def close(self) -> None:
        """Hear nothing more. The thread ends with the program."""
        with self._handing_over:
            self._closed = True


def _work(source: TextIO) -> None:
    lenient(source)
    try:
        for line in source:
            Keyboard.pass_on(source, line)
    except ValueError:
        return
    except OSError:  # the terminal is gone
        pass
    finally:
        keyboard = Keyboard.forget(source)
    keyboard.end()

"""The keyboard as an ear: each line is an utterance; an empty line means stop."""

from __future__ import annotations

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


class Keyboard:
    """Reads lines on a thread; the end of the input asks to quit.

    There is one thread for each source: who comes later hears what it reads from then on.
    """

    _listening: ClassVar[dict[TextIO, Keyboard]] = {}

    def __init__(
        self, heard: Callable[[Event], None], empty_line: str, source: TextIO | None = None
    ) -> None:
        self._heard, self._empty_line = heard, empty_line
        source = source or sys.stdin
        begun = source in self._listening
        self._listening[source] = self
        if not begun:
            read = threading.Thread(target=_work, args=(source,), name="keyboard", daemon=True)
            read.start()

    def tell(self, line: str) -> None:
        """A line was typed."""
        self._heard(typed(line, self._empty_line))

    def end(self) -> None:
        """There will be no more."""
        self._heard(QuitRequested())

    @classmethod
    def of(cls, source: TextIO) -> Keyboard:
        """Who hears that source now."""
        return cls._listening[source]

    @classmethod
    def forget(cls, source: TextIO) -> Keyboard:
        """It has ended; who heard it last."""
        return cls._listening.pop(source)

    def listen(self, listen: Listen) -> None:
        """A keyboard can always be read; the conversation decides what counts."""

    def deaf(self, deaf: bool) -> None:
        """Typing does not disturb the coach, nor the coach the typing."""

    def close(self) -> None:
        """The thread ends with the program."""


def _work(source: TextIO) -> None:
    try:
        for line in source:
            Keyboard.of(source).tell(line)
    except ValueError:
        return
    except OSError:  # the terminal is gone
        pass
    finally:
        keyboard = Keyboard.forget(source)
    keyboard.end()

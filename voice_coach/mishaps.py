"""Mistakes of our own, met at the top of the loop or of a thread: one sentence, and on it goes.

What went wrong is logged by its kind and place, never by its message, which may hold what was said.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from voice_coach import wordless
from voice_coach.errors import CoachError

MOST = 3
"""Mishaps in a row after which it is better to end."""

log = logging.getLogger(__name__)


class Mishaps:
    """Counts what went wrong in a row. `tell` shows a sentence to the couple."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._in_a_row = 0

    def none(self) -> None:
        """All went well this time."""
        self._in_a_row = 0

    def happened(self, error: Exception) -> None:
        """Tell it and go on; CoachError when it happens again and again."""
        note(error)
        self._in_a_row += 1
        if self._in_a_row >= MOST:
            raise CoachError(
                "Something is wrong in the coach itself, again and again.",
                "Start it once more: timers and what is in the box are kept.",
            ) from None
        self._tell("Something went wrong in the coach itself; it goes on. Say it once more.")


def of_threads(tell: Callable[[str], None]) -> None:
    """From now on a thread that fails ends with a sentence."""

    def failed(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None or isinstance(args.exc_value, SystemExit):
            return
        note(args.exc_value)
        name = args.thread.name if args.thread else "thread"
        what = f"A part of the coach has stopped ({name})."
        tell(f"{what} Close it and start it again; timers are kept.")

    threading.excepthook = failed


def note(error: BaseException) -> None:
    """Kind and place, for whoever mends it."""
    log.error("mishap %s", wordless.place(error))

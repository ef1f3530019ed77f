"""Calls into the sound system that may never return: each on a thread of its own.

A sound server that hangs does not say so; whoever asks it something waits. Such a call is left
behind, and what it brings after all, minutes later, is handed to somebody who puts it away.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class LeftBehindError(Exception):
    """No answer in time. Never reaches a user: it becomes a SoundError."""


class _Call(Generic[T]):
    """One call; either it is answered in time, or it is left behind, never both."""

    def __init__(self, work: Callable[[], T], unwanted: Callable[[T], object]) -> None:
        self._work, self._unwanted = work, unwanted
        self._lock = threading.Lock()
        self._left = False
        self.done = threading.Event()
        self.value: T
        self.error: BaseException | None = None

    def run(self) -> None:
        """On its thread."""
        try:
            self.value = self._work()
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
            self.error = error
        with self._lock:
            left = self._left
            self.done.set()
        if left and self.error is None:
            self._unwanted(self.value)

    def leave(self) -> bool:
        """Wait no more; False when it was answered at the last moment."""
        with self._lock:
            self._left = not self.done.is_set()
            return self._left


def answered(
    work: Callable[[], T], seconds: float, unwanted: Callable[[T], object] = lambda _late: None
) -> T:
    """What `work()` returns or raises; LeftBehindError after so many seconds.

    What comes later than that is given to `unwanted`, on the thread that waited for it.
    """
    call = _Call(work, unwanted)
    threading.Thread(target=call.run, name="sound call", daemon=True).start()
    if not call.done.wait(seconds) and call.leave():
        log.info("sound.left_behind")
        raise LeftBehindError
    if call.error is not None:
        raise call.error
    return call.value

"""The one thread that may use a recogniser; Vosk aborts when two do."""

from __future__ import annotations

import threading


class Owner:
    """Belongs to the first thread that asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def check(self) -> None:
        """Bind the first thread that calls; refuse every other."""
        here = threading.current_thread()
        with self._lock:
            self._thread = self._thread or here
        if self._thread is not here:
            raise RuntimeError(
                f"This recogniser belongs to thread {self._thread.name}; "
                f"{here.name} must make its own."
            )

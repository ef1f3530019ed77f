"""`voice-coach run` as a real process over the virtual sound card, and what it shows and says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path


class LiveCoach:
    """The coach as its user starts it, in a home of its own; a context manager.

    `lines` are the captions as they come: (monotonic seconds, text).
    """

    def __init__(self, home: Path, *options: str, keyboard: int | None = None) -> None:
        """`keyboard`: the far end of a terminal (a pty) that the coach reads keys from."""
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.log = home / "events.log"
        env = os.environ | {
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "TMPDIR": str(home),
            "COLUMNS": "200",
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "voice_coach", "run", "--log", str(self.log), *options]
        self.process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.PIPE if keyboard is None else keyboard,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=keyboard is not None,  # that terminal, and not this test's own
        )
        self.lines: list[tuple[float, str]] = []
        self._news = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> LiveCoach:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.lines.append((time.monotonic(), line.rstrip()))
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def count(self) -> int:
        """How many lines have come so far."""
        with self._news:
            return len(self.lines)

    def until(self, wanted: Callable[[str], bool], after: int = 0, timeout: float = 30) -> str:
        """The first line from number `after` on that is wanted; AssertionError in time."""
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                for _, line in self.lines[after:]:
                    if wanted(line):
                        return line
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    shown = "\n".join(line for _, line in self.lines)
                    raise AssertionError(f"it was not shown; this was:\n{shown}")
                self._news.wait(left)

    def until_listening(self, mode: str, after: int = 0, timeout: float = 30) -> None:
        """Wait for a listening state on the screen, such as "for a request"."""
        self.until(lambda line: mode in line, after, timeout)

    def until_log(self, event: str, times: int = 1, timeout: float = 30) -> None:
        """Wait until the log of event names holds it so many times."""
        deadline = time.monotonic() + timeout
        poll = threading.Event()
        while not self.log.exists() or self.log.read_text("utf-8").count(event) < times:
            if time.monotonic() > deadline or self._ended:
                raise AssertionError(f"{event} was not logged")
            poll.wait(0.02)

    def said(self, after: int = 0) -> list[str]:
        """The coach's captions from line number `after` on."""
        with self._news:
            found = [line for _, line in self.lines[after:] if line.startswith("coach")]
        return [line.removeprefix("coach").strip() for line in found]

    def stop(self) -> int:
        """End it as a user does with Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(20)
        self._thread.join()
        return code

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()
        self._thread.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

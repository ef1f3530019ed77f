"""A real terminal of any size, by way of tmux: what a couple would see, and their keys."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path


def missing() -> str:
    """Why there cannot be one, or an empty string."""
    return "" if shutil.which("tmux") else "not installed: tmux"


class Terminal:
    """A command in a window of its own; a context manager."""

    def __init__(
        self, command: list[str], width: int, height: int, more: Mapping[str, str] | None = None
    ) -> None:
        """`more`: variables of the environment."""
        self._socket = f"voice-coach-{uuid.uuid4().hex}"
        told = {"PULSE_SERVER": os.environ.get("PULSE_SERVER", ""), **(more or {})}
        given = [f"{name}={value}" for name, value in told.items()]
        line = shlex.join(["env", "-u", "NO_COLOR", *given, *command])
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height),
            f"{line}; printf 'the end %s' $?; exec cat",
        )  # fmt: skip

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._tmux("kill-server")

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: `Escape`, `C-c`, `1`."""
        self._tmux("send-keys", *keys)

    def shown(self, *, colours: bool = False) -> str:
        """What stands there now."""
        return self._tmux("capture-pane", "-p", *(["-e"] if colours else []))

    def everything(self) -> str:
        """And what has scrolled away."""
        return self._tmux("capture-pane", "-p", "-S", "-")

    def until(self, wanted: str, timeout: float = 60.0, *, gone: bool = False) -> str:
        """Wait until that stands there, or no more; the whole window. AssertionError in time."""
        deadline, poll = time.monotonic() + timeout, threading.Event()
        while (wanted in (shown := self.shown())) is gone:
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} in vain; this was:\n{shown}")
            poll.wait(0.05)
        return shown

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._socket, *words], capture_output=True, text=True, check=True
        )
        return done.stdout


def home_in(folder: Path) -> dict[str, str]:
    """The variables of somebody who has a home of their own."""
    return {
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
    }

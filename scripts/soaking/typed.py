"""The real program in its text mode: typed lines, no sound, a state folder of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live import LiveCoach

PASTA, RICE = "set a pasta timer for forty minutes", "set a rice timer for fifty minutes"


@contextmanager
def home() -> Iterator[Path]:
    """A home that goes when the fault is over."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        yield Path(folder)


@contextmanager
def started(folder: Path, *options: str) -> Iterator[LiveCoach]:
    """A coach there that has greeted."""
    with LiveCoach(folder, "--text", *options) as coach:
        coach.until_listening("for a request")
        yield coach


def type_in(coach: LiveCoach, line: str, wanted: str, timeout: float = 10) -> str:
    """Type it, and wait for a line with these words."""
    before = coach.count()
    assert coach.process.stdin is not None
    coach.process.stdin.write(line + "\n")
    coach.process.stdin.flush()
    return coach.until(lambda shown: wanted in shown, before, timeout)


def state_file(folder: Path) -> Path:
    """Where the coach of that home keeps its timers."""
    return folder / "state" / "voice-coach" / "state.json"


def no_traceback(coach: LiveCoach) -> None:
    """Nothing that only a programmer understands is on the screen."""
    with coach._news:
        shown = [line for _, line in coach.lines]
    assert not any("Traceback" in line or 'File "' in line for line in shown), "\n".join(shown)

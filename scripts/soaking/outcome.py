"""What a fault did: how often it was tried and survived, what was lost, how long it took."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from voice_coach.errors import CoachError


@dataclass(frozen=True, slots=True)
class Wish:
    """How much is to be tried."""

    times: int
    minutes: float
    """Of those faults that last."""
    seed: int


@dataclass
class Outcome:
    """The row of one fault."""

    unit: str = ""
    """What was tried so many times, where it is not the fault itself."""
    tried: int = 0
    survived: int = 0
    lost: int = 0
    """Timers, letters, promises, settings, sentences."""
    back: list[float] = field(default_factory=list)
    """Seconds from the fault (or its end) until the coach was whole again."""
    remarks: list[str] = field(default_factory=list)
    """Figures beside."""
    troubles: list[str] = field(default_factory=list)
    """What went wrong, one line each."""

    def time_to_be_back(self) -> str:
        """Median and worst, as they stand in the table."""
        if not self.back:
            return "–"
        return f"{_plain(statistics.median(self.back))} / {_plain(max(self.back))}"

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """One try; an AssertionError in it, or a timeout, is a fault that was not survived."""
        self.tried += 1
        try:
            yield
        except (AssertionError, TimeoutError, OSError, CoachError) as error:
            self.troubles.append(f"{what}: {error}")
        else:
            self.survived += 1

    def look(self, what: str, right: bool) -> None:
        """Something must be so."""
        if not right:
            raise AssertionError(what)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault that can be tried alone."""

    title: str
    run: Callable[[Wish], Outcome]
    times: int
    """By default."""
    minutes: float = 0.0
    quick: bool = True
    """It belongs to what is tried when nothing was named."""


@contextmanager
def timed(outcome: Outcome) -> Iterator[None]:
    """How long it took is the time to be back, if it came back."""
    began = time.monotonic()
    yield
    outcome.back.append(time.monotonic() - began)


def children(process: int) -> list[int]:
    """Of all its threads: a voice that was replaced is the child of the one that speaks."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(pid) for path in lists for pid in path.read_text("utf-8").split()]


def _plain(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"

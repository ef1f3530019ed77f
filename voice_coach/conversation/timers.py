"""The timer board: named, paused, extended, restored. Timers are data; nobody sleeps on them.

Ends are moments on the coach's clock, so a board written to disk is right after a restart.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from voice_coach.conversation.rhythms import Rhythm


class Timer(Struct, frozen=True, forbid_unknown_fields=True):
    """One timer: running towards `ends_at`, or paused with `left` seconds."""

    name: str
    total: float
    """Seconds, with everything that was added."""
    ends_at: float | None
    left: float = 0.0
    step: str = ""
    """`script:step` that waits for it, or `script:*` that it limits; empty: it rings by itself."""
    ahead: tuple[float, ...] = ()
    """Seconds before its end at which they want to be told what is left."""
    reminder: bool = False
    """A nudge of ours; nobody speaks of it as a timer."""
    every: str = ""
    """It comes again: "day", "week", "month" or "year" after its end."""
    rhythm: Rhythm | None = None
    """When it comes again, by the couple's own clock."""
    starts: str = ""
    """What it reminds of, where that is not its name: the scripts with this `timer`."""
    by_clock: bool = False
    """It ends at a time of day, and not after a length of time: setting the clock moves it."""

    def seconds_left(self, now: float) -> float:
        """Seconds until its end; never negative."""
        return self.left if self.ends_at is None else max(0.0, self.ends_at - now)

    @property
    def nameless(self) -> bool:
        """A time box: it limits a script, and nobody asked for it by a name."""
        return self.name == self.step

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self.ends_at is None


class Ring(Struct, frozen=True, forbid_unknown_fields=True):
    """A timer that has ended, until somebody says that they heard it."""

    name: str
    ended_at: float
    once: bool = False
    """It is told, and no tones follow."""
    missed: bool = False
    """The coach was off, or the machine asleep, when it ended."""
    said: bool = False
    """Its words are with the voice."""
    told: bool = False
    """Its words have left the loudspeaker."""
    tones: int = 0
    """That followed the first."""


@dataclass(frozen=True, slots=True)
class Board:
    """All timers, in the order in which they were started. Every verb gives a new board."""

    timers: tuple[Timer, ...] = ()

    def start(
        self, name: str, seconds: float, now: float, step: str = "", every: str = ""
    ) -> Board:
        """A new timer; one of the same name is replaced."""
        return self.adopt(
            Timer(name=name, total=seconds, ends_at=now + seconds, step=step, every=every)
        )

    def adopt(self, timer: Timer) -> Board:
        """The board with a timer that was kept."""
        return Board((*self.without(timer.name).timers, timer))

    def put(self, timer: Timer) -> Board:
        """The board with this timer where the one of its name stood."""
        return self._map(lambda t: timer if t.name == timer.name else t)

    def named(self, name: str) -> Timer | None:
        """The timer of that name."""
        return next((timer for timer in self.timers if timer.name == name), None)

    def without(self, name: str) -> Board:
        """The board when that timer is taken off."""
        return Board(tuple(timer for timer in self.timers if timer.name != name))

    def without_step(self, step: str) -> Board:
        """The board when the timers that this step waits for are taken off."""
        return Board(tuple(timer for timer in self.timers if timer.step != step))

    def by_themselves(self) -> Board:
        """Only the timers that belong to no script."""
        return Board(tuple(timer for timer in self.timers if not timer.step))

    def free(self, names: Sequence[str]) -> str:
        """The first of these names that no timer has; with a number when all are taken."""
        more = (f"{names[-1]} {count}" for count in itertools.count(2))
        return next(name for name in itertools.chain(names, more) if self.named(name) is None)

    @property
    def told(self) -> tuple[Timer, ...]:
        """The timers that the couple know by a name; time boxes and reminders are not."""
        return tuple(t for t in self.timers if not t.nameless and not t.reminder)

    def pause(self, names: Iterable[str], now: float) -> Board:
        """Those timers stand still."""
        chosen = set(names)
        return self._map(
            lambda t: (
                replace(t, ends_at=None, left=t.seconds_left(now))
                if t.name in chosen and not t.paused
                else t
            )
        )

    def resume(self, names: Iterable[str], now: float) -> Board:
        """Those timers go on."""
        chosen = set(names)
        return self._map(
            lambda t: (
                replace(t, ends_at=now + t.left, left=0.0) if t.name in chosen and t.paused else t
            )
        )

    def add(self, name: str, seconds: float, now: float) -> Board:
        """More time, or less; it never ends before now."""

        def extended(timer: Timer) -> Timer:
            left = max(0.0, timer.seconds_left(now) + seconds)
            total = max(0.0, timer.total + seconds)
            if timer.paused:
                return replace(timer, left=left, total=total)
            return replace(timer, ends_at=now + left, total=total)

        return self._map(lambda t: extended(t) if t.name == name else t)

    def shifted(self, seconds: float, by_clock: bool = False) -> Board:
        """Every end so much later; `by_clock`: only of those that end at a time of day."""
        return self._map(
            lambda t: (
                t
                if t.ends_at is None or (by_clock and not t.by_clock)
                else replace(t, ends_at=t.ends_at + seconds)
            )
        )

    def due(self, now: float) -> tuple[Timer, ...]:
        """Timers whose end has come, the earliest first."""
        ended = [t for t in self.timers if t.ends_at is not None and t.ends_at <= now]
        return tuple(sorted(ended, key=lambda t: t.ends_at or 0.0))

    def next_end(self) -> float | None:
        """When the next timer ends."""
        return min((t.ends_at for t in self.timers if t.ends_at is not None), default=None)

    def _map(self, change: Callable[[Timer], Timer]) -> Board:
        return Board(tuple(change(timer) for timer in self.timers))

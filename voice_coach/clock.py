"""The coach's clock: wall time at the start, then steady. Setting the wall clock moves nothing.

Where the system has one, the clock that goes on while the machine sleeps is used. What is to happen
at a time of day follows the wall clock: `news` tells when that was set, or stands in another zone.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

from voice_coach.messages import ClockSet

LOOK = 10.0
"""Seconds between two looks at the wall clock. A sleeping machine also stops the loop's waiting, so
this is how late, at most, what came due meanwhile is noticed after it wakes."""
LOOK_AT_ZONE = 300.0
"""Seconds between two looks at the time zone."""
STEP = 0.5
"""Seconds: the least that counts as setting the clock. Slewing adds up to that as well."""


def _steady() -> float:
    """Seconds that never jump back; suspended time counts where the system can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def _no_zone() -> datetime.tzinfo | None:
    return None


class Clock:
    """Coach time in seconds since 1970, as of the moment of creation."""

    def __init__(
        self,
        steady: Callable[[], float] = _steady,
        wall: Callable[[], float] = time.time,
        zone: Callable[[], datetime.tzinfo | None] = _no_zone,
    ) -> None:
        self._steady, self._wall, self._zone = steady, wall, zone
        self._offset = wall() - steady()
        self._ahead = 0.0
        """Seconds by which the wall clock was ahead of this one at the last look."""
        self._known_zone, self._zone_seen = zone(), steady()

    def now(self) -> float:
        """Seconds."""
        return self._offset + self._steady()

    def news(self) -> ClockSet | None:
        """Whether the wall clock was set since the last look, or tells the time of another zone."""
        by = self._wall() - self.now() - self._ahead
        by = by if abs(by) >= STEP else 0.0
        self._ahead += by
        zone = self._moved()
        return ClockSet(by, zone) if by or zone is not None else None

    def _moved(self) -> datetime.tzinfo | None:
        if self._steady() - self._zone_seen < LOOK_AT_ZONE:
            return None
        self._zone_seen, before = self._steady(), self._known_zone
        self._known_zone = self._zone()
        return None if str(self._known_zone) == str(before) else self._known_zone

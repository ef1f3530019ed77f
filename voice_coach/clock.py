"""The coach's clock: wall time at the start, then steady. Setting the wall clock moves nothing.

Where the system has one, the clock that goes on while the machine sleeps is used.
"""

from __future__ import annotations

import time


def _steady() -> float:
    """Seconds that never jump back; suspended time counts where the system can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Clock:
    """Coach time in seconds since 1970, as of the moment of creation."""

    def __init__(self) -> None:
        self._offset = time.time() - _steady()

    def now(self) -> float:
        """Seconds."""
        return self._offset + _steady()

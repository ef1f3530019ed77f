"""Which screen: the live one where a terminal can show it, else plain lines."""

from __future__ import annotations

import os
import sys

from voice_coach.screen.captions import Captions
from voice_coach.screen.port import Screen


def choose_screen(lines: bool = False) -> Screen:
    """`lines`: plain ones were asked for."""
    if lines or not can_be_live():
        return Captions()
    from voice_coach.screen.live import LiveScreen

    return LiveScreen(sys.stdout)


def can_be_live() -> bool:
    """Whether standard output is a terminal that moves its cursor, and colour is not unwanted."""
    terminal = os.environ.get("TERM", "dumb" if os.name == "posix" else "")
    if os.name == "nt" and "WT_SESSION" not in os.environ:
        return False  # the old console shows codes instead of obeying them
    plain = terminal in ("dumb", "unknown") or bool(os.environ.get("NO_COLOR"))
    return sys.stdout.isatty() and not plain

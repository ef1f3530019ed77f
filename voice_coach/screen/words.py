"""The words that stand on the screen beside the coach's own, and the shape of every state.

Words are content (`screen.*` in replies); a state is told by its shape as well, for whoever cannot
tell colours, and because a shape is seen from across the room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.cells import cell_len

from voice_coach.messages import Earcon, Listening

SHAPES = {
    Listening.MUTED: "○",
    Listening.ASLEEP: "◌",
    Listening.FLOOR: "◍",
    Listening.AWAKE: "●",
    Listening.ANSWER: "◉",
    Listening.OVER: "●",
    Listening.TYPE: "✎",
    Listening.DICTATE: "✐",
}
SPEAKING = "◆"
RUNS, STANDS = "▶", "‖"
TONE = "♪"
UNDERSTOOD, UNCLEAR = "✓", "?"
BETWEEN = " · "
"""Stands between what belongs together; a row may end there."""
_WITHOUT_CONTENT = {"note": "note", "coach": "coach"}
"""For what is to be told before the content is read."""


@dataclass(frozen=True, slots=True)
class Words:
    """Looks up `screen.NAME`."""

    replies: Mapping[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        known = self.replies.get(f"screen.{name}")
        return known[0] if known else _WITHOUT_CONTENT.get(name, "")

    def state(self, mode: Listening) -> str:
        """How the coach listens, in words."""
        return self[mode.value]

    def tone(self, earcon: Earcon) -> str:
        """A tone in words."""
        return self[f"tone.{earcon.value}"]


def in_rows(parts: list[str], width: int) -> list[str]:
    """The parts in rows of at most `width` columns, broken between two of them where it can be."""
    rows: list[str] = []
    for part in parts:
        joined = f"{rows[-1]}{BETWEEN}{part}" if rows else part
        rows = [*rows[:-1], joined] if cell_len(joined) <= width else [*rows, part]
    return rows


def clock_face(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"

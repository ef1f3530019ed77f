"""What survives a crash: timers, the place in a resumable script, used cards. Never a word said."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from voice_coach.conversation.timers import Timer
from voice_coach.understanding.grammar import SlotValue

RESUME_WITHIN = 24 * 3600.0
"""Seconds after which a broken-off script is forgotten."""


class SavedPlace(Struct, frozen=True, forbid_unknown_fields=True):
    """A place in a script, and when it was reached."""

    script: str
    step: str
    at: float
    slots: dict[str, SlotValue] = field(default_factory=dict)


class Saved(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole state on disk."""

    version: int = 1
    timers: tuple[Timer, ...] = ()
    place: SavedPlace | None = None
    used: tuple[str, ...] = ()


def restore(state: Mapping[str, object]) -> Saved:
    """Validate what a store gave back. Raises msgspec.ValidationError."""
    return msgspec.convert(dict(state), Saved)


def snapshot(saved: Saved) -> dict[str, object]:
    """Plain data for the store."""
    data: dict[str, object] = msgspec.to_builtins(saved)
    return data

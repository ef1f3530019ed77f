"""What survives a crash: timers, the place in a resumable script, used cards. Never a word said."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from voice_coach.conversation.script import step_of
from voice_coach.conversation.state import State
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
    owed: tuple[str, ...] = ()
    """Timers that have ended and whose script has yet to begin."""
    settings: dict[str, str | int | bool] = field(default_factory=dict)
    """What the couple changed by voice."""
    over: dict[str, str | int | bool] = field(default_factory=dict)
    """What settings.toml said about the same when they did: if it says something else now, it was
    changed later, and counts."""


def saving(state: State, before: Saved) -> Saved:
    """What of this state would have to survive a crash; `before`: what was saved last."""
    place = None
    for here in reversed(state.stack):
        if step_of(state.content, here).resumable:
            old = before.place
            same = old is not None and (old.script, old.step) == (here.script, here.step)
            at = old.at if same and old is not None else state.now
            place = SavedPlace(here.script, here.step, at, dict(here.slots))
            break
    return Saved(
        timers=state.board.timers,
        place=place,
        used=tuple(state.used),
        owed=tuple(state.owed),
        settings=dict(state.by_voice),
        over={name: getattr(state.written, name) for name in state.by_voice},
    )


def restore(state: Mapping[str, object]) -> Saved:
    """Validate what a store gave back. Raises msgspec.ValidationError."""
    return msgspec.convert(dict(state), Saved)


def snapshot(saved: Saved) -> dict[str, object]:
    """Plain data for the store."""
    data: dict[str, object] = msgspec.to_builtins(saved)
    return data

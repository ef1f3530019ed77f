"""What survives a crash: timers, the place in a resumable script, used cards. Never a word said."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from voice_coach.conversation.script import step_of
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Board, Ring, Timer
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
    rings: tuple[Ring, ...] = ()
    """Timers that have ended and were not answered."""
    owed: tuple[str, ...] = ()
    """Timers that have ended and whose script has yet to begin."""
    done: dict[str, float] = field(default_factory=dict)
    """What is due that was done this day, week or month, and when by the wall clock."""
    wall: float = 0.0
    """Seconds by which the wall clock was ahead of coach time; all moments here are coach time."""
    settings: dict[str, str | int | float | bool] = field(default_factory=dict)
    """What the couple changed by voice."""
    song: int = 0
    """The place in their list of songs at which the next dance begins."""
    over: dict[str, str | int | float | bool] = field(default_factory=dict)
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
        rings=state.rings,
        wall=state.wall,
        done=dict(state.done),
        owed=tuple(state.owed),
        settings=dict(state.by_voice),
        song=state.music.next,
        over={name: getattr(state.written, name) for name in state.by_voice},
    )


def restore(state: Mapping[str, object]) -> Saved:
    """Validate what a store gave back. Raises msgspec.ValidationError."""
    return msgspec.convert(dict(state), Saved)


def by_the_clock(saved: Saved, now: float) -> Saved:
    """With moments of a new process, whose clock begins at `now` by the wall clock.

    No timer is left that runs longer than its whole length: then the clock was set back meanwhile.
    """
    by, place = saved.wall, saved.place
    timers = Board(saved.timers).shifted(by).timers
    return replace(
        saved,
        wall=0.0,
        timers=tuple(_within(timer, now) for timer in timers),
        rings=tuple(replace(ring, ended_at=ring.ended_at + by) for ring in saved.rings),
        place=replace(place, at=place.at + by) if place is not None else None,
    )


def _within(timer: Timer, now: float) -> Timer:
    if timer.by_clock or timer.ends_at is None:
        return timer
    return replace(timer, ends_at=min(timer.ends_at, now + timer.total))


def snapshot(saved: Saved) -> dict[str, object]:
    """Plain data for the store."""
    data: dict[str, object] = msgspec.to_builtins(saved)
    return data

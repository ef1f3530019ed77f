"""What may be in the box: promises, letters, memories; and what is known of one without reading."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from msgspec import Struct

from voice_coach.errors import StoreError

Kind = Literal["promise", "letter", "memory"]
Of = Literal["one", "both"]


class Label(Struct, frozen=True, forbid_unknown_fields=True):
    """All about an item but its words."""

    id: str
    kind: Kind
    of: Of
    kept_on: date
    """The day it was kept; of an unfinished letter, the day it was begun."""
    opens_on: date | None = None
    """The day before which a letter stays closed."""
    finished: bool = True
    """False: a letter still being dictated, that nobody has said yes to."""
    parts: int = 1
    told: bool = False
    """Whether the couple have been told that its day has come, or that it is unfinished."""

    @property
    def yeses(self) -> int:
        """How many must say yes before it is kept, and before it is read."""
        return 2 if self.of == "both" else 1

    def place(self, number: int) -> tuple[str, ...]:
        """What a part's bytes are bound to: moved anywhere else, they do not open."""
        return (self.id, self.kind, self.of, f"{self.opens_on}", f"{self.finished}", f"{number}")


@dataclass(frozen=True, slots=True)
class Item:
    """A label and the words, in the chunks they were dictated in."""

    label: Label
    parts: tuple[str, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """All of it, a chunk a line."""
        return "\n".join(self.parts)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the couple hear when they ask: counts, kinds and days, never a word of it."""

    labels: tuple[Label, ...]
    """Oldest first."""
    damaged: int = 0
    """Items that are missing, changed, or brought back by somebody."""

    @property
    def counts(self) -> Mapping[Kind, int]:
        """Of what was kept; unfinished letters do not count."""
        kept = [label.kind for label in self.labels if label.finished]
        return {kind: kept.count(kind) for kind in dict.fromkeys(kept)}

    @property
    def unfinished(self) -> tuple[Label, ...]:
        """Letters to finish or to forget."""
        return tuple(label for label in self.labels if not label.finished)

    def ready(self, today: date) -> tuple[Label, ...]:
        """Letters whose day has come."""
        return tuple(label for label in self.labels if label.opens_on and label.opens_on <= today)


class StillSealed(StoreError):
    """A letter whose day has not come."""

    def __init__(self, opens_on: date) -> None:
        super().__init__(f"This letter is sealed until {opens_on:%d %B %Y}.", "Ask on that day.")
        self.opens_on = opens_on


def new_id() -> str:
    """Says nothing about when, what, or how many."""
    return secrets.token_hex(4)

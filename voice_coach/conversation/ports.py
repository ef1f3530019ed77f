"""What the conversation needs from understanding, and nothing more of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from voice_coach.understanding.grammar import SlotValue


class Meaning(Protocol):
    """What understanding gives back."""

    @property
    def intent(self) -> str | None: ...
    @property
    def score(self) -> float: ...
    @property
    def slots(self) -> Mapping[str, SlotValue]: ...
    @property
    def close(self) -> str: ...


class Understanding(Protocol):
    """Text → intent and slots among those that may be heard now, the first named winning."""

    def understand(self, text: str, intents: Sequence[str]) -> Meaning: ...
    def consent(self, text: str) -> Meaning:
        """An answer at a gate; only a clear yes is "yes"."""
        ...

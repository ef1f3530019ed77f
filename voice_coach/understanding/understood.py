"""What a text means, how surely, and what came second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_coach.understanding.grammar import SlotValue


@dataclass(frozen=True, slots=True)
class Understood:
    """`intent` is None when nothing is believed; `best` is the first guess all the same."""

    text: str
    intent: str | None
    best: str | None
    score: float
    """0 to 1."""
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    runner_up: str | None = None
    why: str = ""
    close: str = ""
    """Another request that is nearly as likely: worth asking back."""

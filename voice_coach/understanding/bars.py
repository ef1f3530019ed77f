"""How sure the matcher has to be, and what may be meant, in each state of the conversation."""

from __future__ import annotations

from dataclasses import dataclass

SAME = {"declined": "no", "not_yet": "not_now", "deferred": "not_now", "assented": "yes"}
"""What an answer comes to at a gate."""
CONSENT = ("no", "declined", "not_now", "not_yet", "deferred", "yes", "assented")
"""The answers at a gate."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How sure the matcher has to be."""

    score: float
    """0 to 1: the least that is believed."""
    margin: float = 0.0
    """How far the runner-up of another intent has to stay behind."""


FREE = Bar(score=0.5)
"""Any sentence, from anywhere: 3 % of what is not for the coach may pass."""
AWAKE = Bar(score=0.3)
"""The coach is addressed: be generous."""
ANSWER = Bar(score=0.7)
"""A yes at a gate that no template reads word for word: what is less clear is "not yet"."""
REFUSAL_BAR = Bar(score=0.05)
"""A no at a gate."""
ALIGNED = Bar(score=0.51, margin=0.02)
"""Content without a model, whose scores are on a scale of their own."""

"""How probable it is that the phrase was said, from what two searches found. Pure.

A logistic function of a few measures. Its weights come with the model (`confidence.json`): they
were fitted on recordings of people who said the phrase, something else, or spoke in noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import msgspec

MEASURES = ("per_phone", "over_free", "over_next", "left_over", "slowest")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a phrase that was found."""

    over_free: float
    """Its log likelihood over that of any phones, which seldom is much below 0."""
    over_next: float
    """The same over the next best phrase."""
    phones: int
    left_over: float
    """Seconds that any phones take for speech and the phrase for silence."""
    slowest: float
    """Seconds for each phone of the word that took longest: talk hides in one stretched word."""

    FAR: ClassVar[float] = 8.0
    """Beyond this another phrase is no rival, and none is listed."""

    def measures(self) -> tuple[float, ...]:
        """In the order of MEASURES, each roughly between −2 and 2."""
        phones = max(1, self.phones)
        return (
            min(4.0, max(-4.0, self.over_free / phones)),
            min(2.0, max(-2.0, self.over_free / 8)),
            min(self.over_next, self.FAR) / self.FAR,
            min(2.0, max(0.0, 4 * self.left_over)),
            min(2.0, max(-1.0, math.log(max(0.01, self.slowest) / 0.15))),
        )


class Confidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The weights of one model."""

    weights: dict[str, float]
    bias: float
    amid: Confidence | None = None
    """Those of a phrase amid other speech."""

    def of(self, evidence: Evidence) -> float:
        """0 to 1: of phrases with so much evidence this share was right."""
        values = zip(MEASURES, evidence.measures(), strict=True)
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in values)
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))


def read_confidence(model_dir: Path) -> Confidence:
    """Of a model's folder. Raises OSError, or ValueError when it cannot be read."""
    return msgspec.json.decode((model_dir / "confidence.json").read_bytes(), type=Confidence)

"""How probable it is that the phrase was said, from what two searches found. Pure.

A logistic function of a few measures. Its weights come with the model (`confidence.json`): they
were fitted on recordings of people who said the phrase, something else, or spoke in noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import msgspec

MEASURES = ("per_phone", "over_free", "over_next", "left_over", "slowest", "beside")
DOUBTED = 0.25
"""The least score that talk beside a phrase can leave it: too little for an answer or a request,
enough for what wins in every state."""


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

    beside: float = -math.inf
    """How loud it is just before or after the phrase, in dB over the phrase itself: another
    person's talk, which the network may have taken for a room's babble. Minus infinity: silence."""

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
            min(2.0, max(0.0, (self.beside + 5) / 10)),
        )


class Confidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The weights of one model."""

    weights: dict[str, float]
    bias: float
    amid: Confidence | None = None
    """Those of a phrase amid other speech, where what stands beside it says nothing."""

    def of(self, evidence: Evidence) -> float:
        """0 to 1: of phrases with so much evidence this share was right.

        Talk beside it makes a phrase doubtful, never impossible: "stop" is believed at less.
        """
        alone = _share(self._sum(replace(evidence, beside=-math.inf)))
        return max(min(alone, DOUBTED), _share(self._sum(evidence)))

    def _sum(self, evidence: Evidence) -> float:
        values = zip(MEASURES, evidence.measures(), strict=True)
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in values)


def _share(total: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))


def read_confidence(model_dir: Path) -> Confidence:
    """Of a model's folder. Raises OSError, or ValueError when it cannot be read."""
    return msgspec.json.decode((model_dir / "confidence.json").read_bytes(), type=Confidence)

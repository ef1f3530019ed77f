"""Understanding by the linear model: which intent a sentence speaks for, and how surely.

What counts is how far the best intent stands above what is not for the coach. The score is the
logistic of that: 0.5 is the bar at which 3 % of the lines that were not for the coach passed, on
lines that were kept apart from the training.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_coach.understanding.linear import NOTHING, LinearModel

BAR = 0.6
"""Lead at which the score is 0.5."""
STEEPNESS = 2.0
ELSEWHERE = 0.2
"""What an intent that may not be meant now must be ahead of those that may, to win over them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best intent, the next, and how far the best stands ahead."""

    best: str
    runner_up: str
    lead: float
    apart: float
    """How far the next of the intents that may be meant stays behind."""

    @property
    def score(self) -> float:
        """0 to 1."""
        return _logistic(self.lead - BAR)


class Scale:
    """Weighs sentences with a model. `answers` are intents that nobody means out of the blue."""

    def __init__(self, model: LinearModel, answers: Collection[str]) -> None:
        self.model = model
        self._place = {name: at for at, name in enumerate(model.classes)}
        self._nothing = self._place[NOTHING]
        self._requests = self._mask([name for name in model.classes if name not in answers])

    def weigh(self, words: Sequence[str], intents: Collection[str] | None) -> Verdict | None:
        """The most likely of these intents; None when none of them is in the model."""
        scores = self.model.scores(list(words))
        may = self._requests if intents is None else self._mask(intents)
        if not may.any():
            return None
        mine = np.where(may, scores, -np.inf)
        order = np.argsort(-mine)
        best, second = float(mine[order[0]]), float(mine[order[1]])
        against = float(scores[self._nothing])
        if intents is not None:
            elsewhere = float(np.where(may, -np.inf, scores).max())
            against = max(against, elsewhere - ELSEWHERE)
        ahead = best - second if math.isfinite(second) else 0.0
        lead = best - against
        names = self.model.classes
        runner_up = names[order[1]] if math.isfinite(second) else NOTHING
        return Verdict(names[order[0]], runner_up, lead, ahead)

    def knows(self, intent: str) -> bool:
        """Whether the model was made with this intent."""
        return intent in self._place

    def ranked(self, words: Sequence[str], intents: Collection[str]) -> list[str]:
        """Those of the intents that it knows, the likeliest first."""
        scores = self.model.scores(list(words))
        names = [name for name in intents if name in self._place]
        return sorted(names, key=lambda name: -float(scores[self._place[name]]))

    def _mask(self, intents: Collection[str]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.model.classes), np.bool_)
        mask[[self._place[n] for n in intents if n in self._place and n != NOTHING]] = True
        return mask


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-STEEPNESS * value))

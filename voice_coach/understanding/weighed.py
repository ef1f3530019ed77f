"""Understanding by the linear model: which intent a sentence speaks for, and how surely.

What counts is how far the best intent stands above what is not for the coach. The score is the
logistic of that: 0.5 is the bar at which 3 % of the lines that were not for the coach passed, on
lines that were kept apart from the training.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_coach.understanding.linear import NOTHING, LinearModel

BAR = 0.6
"""Lead at which the score is 0.5."""
STEEPNESS = 2.0
CLEAR = 0.15
"""How far the likeliest value of a slot must stand above the next."""
UNSURE_KIND = 0.2
"""Below this lead of one kind over the next, the intent itself is meant."""
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
    """Weighs sentences with a model. `answers` are intents that nobody means out of the blue;
    `family` names the intent that another is a kind of.
    """

    def __init__(
        self, model: LinearModel, answers: Collection[str], family: Mapping[str, str]
    ) -> None:
        self.model = model
        self._names = model.intents.classes
        self._family = family
        self._last: tuple[tuple[str, ...], NDArray[np.float32]] = ((), model.scores([]))
        self._place = {name: at for at, name in enumerate(self._names)}
        self._nothing = self._place[NOTHING]
        self._requests = self._mask([name for name in self._names if name not in answers])

    def weigh(self, words: Sequence[str], intents: Collection[str] | None) -> Verdict | None:
        """The most likely of these intents; None when none of them is in the model."""
        scores = self._scores(words)
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
        runner_up = self._names[order[1]] if math.isfinite(second) else NOTHING
        meant = self._kind(self._names[order[0]], words, intents)
        return Verdict(meant, runner_up, lead, ahead) if meant else None

    def _scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Of the same words asked twice, as they mostly are, only once."""
        said = tuple(words)
        if said != self._last[0]:
            self._last = said, self.model.scores(list(said))
        return self._last[1]

    def knows(self, intent: str) -> bool:
        """Whether the model was made with this intent."""
        return self._family.get(intent, intent) in self._place

    def value(self, intent: str, slot: str, words: Sequence[str]) -> str:
        """The likeliest value of a slot that the whole sentence fills; empty: it is not clear."""
        kind = f"{intent}.{slot}"
        if kind not in self.model.kinds:
            return ""
        found, ahead = self.model.kind(kind, list(words))
        return found if ahead >= CLEAR else ""

    def slots(self, intent: str) -> list[str]:
        """The slots of an intent that the whole sentence fills."""
        before = f"{intent}."
        return [kind.removeprefix(before) for kind in self.model.kinds if kind.startswith(before)]

    def _kind(
        self, family: str, words: Sequence[str], intents: Collection[str] | None
    ) -> str | None:
        """Which kind of the intent it is; None when that one may not be meant now."""
        if family not in self.model.kinds:
            return family
        found, ahead = self.model.kind(family, list(words))
        if ahead < UNSURE_KIND and (intents is None or family in intents):
            return family
        return found if intents is None or found in intents else None

    def ranked(self, words: Sequence[str], intents: Collection[str], most: int) -> list[str]:
        """Those that it knows, the likeliest first; kinds of one intent count as one."""
        scores = self._scores(words)
        names = [name for name in intents if self.knows(name)]
        first = sorted({self._at(name) for name in names}, key=lambda at: -float(scores[at]))[:most]
        return sorted(
            (n for n in names if self._at(n) in first), key=lambda n: first.index(self._at(n))
        )

    def _at(self, intent: str) -> int:
        return self._place[self._family.get(intent, intent)]

    def _mask(self, intents: Collection[str]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self._names), np.bool_)
        mask[[self._at(n) for n in intents if n != NOTHING and self.knows(n)]] = True
        return mask


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-STEEPNESS * value))

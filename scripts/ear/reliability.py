"""Whether a score means what it says, and what each threshold lets in. Pure.

Of a room where half of what is said is for the coach: what is for nobody weighs as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ear.ears import hear
from ear.trials import Trial
from voice_coach.hearing.recognizer import Recognizer

BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0)
THRESHOLDS = (0.07, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one utterance."""

    score: float
    found: bool
    right: bool
    meant: bool


@dataclass(frozen=True, slots=True)
class Band:
    """The phrases found with a score between two bounds."""

    low: float
    high: float
    phrases: int
    score: float
    """Their mean."""
    right: float
    """The share of them, weighed."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a threshold does; shares of 1."""

    least: float
    heard: float
    """Of what was meant, rightly."""
    wrong: float
    """Of what was meant, as something else."""
    let_in: float
    """Of what was for nobody."""


def outcomes(recognizer: Recognizer, trials: Iterable[Trial]) -> list[Outcome]:
    """By a recogniser that gives every phrase, however unlikely."""
    found = []
    for trial in trials:
        heard = hear(recognizer, trial.grammar, trial.sound)
        right = trial.is_right(heard.text)
        found.append(Outcome(heard.score, bool(heard.text), right, trial.meant))
    return found


def bands(known: Sequence[Outcome]) -> Iterator[Band]:
    """From the lowest scores to the highest, without the empty ones."""
    foreign = _weight(known)
    for low, high in pairwise(BANDS):
        last = high == BANDS[-1]
        rows = [it for it in known if it.found and low <= it.score and (it.score < high or last)]
        if rows:
            weights = [1.0 if it.meant else foreign for it in rows]
            score = np.average([it.score for it in rows], weights=weights)
            right = np.average([it.right for it in rows], weights=weights)
            yield Band(low, high, len(rows), float(score), float(right))


def bars(known: Sequence[Outcome]) -> Iterator[Bar]:
    """Each threshold."""
    meant = [it for it in known if it.meant]
    foreign = [it for it in known if not it.meant]
    for least in THRESHOLDS:
        given = [it for it in meant if it.found and it.score >= least]
        let_in = sum(it.found and it.score >= least for it in foreign)
        right = sum(it.right for it in given)
        most = max(1, len(meant))
        yield Bar(least, right / most, (len(given) - right) / most, let_in / max(1, len(foreign)))


def separation(known: Sequence[Outcome]) -> float:
    """How often a right phrase has the higher score of two (the area under the curve); 0.5 to 1."""
    scores = {
        right: [it.score for it in known if it.found and it.right == right]
        for right in (True, False)
    }
    if not scores[True] or not scores[False]:
        return 1.0
    good, bad = np.array(scores[True])[:, None], np.array(scores[False])[None, :]
    return float(np.mean(good > bad) + np.mean(good == bad) / 2)


def intro(known: Sequence[Outcome]) -> str:
    """What the two tables are about."""
    meant = sum(it.meant for it in known)
    return (
        f"What the score is worth: {meant} utterances for the grammar they met and "
        f"{len(known) - meant} for nobody, clean and at 24 to 6 dB, weighed as if each were half. "
        f"Of a right phrase and another the right one has the higher score "
        f"{100 * separation(known):.1f} times in 100."
    )


def rows(known: Sequence[Outcome]) -> tuple[list[Row], list[Row]]:
    """Two tables with their heads: the bands, and the thresholds."""
    first: list[Row] = [("score", "phrases", "mean score", "of them right")]
    for band in bands(known):
        first.append((f"{band.low:g} to {band.high:g}", str(band.phrases),
                      f"{band.score:.2f}", f"{band.right:.2f}"))  # fmt: skip
    second: list[Row] = [("from this score on", "heard rightly", "wrongly", "let in, for nobody")]
    for bar in bars(known):
        second.append((f"{bar.least:g}", *(f"{100 * it:.1f} %" for it in
                       (bar.heard, bar.wrong, bar.let_in))))  # fmt: skip
    return first, second


def _weight(known: Sequence[Outcome]) -> float:
    """Of an utterance for nobody; one that was meant weighs 1."""
    meant = sum(it.meant for it in known)
    return meant / (len(known) - meant) if 0 < meant < len(known) else 1.0

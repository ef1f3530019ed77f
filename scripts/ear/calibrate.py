"""The confidence of a model, fitted: of phrases that it found so and so, how many were right.

Rows come from the half of the unheard speakers that `unseen.py` sets aside for this, with noise
that the model has not heard, and from orders that it has heard, in that noise. What is for nobody
weighs as much as what is meant for the coach, so the score is the probability in a room where half
of what is said is meant for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from ear import recordings
from ear.amid import Amid, examples, winning
from ear.measure import means
from ear.shards import write_text
from ear.trials import Spoken, Trial, trials
from ear.unseen import Unseen
from voice_coach.content.loader import load
from voice_coach.hearing.confidence import MEASURES, Confidence
from voice_coach.hearing.phrase_recognizer import PhraseRecognizer
from voice_coach.understanding.phrasebook import Phrasebook

STEADY = 10.0
"""The inverse of how much large weights are punished."""


def calibrate(
    model: Path,
    unseen: Unseen,
    heard: Sequence[Path],
    content: Path,
    spoken: Spoken,
    say: Callable[[str], None],
) -> None:
    """Write the model's confidence.json. `heard` are the folders of recordings that
    it learnt from; those with a `labels.json` are orders."""
    menu = Phrasebook(load(content))
    known = [
        (folder / name, means(menu, intent, slots))
        for folder in heard
        for name, (intent, slots) in recordings.labelled(folder).items()
    ]
    ear = PhraseRecognizer(model)
    rows, right, weights = gathered(ear, trials(unseen, known, content, spoken, tune=True))
    amid = fit(*gathered_amid(ear, examples(unseen, spoken, heard)))
    fitted = msgspec.structs.replace(fit(rows, right, weights), amid=amid)
    write_text(model / "confidence.json", msgspec.json.format(msgspec.json.encode(fitted)).decode())
    say(f"confidence: {len(right)} phrases found, {sum(right)} of them right; {fitted}")


def gathered(
    ear: PhraseRecognizer, given: Iterable[Trial]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Measures of the phrases found, which are right, and how much each row weighs."""
    rows, right, meant = [], [], []
    said = {True: 0, False: 0}
    for trial in given:
        said[trial.meant] += 1
        ear.set_grammar(trial.grammar)
        text, evidence = ear.weighed(trial.sound)
        if evidence is not None:
            rows.append(evidence.measures())
            right.append(trial.is_right(text))
            meant.append(trial.meant)
    weight = said[True] / max(1, said[False])
    return np.array(rows), np.array(right), np.where(meant, 1.0, weight)


def gathered_amid(
    ear: PhraseRecognizer, given: Iterable[Amid]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """The same of words that win amid other talk: all that was taken for one weighs half."""
    grammar = winning(Phrasebook(load(None)))
    rows, right = [], []
    for it in given:
        if not (found := ear.weighed_amid(grammar, it.sound)):
            continue
        reading, evidence = found
        said = reading.text.split()[:1] == it.word.split()[:1]
        if said or not it.word:
            rows.append(evidence.measures())
            right.append(said)
    known = np.array(right)
    share = known.sum() / max(1, len(known) - known.sum())
    return np.array(rows), known, np.where(known, 1.0, share)


def fit(
    rows: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> Confidence:
    """Logistic regression."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    model = LogisticRegression(C=STEADY, max_iter=1000).fit(rows, right, weights)
    found = dict(zip(MEASURES, (round(float(it), 4) for it in model.coef_[0]), strict=True))
    return Confidence(found, round(float(model.intercept_[0]), 4))

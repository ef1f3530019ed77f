"""From a trained network to the folder that Vosk loads, with `[unk]` as dear as serves best."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ear.model import Garbage, write_model
from ear.recordings import Recording
from ear.shards import Stage, read

ENTRIES = (0.0, 4.0, 8.0)
SCALES = (0.75, 1.0)
TOLERATED = 0.03
"""Of foreign words; beyond that, each hundredth let in counts as `DEARNESS` not heard."""
DEARNESS = 5.0
MOST = 150


def export(
    folder: Path,
    training: Stage,
    files: Sequence[Path],
    mean: Sequence[float],
    words: Sequence[str],
    usual: Garbage,
    tuning: Sequence[Recording],
    spoken: Sequence[Path],
    say: Callable[[str], None],
) -> Garbage:
    """Write the model; without recordings to tune by, `[unk]` costs the `usual`."""
    from ear.mmi import bigram
    from ear.network import OUTPUTS
    from ear.train import load_network

    layers = load_network(training.folder, training.recipe["width"]).exported()
    follow = bigram(_chains(files), OUTPUTS // 2)[0].numpy()

    def write(target: Path, garbage: Garbage) -> None:
        write_model(target, layers, mean, words, follow, garbage)

    garbage = _tuned(write, tuning, spoken, say) if tuning else usual
    write(folder, garbage)
    return garbage


def _chains(files: Sequence[Path]) -> list[NDArray[np.int8]]:
    return [it["phones"] for path in files for _, it in read(path)]


def _tuned(
    write: Callable[[Path, Garbage], Any],
    tuning: Sequence[Recording],
    spoken: Sequence[Path],
    say: Callable[[str], None],
) -> Garbage:
    """The best of a few prices, by what is heard and what is let in.

    Single words alone would make `[unk]` too cheap: what it gains by each phone adds up in long
    phrases. So some of the phrases that were learnt count as much.
    """
    from ear import measure
    from ear.ears import CLEAN, LEVELLED, ears, gate
    from voice_coach.content.loader import load
    from voice_coach.understanding.phrasebook import Phrasebook

    book = Phrasebook(load(None))
    grammar = gate(book)
    known = measure.some([it for it in tuning if grammar.accepts(it.text)], MOST)
    foreign = measure.some([it for it in tuning if not grammar.accepts(it.text)], MOST)
    results: list[tuple[float, Garbage]] = []
    for garbage in itertools.starmap(Garbage, itertools.product(ENTRIES, SCALES)):
        with tempfile.TemporaryDirectory() as scratch:
            write(Path(scratch), garbage)
            ear = {LEVELLED: ears(Path(scratch), rival=False)[LEVELLED]}
            rows = measure.words(ear, [*known, *foreign], grammar, (), lambda _: None)
            long = measure.phrases(ear, spoken, book.grammar(), MOST)[LEVELLED]
        short = rows[CLEAN][LEVELLED]
        let_in = short["accepted"] / max(1, short["foreign"])
        worth = (short["heard"] - short["wrong"]) / max(1, short["files"])
        worth += (long["right"] - long["wrong"]) / max(1, long["files"])
        say(f"{garbage}: words {short['heard']}/{short['files']}, phrases {long['right']}/"
            f"{long['files']}, let in {short['accepted']}/{short['foreign']}")  # fmt: skip
        results.append((worth - DEARNESS * max(0.0, let_in - TOLERATED), garbage))
    return max(results, key=lambda it: it[0])[1]

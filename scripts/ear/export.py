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
SCALES = (0.15, 0.3, 0.5, 0.75)
TOLERATED = 0.03
"""Of foreign words and sentences; among what lets no more pass, most heard wins."""
MOST = 150


def export(
    folder: Path,
    training: Stage,
    files: Sequence[Path],
    mean: Sequence[float],
    words: Sequence[str],
    usual: Garbage,
    tuning: Sequence[Recording],
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

    garbage = _tuned(write, tuning, say) if tuning else usual
    write(folder, garbage)
    return garbage


def _chains(files: Sequence[Path]) -> list[NDArray[np.int8]]:
    return [it["phones"] for path in files for _, it in read(path)]


def _tuned(
    write: Callable[[Path, Garbage], Any],
    tuning: Sequence[Recording],
    say: Callable[[str], None],
) -> Garbage:
    """The best of a few prices, by what is heard and what is let in."""
    from ear import measure
    from ear.ears import CLEAN, OURS, ears, gate
    from voice_coach.content.loader import load
    from voice_coach.understanding.phrasebook import Phrasebook

    grammar = gate(Phrasebook(load(None)))
    known = measure.some([it for it in tuning if grammar.accepts(it.text)], MOST)
    foreign = measure.some([it for it in tuning if not grammar.accepts(it.text)], MOST)
    results: list[tuple[bool, float, Garbage]] = []
    for entry, scale in itertools.product(ENTRIES, SCALES):
        garbage = Garbage(entry, scale)
        with tempfile.TemporaryDirectory() as scratch:
            write(Path(scratch), garbage)
            chosen = {OURS: ears(Path(scratch), rival=False)[OURS]}
            rows = measure.words(chosen, [*known, *foreign], grammar, (), lambda _: None)
            found = rows[CLEAN][OURS]
        let_in = found["accepted"] / max(1, found["foreign"])
        heard = (found["heard"] - found["wrong"]) / max(1, found["files"])
        say(f"{garbage}: heard {found['heard']}/{found['files']}, wrong {found['wrong']}, "
            f"let in {found['accepted']}/{found['foreign']}")  # fmt: skip
        good = let_in <= TOLERATED
        results.append((good, heard if good else heard - 5 * let_in, garbage))
    return max(results, key=lambda it: it[:2])[2]

"""From a trained network to the folder that Vosk loads."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ear.model import write_model
from ear.shards import Stage, read, write_text
from ear.unseen import NAME, described


def export(
    folder: Path,
    training: Stage,
    files: Sequence[Path],
    mean: Sequence[float],
    words: Sequence[str],
    chosen: argparse.Namespace,
    unseen_voices: tuple[str, ...],
) -> int:
    """Write the model and what it has not heard; the bytes of the folder."""
    from ear.mmi import bigram
    from ear.network import OUTPUTS
    from ear.train import load_network

    layers = load_network(training.folder, training.recipe["width"]).exported()
    chains = [it["phones"] for path in files for _, it in read(path)]
    follow = bigram(chains, OUTPUTS // 2)[0].numpy()
    size = write_model(folder, layers, mean, words, follow)
    write_text(folder / NAME, described(chosen, unseen_voices))
    return size

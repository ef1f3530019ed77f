"""Runs the measurements that the command line names, and writes figures.json and MODEL_CARD.md."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ear import measure, recordings
from ear.card import card
from ear.ears import ears, gate
from ear.shards import Stage, write_text
from ear.speech_stages import noise_files
from voice_coach.content.loader import load
from voice_coach.understanding.phrasebook import Phrasebook

ROOT = Path(__file__).resolve().parents[2]
ORDER_CONTENT = ROOT / "tests" / "data" / "coffee"
_LOAD = """
import resource, sys, time
from pathlib import Path
from voice_coach.hearing.vosk_recognizer import VoskRecognizer
import vosk
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.perf_counter()
VoskRecognizer(Path(sys.argv[1]))
seconds = time.perf_counter() - began
print(seconds, before / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def report(
    folder: Path,
    chosen: argparse.Namespace,
    stages: Mapping[str, Stage],
    say: Callable[[str], None],
) -> None:
    """Measure, and write both files into the model's folder."""
    figures = figures_of(folder, chosen, stages["test speech"], say)
    write_text(folder / "figures.json", json.dumps(figures, indent=1))
    facts = {name: stage.facts() or {} for name, stage in stages.items()}
    write_text(folder / "MODEL_CARD.md", card(folder, chosen, facts, figures))
    say(f"card: {folder / 'MODEL_CARD.md'}")


def figures_of(
    folder: Path, chosen: argparse.Namespace, spoken: Stage, say: Callable[[str], None]
) -> dict[str, Any]:
    """Everything that can be measured with the recordings at hand."""
    compared = ears(folder, rival=True)
    coach = Phrasebook(load(chosen.content))
    grammar = gate(coach)
    noise = [
        recordings.read(path).astype(np.float32)
        for path in noise_files(chosen.noise, ())
        if path.stem in chosen.keep_noise
    ]
    figures: dict[str, Any] = {"cost": cost(folder), "seconds": 0.0}
    began = time.monotonic()
    tested = [it for a in chosen.test for it in recordings.listed(*recordings.split_argument(a))]
    if tested:
        known = measure.some([it for it in tested if grammar.accepts(it.text)], chosen.most)
        others = [it for it in tested if not grammar.accepts(it.text)]
        others = measure.some(others, chosen.most // 2)
        figures["words"] = measure.words(compared, [*known, *others], grammar, noise, say)
    talk = [it for a in chosen.foreign for it in recordings.listed(*recordings.split_argument(a))]
    if talk:
        some = measure.some(talk, chosen.most // 3)
        figures["foreign"] = {
            "gate": measure.foreign(compared, some, grammar),
            "everything": measure.foreign(compared, some, coach.grammar()),
        }
        say(f"foreign: {figures['foreign']}")
    figures["phrases"] = measure.phrases(compared, spoken.files(), coach.grammar(), chosen.most)
    say(f"phrases: {figures['phrases']}")
    if chosen.orders:
        figures["orders"] = measure.orders(
            compared, chosen.orders, ORDER_CONTENT, noise, chosen.most, say
        )
    figures["seconds"] = round(time.monotonic() - began)
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def cost(folder: Path) -> dict[str, float]:
    """Milliseconds to load and megabytes, in a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(folder.resolve())],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    seconds, before, after = map(float, done.stdout.split())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "load_ms": round(seconds * 1000, 1),
        "memory_mb": round(after, 1),
        "memory_without_mb": round(before, 1),
        "size_mb": round(size / 1e6, 2),
    }

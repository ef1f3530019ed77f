"""Runs the measurements that the command line names, and writes figures.json and MODEL_CARD.md."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ear import measure, recordings
from ear.card import card
from ear.ears import ears, gate
from ear.shards import Stage, digest, write_text
from ear.speech_stages import noise_files
from voice_coach.content.loader import load
from voice_coach.understanding.phrasebook import Phrasebook

ROOT = Path(__file__).resolve().parents[2]
ORDER_CONTENT = ROOT / "tests" / "data" / "coffee"
_LOAD = """
import sys, time
from pathlib import Path
from voice_coach.hearing.vosk_recognizer import VoskRecognizer
import vosk


def megabytes():
    # The peak that getrusage gives would be the parent's.
    lines = Path("/proc/self/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


before, began = megabytes(), time.perf_counter()
ear = VoskRecognizer(Path(sys.argv[1]))
print(time.perf_counter() - began, before, megabytes())
"""


def report(
    folder: Path,
    chosen: argparse.Namespace,
    stages: Mapping[str, Stage],
    say: Callable[[str], None],
) -> None:
    """Measure, and write both files into the model's folder."""
    recipe = {
        "model": hashlib.sha256((folder / "am" / "final.mdl").read_bytes()).hexdigest(),
        "words": hashlib.sha256((folder / "graph" / "HCLr.fst").read_bytes()).hexdigest(),
        "tested": [Path(it).name for it in (*chosen.test, *chosen.foreign, chosen.orders or "")],
        "noise": chosen.keep_noise,
        "most": chosen.most,
    }
    figures = Figures(folder / "figures.json", digest(recipe))
    for name, measured in _parts(folder, chosen, stages["test speech"], say).items():
        figures.add(name, measured, say)
    facts = {name: stage.facts() or {} for name, stage in stages.items()}
    write_text(folder / "MODEL_CARD.md", card(folder, chosen, facts, figures.parts))
    say(f"card: {folder / 'MODEL_CARD.md'}")


class Figures:
    """What has been measured of this model; an interrupted run goes on with the next part."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self.parts: dict[str, Any] = {"key": key}
        if path.is_file():
            known = json.loads(path.read_text("utf-8"))
            if known.get("key") == key:
                self.parts = known

    def add(self, name: str, measured: Callable[[], Any], say: Callable[[str], None]) -> None:
        """One part, unless it is there."""
        if name not in self.parts:
            self.parts[name] = measured()
            write_text(self._path, json.dumps(self.parts, indent=1))
            say(f"{name} measured")


def _parts(
    folder: Path, chosen: argparse.Namespace, spoken: Stage, say: Callable[[str], None]
) -> dict[str, Callable[[], Any]]:
    """Everything that can be measured with the recordings at hand, none of it done yet."""
    compared = ears(folder, rival=True)
    coach = Phrasebook(load(chosen.content))
    short, whole = gate(coach), coach.grammar()
    noise = [
        recordings.read(path).astype(np.float32)
        for path in noise_files(chosen.noise, ())
        if path.stem in chosen.keep_noise
    ]
    most: int = chosen.most
    parts: dict[str, Callable[[], Any]] = {
        "cost": lambda: cost(folder),
        "phrases": lambda: measure.phrases(compared, spoken.files(), whole, most),
    }
    if chosen.orders:
        parts["orders"] = lambda: measure.orders(
            compared, chosen.orders, ORDER_CONTENT, noise, most, say
        )
    if tested := _listed(chosen.test):
        known = measure.some([it for it in tested if short.accepts(it.text)], most)
        others = [it for it in tested if not short.accepts(it.text)]
        files = [*known, *measure.some(others, most // 2)]
        parts["words"] = lambda: measure.words(compared, files, short, noise, say)
    if talk := measure.some(_listed(chosen.foreign), most // 3):
        parts["foreign at a gate"] = lambda: measure.foreign(compared, talk, short)
        parts["foreign at any time"] = lambda: measure.foreign(compared, talk, whole)
    return parts


def _listed(arguments: Sequence[str]) -> list[recordings.Recording]:
    split = map(recordings.split_argument, arguments)
    return [it for folder, half in split for it in recordings.listed(folder, half)]


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

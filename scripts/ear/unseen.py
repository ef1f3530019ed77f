"""What a model has not heard while it was made, so that nobody measures on what it learnt.

`unseen.json` in the model's folder: {"orders": [file, …], "words": "FOLDER:half", "talk":
[FOLDER, …], "noise": [stem, …], "voices": [ending, …]}, folders by their names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ear import recordings
from ear.augment import Floats
from ear.recordings import Recording
from ear.speech_stages import noise_files
from voice_coach.errors import ModelError

NAME = "unseen.json"


def described(chosen: argparse.Namespace, voices: tuple[str, ...]) -> str:
    """The file's content, from the command line of scripts/train_ear."""
    labels = chosen.orders / "labels.json" if chosen.orders else None
    return json.dumps({
        "orders": sorted(json.loads(labels.read_text("utf-8"))) if labels else [],
        "words": Path(chosen.test[0]).name if chosen.test else "",
        "talk": [Path(folder).name for folder in chosen.foreign],
        "noise": chosen.keep_noise,
        "voices": list(voices),
    }, indent=1)  # fmt: skip


@dataclass(frozen=True)
class Unseen:
    """Recordings under a folder like ../shared that a model has not heard."""

    home: Path
    facts: dict[str, Any]

    def orders(self) -> Iterator[tuple[Path, str, dict[str, str]]]:
        """(file, intent, slots)."""
        folder = self.home / "recordings" / "coffee"
        labels = recordings.labelled(folder)
        for name in self.facts["orders"]:
            if name in labels:
                yield folder / name, *labels[name]

    def words(self, *, tune: bool) -> list[Recording]:
        """Single words; one half of their speakers is for tuning, the other for measuring."""
        name, half = recordings.split_argument(self.facts["words"])
        return [it for it in self._listed(str(name), half) if _tunes(it.speaker) == tune]

    def talk(self, *, tune: bool) -> list[Recording]:
        """Sentences that are for nobody."""
        found = (it for name in self.facts["talk"] for it in self._listed(name, ""))
        return [it for it in found if _tunes(it.speaker) == tune]

    def noise(self) -> list[Floats]:
        """Sounds of rooms."""
        paths = noise_files([self.home / "noise"], ())
        chosen = [path for path in paths if path.stem in self.facts["noise"]]
        return [recordings.read(path).astype(np.float32) for path in chosen]

    def _listed(self, name: str, half: str) -> list[Recording]:
        folder = self.home / "speech" / name
        return list(recordings.listed(folder, half)) if name and folder.is_dir() else []


def unseen_by(model: Path, home: Path) -> Unseen:
    """What this model has not heard of what is under `home`. Raises ModelError."""
    try:
        return Unseen(home, json.loads((model / NAME).read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{model / NAME} cannot be read, so nobody knows what the model has not heard.",
            "Measure a model that scripts/train_ear made.",
        ) from error


def _tunes(speaker: str) -> bool:
    # Not a checksum: halves of speakers are made by one, and its bits hang together.
    return hashlib.sha256(speaker.encode()).digest()[0] % 2 == 0

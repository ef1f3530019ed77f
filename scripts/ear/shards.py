"""What a stage leaves behind: a folder of small files and a stamp that says what made it.

A stage is done when its stamp holds the same recipe; otherwise the files that it already wrote
for this recipe are kept, and only the rest is made. Every file appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def digest(recipe: object) -> str:
    """Twelve hexadecimal digits of anything that JSON can write."""
    text = json.dumps(recipe, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Stage:
    """One stage's folder. Its name carries the recipe's digest, so recipes do not mix."""

    cache: Path
    name: str
    recipe: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Stands for the recipe in those of later stages."""
        return digest(self.recipe)

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.cache / f"{self.name}-{self.key}"

    def facts(self) -> dict[str, Any] | None:
        """What the stage noted when it was done; None when it is not done."""
        stamp = self.folder / "done.json"
        if not stamp.is_file():
            return None
        facts: dict[str, Any] = json.loads(stamp.read_text("utf-8"))
        return facts

    def finish(self, began: float, **facts: object) -> dict[str, Any]:
        """Stamp the stage as done; `began` is a time of the monotonic clock."""
        seconds = round(time.monotonic() - began, 1)
        noted = {"recipe": dict(self.recipe), "seconds": seconds, **facts}
        write_text(self.folder / "done.json", json.dumps(noted, indent=1, default=str))
        return noted

    def missing(self, names: Sequence[str]) -> Iterator[tuple[str, Path]]:
        """Those of the files that are not there yet, with their paths."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            path = self.folder / f"{name}.npz"
            if not path.is_file():
                yield name, path

    def files(self) -> list[Path]:
        """The shards, sorted."""
        return sorted(self.folder.glob("*.npz"))


def write_text(path: Path, text: str) -> None:
    """Write a whole file, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8")
    part.replace(path)


def save(path: Path, rows: Sequence[Mapping[str, Any]], arrays: Mapping[str, list[Any]]) -> None:
    """Rows of facts, and for each name one array per row, joined along the first axis."""
    packed: dict[str, NDArray[Any]] = {}
    for name, parts in arrays.items():
        packed[name] = np.concatenate(parts) if parts else np.zeros(0)
        packed[f"{name}.ends"] = np.cumsum([len(part) for part in parts], dtype=np.int64)
    packed["rows"] = np.frombuffer(json.dumps(list(rows)).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, **packed)
    part.replace(path)


def read(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, NDArray[Any]]]]:
    """The rows of a shard, each with its arrays."""
    with np.load(path) as stored:
        whole = {name: stored[name] for name in stored.files}
    names = [name for name in whole if f"{name}.ends" in whole]
    for number, row in enumerate(json.loads(whole["rows"].tobytes())):
        arrays = {}
        for name in names:
            ends = whole[f"{name}.ends"]
            arrays[name] = whole[name][ends[number - 1] if number else 0 : ends[number]]
        yield row, arrays

"""Recordings of real people: folders with a `transcripts.tsv` (file, words, speaker).

Some speakers of a folder can be kept out: those whose number, made from the name, is even.
"""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ear.voices import Samples, resampled
from voice_coach.hearing.pronunciation import pronounced


@dataclass(frozen=True, slots=True)
class Recording:
    """A file, what is said in it, and by whom."""

    path: Path
    text: str
    speaker: str
    source: str

    @property
    def name(self) -> str:
        """Unlike any other recording's."""
        return f"{self.source}/{self.path.name}"


def listed(folder: Path, half: str = "") -> Iterator[Recording]:
    """The recordings of a folder; `half` "a" or "b" gives those of one half of the speakers."""
    with (folder / "transcripts.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [
            (row[0], row[1].lower().split(), row[2]) for row in csv.reader(lines, delimiter="\t")
        ]
    ways = pronounced({word for _, words, _ in rows for word in words})
    for file, words, speaker in rows:
        wanted = half in ("", half_of(speaker)) and words and all(ways[word] for word in words)
        if wanted and (folder / file).is_file():
            yield Recording(folder / file, " ".join(words), speaker, folder.name)


def labelled(folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """File → intent and slots, of a folder with a `labels.json`; empty where there is none."""
    path = folder / "labels.json"
    labels = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {
        name: (it["intent"], {slot: value.strip() for slot, value in it["slots"].items()})
        for name, it in labels.items()
    }


def half_of(speaker: str) -> str:
    """ "a" or "b", always the same for the same speaker."""
    return "ab"[zlib.crc32(speaker.encode()) % 2]


def split_argument(argument: str) -> tuple[Path, str]:
    """`FOLDER` or `FOLDER:a`, as the command line has it."""
    if argument[-2:] in (":a", ":b"):
        return Path(argument[:-2]), argument[-1]
    return Path(argument), ""


def licence_of(folder: Path) -> str:
    """The first words of the folder's licence file."""
    for name in ("LICENCE.txt", "LICENSE", "LICENSE.txt"):
        if (folder / name).is_file():
            text = " ".join((folder / name).read_text("utf-8", "replace").split())
            return text[:200]
    return "no licence file"


def read(path: Path) -> Samples:
    """The file as mono 16 kHz int16."""
    import soundfile

    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return resampled(sound.mean(axis=1), rate)

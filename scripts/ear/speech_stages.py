"""The stages that make sound: synthetic speech, recordings, and both with their phones in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ear import recordings, voices
from ear.align import FRAME, Aligner
from ear.shards import Stage, read, save
from ear.texts import Line

SHARD = 200
"""Utterances in one file; work that is interrupted loses no more than that."""
Say = Callable[[str], None]


def speech(stage: Stage, lines: Sequence[Line], say: Say) -> dict[str, Any]:
    """Every line spoken; what an engine could not say is counted and left out."""
    if (known := stage.facts()) is not None:
        return known
    began = time.monotonic()
    parts = {f"speech-{at:06d}": lines[at : at + SHARD] for at in range(0, len(lines), SHARD)}
    for name, path in stage.missing(list(parts)):
        spoken = [(line, voices.speak(line.manner, line.text)) for line in parts[name]]
        good = [(line, sound) for line, sound in spoken if len(sound) > FRAME * 20]
        rows = [
            {"name": line.name, "text": line.text, "source": "synthetic", **asdict(line.manner)}
            for line, _ in good
        ]
        save(path, rows, {"sound": [sound for _, sound in good]})
        say(f"{name}: {len(good)} of {len(spoken)}")
    return stage.finish(began, **_sums(stage, "sound"))


def aligned(stage: Stage, sources: Iterator[tuple[str, Any]], say: Say) -> dict[str, Any]:
    """Phones in time for the shards of `sources`: (name, its rows with their sound, made late)."""
    if (known := stage.facts()) is not None:
        return known
    began = time.monotonic()
    made = dict(sources)
    aligner = Aligner()
    lost = 0
    for name, path in stage.missing(list(made)):
        rows: list[dict[str, Any]] = []
        arrays: dict[str, list[Any]] = {"sound": [], "phones": [], "starts": []}
        for row, sound in made[name]():
            pieces = aligner.pieces(sound, row["text"])
            lost += not pieces
            for piece in pieces:
                rows.append(row)
                arrays["sound"].append(piece.sound)
                arrays["phones"].append(np.array(piece.phones, np.int8))
                arrays["starts"].append(np.array(piece.starts, np.int32))
        save(path, rows, arrays)
        say(f"{name}: {len(rows)} pieces, {lost} utterances lost so far")
    return stage.finish(began, lost_in_last_run=lost, **_sums(stage, "sound"))


def synthetic_shards(stage: Stage) -> Iterator[tuple[str, Any]]:
    """The shards of the speech stage."""
    for path in stage.files():
        yield path.stem, lambda path=path: ((row, it["sound"]) for row, it in read(path))


def recorded_shards(found: Sequence[recordings.Recording]) -> Iterator[tuple[str, Any]]:
    """Recordings in shards of the same size."""
    for at in range(0, len(found), SHARD):
        yield f"real-{at:06d}", lambda some=found[at : at + SHARD]: map(_row, some)


def _row(recording: recordings.Recording) -> tuple[dict[str, Any], voices.Samples]:
    row = {
        "name": recording.name,
        "text": recording.text,
        "source": recording.source,
        "voice": recording.speaker,
    }
    return row, recordings.read(recording.path)


def _sums(stage: Stage, array: str) -> dict[str, Any]:
    """Utterances, speakers and hours by source."""
    hours: dict[str, float] = {}
    counts: dict[str, int] = {}
    speakers: dict[str, set[str]] = {}
    for path in stage.files():
        for row, arrays in read(path):
            source = row["source"]
            counts[source] = counts.get(source, 0) + 1
            hours[source] = hours.get(source, 0.0) + len(arrays[array]) / voices.RATE / 3600
            speakers.setdefault(source, set()).add(row["voice"])
    return {
        "utterances": counts,
        "hours": {source: round(value, 3) for source, value in hours.items()},
        "speakers": {source: len(names) for source, names in speakers.items()},
    }


def noise_files(folders: Sequence[Path], without: Sequence[str]) -> list[Path]:
    """The FLAC and WAV files of the folders, but those whose stem is in `without`."""
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [p for p in found if p.suffix in (".flac", ".wav") and p.stem not in without]

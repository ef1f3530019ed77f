"""The stage that makes features: each utterance several times, in other rooms and other mouths."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ear import recordings
from ear.align import FRAME
from ear.augment import Chance, Floats, Noises, clatter, music, resped, varied
from ear.fbank import fbank
from ear.shards import Stage, read, save
from voice_coach.hearing.noise_suppression import less_noise

WEIGHTS = {"room": 0.35, "babble": 0.3, "coloured": 0.1, "music": 0.1, "clatter": 0.15}
NOTHING = 0.03
"""Of all copies: noise alone, so that noise is no word."""
_WARPS = tuple(np.round(np.arange(0.84, 1.19, 0.02), 2).tolist())
_CLIPS_MADE = 16
_VOICES = 150
"""That babble: so many from each source."""
_SHORTEST = 9600


def features(
    stage: Stage,
    sounds: Sequence[Path],
    noises: Noises,
    copies: int,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """For every shard of aligned sound one of features (before the running mean is taken off)."""
    if (known := stage.facts()) is not None:
        return known
    began = time.monotonic()
    shards = {path.stem: path for path in sounds}
    for name, target in stage.missing(list(shards)):
        rows: list[dict[str, Any]] = []
        arrays: dict[str, list[Any]] = {"fbank": [], "phones": [], "starts": []}
        for number, (row, it) in enumerate(read(shards[name])):
            for copy in range(copies):
                seed = zlib.crc32(f"{stage.key}/{name}/{number}/{copy}".encode())
                rng = np.random.default_rng(seed)
                made = one_copy(rng, it["sound"], it["phones"], it["starts"], noises)
                rows.append({"source": row["source"], "name": row["name"]})
                for key, value in zip(arrays, made, strict=True):
                    arrays[key].append(value)
        save(target, rows, arrays)
        say(f"{name}: {sum(map(len, arrays['fbank'])) / 360_000:.2f} h")
    return stage.finish(began, **totals(stage))


def one_copy(
    rng: Chance, sound: Any, phones: Any, starts: Any, noises: Noises
) -> tuple[Any, Any, Any]:
    """(features, phones, starts) of one way in which the utterance may have been heard."""
    speed = rng.uniform(0.88, 1.14) if rng.random() < 0.6 else 1.0
    before, after = (int(rng.uniform(0.0, 0.7) * 100) for _ in range(2))
    voice = resped(sound.astype(np.float32), speed)
    padded = np.pad(voice, (before * FRAME, after * FRAME))
    spoken = (before * FRAME, before * FRAME + len(voice))
    if rng.random() < NOTHING:
        padded[:] = 0.0
        phones, starts = np.zeros(1, np.int8), np.zeros(1, np.int32)
    else:
        starts = np.rint(starts / speed).astype(np.int32) + before
        phones, starts = framed(phones, starts, before + len(voice) // FRAME)
    heard = less_noise(varied(rng, padded, spoken, noises))
    return fbank(heard, float(rng.choice(_WARPS))).astype(np.float16), phones, starts


def framed(phones: Any, starts: Any, end: int) -> tuple[Any, Any]:
    """The phones with silence before them and from frame `end` on."""
    if phones[0]:
        phones, starts = np.insert(phones, 0, 0), np.insert(starts, 0, 0)
    starts[0] = 0
    if phones[-1]:
        phones, starts = np.append(phones, 0), np.append(starts, end)
    return phones.astype(np.int8), starts.astype(np.int32)


def gather_noises(files: Sequence[Path], speech: Sequence[Sequence[Path]], seed: int) -> Noises:
    """Rooms from files, babble from the training speech, music and clatter of our own."""
    rng = np.random.default_rng(seed)
    return Noises(
        {
            "room": [recordings.read(path).astype(np.float32) for path in files],
            "babble": [voice for source in speech for voice in _voices(source, rng)],
            "music": [music(rng, 12.0) for _ in range(_CLIPS_MADE)],
            "clatter": [clatter(rng, 12.0) for _ in range(_CLIPS_MADE)],
        },
        WEIGHTS,
    )


def _voices(paths: Sequence[Path], rng: Chance) -> list[Floats]:
    """Some of the sounds that are longer than a word."""
    found: list[Floats] = []
    for path in paths:
        sounds = (it["sound"].astype(np.float32) for _, it in read(path))
        found += [sound for sound in sounds if len(sound) > _SHORTEST]
        if len(found) > _VOICES * 4:
            break
    return [found[n] for n in rng.permutation(len(found))[:_VOICES]]


def totals(stage: Stage) -> dict[str, Any]:
    """Hours of features by source, and the mean of all frames."""
    frames: dict[str, int] = {}
    total, count = np.zeros(40), 0
    for path in stage.files():
        for row, it in read(path):
            frames[row["source"]] = frames.get(row["source"], 0) + len(it["fbank"])
            total += it["fbank"].sum(axis=0, dtype=np.float64)
            count += len(it["fbank"])
    hours = {source: round(value / 360_000, 3) for source, value in frames.items()}
    return {"hours": hours, "frames": count, "mean": (total / max(1, count)).tolist()}

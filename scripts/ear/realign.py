"""When each phone is said, as our own model hears it; PocketSphinx's times are where it begins.

The phones stay, silences between them may be left out; what our model cannot place either is
dropped, because a wrong transcript teaches wrongly.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ear.fbank import BANDS, Floats, fbank, less_running_mean
from ear.shards import Stage, read, save

STATISTICS = Path("am/global_cmvn.stats")
POOR = -3.0
"""Mean log probability of a frame on the best path, below which the words do not fit the sound."""
NEVER = -1e9
Ints = NDArray[np.int32]


def realigned(
    stage: Stage, sounds: Stage, model: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    """For each shard of aligned sound the same sound with better times."""
    if (known := stage.facts()) is not None:
        return known
    from ear.reading import Hearing

    began = time.monotonic()
    hearing = Hearing(model)
    mean = global_mean(model)
    kept = dropped = 0
    shards = {path.stem: path for path in sounds.files()}
    for name, target in stage.missing(list(shards)):
        rows: list[dict[str, Any]] = []
        arrays: dict[str, list[Any]] = {"sound": [], "phones": [], "starts": []}
        for row, it in read(shards[name]):
            seen = less_running_mean(fbank(it["sound"].astype(np.float32)), mean)
            found = placed(hearing.scores(seen), it["phones"]) if len(seen) else None
            if found is None:
                dropped += 1
                continue
            kept += 1
            rows.append(row)
            for key, value in zip(arrays, (it["sound"], *found), strict=True):
                arrays[key].append(value)
        save(target, rows, arrays)
        say(f"{name}: {kept} pieces, {dropped} dropped so far")
    facts = sounds.facts() or {}
    return stage.finish(began, **{**facts, "dropped_in_last_run": dropped})


def placed(scores: Floats, phones: NDArray[np.int8]) -> tuple[NDArray[np.int8], Ints] | None:
    """The best way through the phones: those that are said, and their first frames of 10 ms.

    `scores`: (output frame, output), log probabilities. None: they do not fit.
    """
    codes = phones.astype(np.int64)
    count, size = len(scores), len(codes)
    first, further = scores[:, 2 * codes], scores[:, 2 * codes + 1]
    after_silence = np.concatenate(([False], codes[:-1] == 0))
    best = np.full(size, NEVER, np.float32)
    best[0] = first[0, 0]
    if size > 1 and codes[0] == 0:
        best[1] = first[0, 1]
    came = np.zeros((count, size), np.int8)
    for t in range(1, count):
        before = np.concatenate(([NEVER], best[:-1]))
        over = np.where(after_silence, np.concatenate(([NEVER, NEVER], best))[:size], NEVER)
        ways = np.stack((best + further[t], before + first[t], over + first[t]))
        came[t] = ways.argmax(0)
        best = ways.max(0).astype(np.float32)
    end = size - 1
    if size > 1 and codes[-1] == 0 and best[-2] > best[-1]:
        end -= 1
    if best[end] / count < POOR:
        return None
    places = _walked_back(came, end)
    said = np.unique(places)
    starts = 3 * np.searchsorted(places, said).astype(np.int32)
    return phones[said], starts


def _walked_back(came: NDArray[np.int8], place: int) -> Ints:
    """The place in the chain at each output frame."""
    found = np.empty(len(came), np.int32)
    for t in range(len(came) - 1, -1, -1):
        found[t] = place
        place -= int(came[t, place])
    return found


def global_mean(model: Path) -> Floats:
    """The mean that the model's running mean starts from."""
    stored = (model / STATISTICS).read_bytes()
    head = len(b"\0BDM ") + len(struct.pack("<bibi", 4, 0, 4, 0))
    table = np.frombuffer(stored, "<f8", 2 * (BANDS + 1), head).reshape(2, -1)
    return np.asarray(table[0, :-1] / table[0, -1], np.float32)

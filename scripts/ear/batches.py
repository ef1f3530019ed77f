"""Features from disk as batches: the running mean off, edges repeated, masks laid over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ear.fbank import BANDS, Floats, less_running_mean
from ear.mmi import Batch
from ear.network import CONTEXT, EVERY, outputs_for, padded
from ear.shards import read

OUTPUTS_IN_BATCH = 5000
_LONGEST = 900
"""Frames; longer utterances are left out."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Frames × bands less their running mean, and the phones with their first frames."""

    features: NDArray[np.float16]
    phones: NDArray[np.int8]
    starts: NDArray[np.int32]


def loaded(files: Sequence[Path], mean: Floats) -> list[Utterance]:
    """Everything that is no longer than it should be and has room for its phones."""
    found: list[Utterance] = []
    for path in files:
        for _, it in read(path):
            features = it["fbank"].astype(np.float32)
            room = outputs_for(len(features))
            if CONTEXT < len(features) <= _LONGEST and len(it["phones"]) <= room:
                less = less_running_mean(features, mean).astype(np.float16)
                found.append(Utterance(less, it["phones"], it["starts"]))
    return found


def batches(
    utterances: Sequence[Utterance], rng: np.random.Generator, *, masked: bool
) -> Iterator[Batch]:
    """All utterances once, those of about the same length together, in random order."""
    for group in grouped(utterances, rng):
        yield _batch([utterances[n] for n in group], rng, masked)


def grouped(utterances: Sequence[Utterance], rng: np.random.Generator) -> list[list[int]]:
    """The numbers of the utterances of each batch."""
    lengths = np.array([len(it.features) for it in utterances])
    order = np.argsort(lengths + rng.uniform(-30, 30, len(lengths)))
    groups: list[list[int]] = [[]]
    for number in order.tolist():
        longest = max([outputs_for(lengths[n]) for n in (*groups[-1], number)])
        if longest * (len(groups[-1]) + 1) > OUTPUTS_IN_BATCH:
            groups.append([])
        groups[-1].append(number)
    return [groups[place] for place in rng.permutation(len(groups)).tolist()]


def _batch(some: Sequence[Utterance], rng: np.random.Generator, masked: bool) -> Batch:
    outputs = [outputs_for(len(it.features)) for it in some]
    longest, places = max(outputs), max(len(it.phones) for it in some)
    frames = EVERY * (longest - 1) + 1 + 2 * CONTEXT
    features = np.zeros((len(some), BANDS, frames), np.float32)
    labels = np.full((len(some), longest), -1, np.int64)
    phones = np.zeros((len(some), places), np.int64)
    begins = np.zeros((len(some), places), np.int64)
    for row, (it, count) in enumerate(zip(some, outputs, strict=True)):
        seen = padded(it.features, count).astype(np.float32)
        features[row, :, : len(seen)] = (_masked(seen, rng) if masked else seen).T
        labels[row, :count] = labels_of(it, count)
        phones[row, : len(it.phones)] = it.phones
        begins[row, : len(it.phones)] = np.minimum(it.starts // EVERY, count - 1)
    tensors: list[Any] = [torch.from_numpy(it) for it in (features, labels, phones, begins)]
    sizes = torch.tensor([len(it.phones) for it in some])
    return Batch(tensors[0], torch.tensor(outputs), tensors[1], tensors[2], sizes, tensors[3])


def labels_of(utterance: Utterance, count: int) -> NDArray[np.int64]:
    """The network's right output at each output frame."""
    times = np.arange(count) * EVERY
    places = np.maximum(0, np.searchsorted(utterance.starts, times, "right") - 1)
    further = np.concatenate(([False], places[1:] == places[:-1]))
    found: NDArray[np.int64] = 2 * utterance.phones[places].astype(np.int64) + further
    return found


def _masked(features: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A few bands, and seldom a moment, hidden."""
    if rng.random() < 0.5:
        low = int(rng.integers(BANDS))
        features[:, low : low + int(rng.integers(1, 8))] = 0.0
    if rng.random() < 0.3:
        at = int(rng.integers(len(features)))
        features[at : at + int(rng.integers(2, 12))] = 0.0
    return features

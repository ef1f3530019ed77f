"""The sequence criterion: the right phones against all phone sequences (lattice-free MMI).

The numerator is a chain of the utterance's phones, silences optional, each allowed only near its
aligned place. The denominator is every sequence under a phone bigram. Staying in a phone or
leaving it costs nothing, as in the graphs that we write.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

NEVER = -1e4
SLACK = 4
"""Output frames by which a phone may begin earlier or end later than aligned."""


@dataclass(frozen=True)
class Batch:
    """Utterances of about one length, filled up to the longest."""

    features: Tensor
    """(utterance, band, frame), context included."""
    lengths: Tensor
    """Output frames of each utterance."""
    labels: Tensor
    """(utterance, output frame); −1 after the end."""
    phones: Tensor
    """(utterance, place in the chain)."""
    sizes: Tensor
    """Phones in each chain."""
    begins: Tensor
    """(utterance, place): first output frame as aligned; the end of the last is the length."""


def numerator(scores: Tensor, batch: Batch) -> Tensor:
    """Log of the sum over the paths through each utterance's chain."""
    count, frames, _ = scores.shape
    places = batch.phones.shape[1]
    index = batch.phones[:, None, :].expand(-1, frames, -1)
    allowed = _allowed(batch, frames)
    first = scores.gather(2, 2 * index) + allowed
    further = scores.gather(2, 2 * index + 1) + allowed
    silent = batch.phones == 0
    # A silence may be jumped over, so a place is entered from the one before the silence too.
    skip = torch.where(silent, 0.0, NEVER).roll(1, 1)
    skip[:, 0] = NEVER
    start = torch.full((count, places), NEVER)
    start[:, 0] = 0.0
    if places > 1:
        start[:, 1] = torch.where(silent[:, 0], 0.0, NEVER)
    alpha = start + first[:, 0]
    edge = torch.full((count, 2), NEVER)
    running = torch.arange(frames)[None] < batch.lengths[:, None]
    for t in range(1, frames):
        before = torch.cat((edge, alpha), 1)
        entered = torch.logaddexp(before[:, 1:-1], before[:, :-2] + skip) + first[:, t]
        moved = torch.logaddexp(alpha + further[:, t], entered).clamp_min(NEVER)
        alpha = torch.where(running[:, t, None], moved, alpha)
    last = (batch.sizes - 1)[:, None]
    end = alpha.gather(1, last)[:, 0]
    sooner = alpha.gather(1, (last - 1).clamp_min(0))[:, 0]
    may_end = silent.gather(1, last)[:, 0] & (batch.sizes > 1)
    return torch.where(may_end, torch.logaddexp(end, sooner), end)


def _allowed(batch: Batch, frames: int) -> Tensor:
    """0 where a place may be at a frame, `NEVER` elsewhere: (utterance, frame, place)."""
    time = torch.arange(frames)[None, :, None]
    ends = torch.cat((batch.begins[:, 1:], batch.begins[:, -1:]), 1)
    places = torch.arange(batch.begins.shape[1])[None]
    ends = torch.where(places == batch.sizes[:, None] - 1, batch.lengths[:, None], ends)
    early = time < (batch.begins - SLACK)[:, None]
    late = time >= (ends + SLACK)[:, None]
    beyond = (places >= batch.sizes[:, None])[:, None]
    return torch.where(early | late | beyond, NEVER, 0.0)


def denominator(scores: Tensor, lengths: Tensor, follow: Tensor, begin: Tensor) -> Tensor:
    """Log of the sum over all phone sequences; `follow` and `begin`: the bigram's probabilities."""
    likely = scores.exp()
    first, further = likely[:, :, 0::2], likely[:, :, 1::2]
    running = torch.arange(scores.shape[1])[None] < lengths[:, None]
    alpha = begin[None] * first[:, 0]
    total = torch.zeros(len(scores))
    for t in range(scores.shape[1]):
        if t:
            moved = (alpha @ follow) * first[:, t] + alpha * further[:, t]
            alpha = torch.where(running[:, t, None], moved, alpha)
        size = alpha.sum(1)
        alpha = alpha / size[:, None]
        total = total + size.log()
    return total


def bigram(chains: list[NDArray[np.int8]], phones: int) -> tuple[Tensor, Tensor]:
    """(follow, begin) of the chains, smoothed; silence never follows silence."""
    follow = np.full((phones, phones), 0.0)
    begin = np.full(phones, 1.0)
    for chain in chains:
        np.add.at(follow, (chain[:-1], chain[1:]), 1.0)
        begin[chain[0]] += 1
    plain = follow.sum(axis=0) + 1.0
    follow += 20.0 * plain / plain.sum()
    follow[0, 0] = 0.0
    follow /= follow.sum(axis=1, keepdims=True)
    return torch.tensor(follow, dtype=torch.float32), torch.tensor(
        begin / begin.sum(), dtype=torch.float32
    )

"""What a sentence looks like to the linear model: its words in order, and pieces of its words.

Words and pairs and triples of words tell what is meant; pieces of two to five letters still tell it
when a word is bent or misheard. Each feature is a bucket of a fixed table.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from zlib import crc32

BUCKETS = 1 << 16
"""Both kinds of feature share the table."""
_LONGEST_RUN = 3
_SHORTEST_PIECE, _LONGEST_PIECE = 2, 5

Weighted = dict[int, float]


def word_features(words: list[str]) -> Weighted:
    """Runs of one to three words → how often, dampened."""
    said = ["^", *words, "$"]
    runs = (
        " ".join(said[at : at + length])
        for length in range(1, _LONGEST_RUN + 1)
        for at in range(len(said) - length + 1)
    )
    return _counted(f"w{run}" for run in runs)


def piece_features(words: list[str]) -> Weighted:
    """Pieces of the words, with the blank before and after → how often, dampened."""
    return _counted(
        f"c{padded[at : at + length]}"
        for padded in (f" {word} " for word in words)
        for length in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1)
        for at in range(len(padded) - length + 1)
    )


def _counted(found: Iterable[str]) -> Weighted:
    counts = Counter(crc32(name.encode()) % BUCKETS for name in found)
    return {bucket: 1 + math.log(count) for bucket, count in counts.items()}

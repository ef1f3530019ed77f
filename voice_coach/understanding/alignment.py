"""Two word sequences side by side, in order: what they share, and what each has left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alignment:
    """`shared`: weight of the aligned words; `pairs`: (place in heard, place in phrase)."""

    shared: float
    pairs: tuple[tuple[int, int], ...]


def align(
    heard: Sequence[Mapping[int, float]], phrase: Sequence[int], weights: Sequence[float]
) -> Alignment:
    """The heaviest alignment that keeps the order.

    `heard`: for each heard word the numbers of the words it may stand for, with likeness;
    `phrase`: word numbers; `weights`: by word number.
    """
    wide = len(phrase) + 1
    rows = [[0.0] * wide]
    for alike in heard:
        above, row = rows[-1], [0.0] * wide
        for place, word in enumerate(phrase, 1):
            best = row[place - 1] if row[place - 1] > above[place] else above[place]
            if word in alike:
                both = above[place - 1] + weights[word] * alike[word]
                if both > best:
                    best = both
            row[place] = best
        rows.append(row)
    return Alignment(rows[-1][-1], _trace(rows))


def _trace(rows: list[list[float]]) -> tuple[tuple[int, int], ...]:
    pairs: list[tuple[int, int]] = []
    i, j = len(rows) - 1, len(rows[0]) - 1
    while i and j:
        if rows[i][j] == rows[i - 1][j]:
            i -= 1
        elif rows[i][j] == rows[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return tuple(reversed(pairs))

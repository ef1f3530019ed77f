"""What may be heard: phrases as an acceptor, whose many arcs stand in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

Arc = tuple[int, int, str]
"""From a state to a state with a word."""
Numbers = NDArray[np.int32]


class Arcs(Sequence[Arc]):
    """Many arcs in three columns, by source: a twelfth of the memory that tuples would take."""

    def __init__(
        self, sources: Numbers, targets: Numbers, labels: Numbers, symbols: tuple[str, ...]
    ) -> None:
        """`labels` are places in `symbols`."""
        self.sources, self.targets, self.labels, self.symbols = sources, targets, labels, symbols

    @classmethod
    def of(cls, arcs: Sequence[Arc]) -> Arcs:
        """The same arcs in columns."""
        if isinstance(arcs, Arcs):
            return arcs
        symbols = tuple(sorted({word for _, _, word in arcs}))
        at = {word: number for number, word in enumerate(symbols)}
        rows = sorted((source, target, at[word]) for source, target, word in arcs)
        columns = np.array(rows, np.int32).reshape(-1, 3).T
        return cls(columns[0], columns[1], columns[2], symbols)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self.symbols)}

    def follow(self, state: int, word: str) -> int | None:
        """Where the word leads from the state."""
        first, last = np.searchsorted(self.sources, (state, state + 1))
        label = self._places.get(word, -1)
        found = np.flatnonzero(self.labels[first:last] == label)
        return int(self.targets[first + found[0]]) if len(found) else None

    def __len__(self) -> int:
        return len(self.sources)

    def __iter__(self) -> Iterator[Arc]:
        words = map(self.symbols.__getitem__, self.labels.tolist())
        return zip(self.sources.tolist(), self.targets.tolist(), words, strict=True)

    @overload
    def __getitem__(self, at: int) -> Arc: ...
    @overload
    def __getitem__(self, at: slice) -> list[Arc]: ...
    def __getitem__(self, at: int | slice) -> Arc | list[Arc]:
        if isinstance(at, slice):
            return list(self)[at]
        return int(self.sources[at]), int(self.targets[at]), self.symbols[self.labels[at]]


@dataclass(frozen=True)
class Grammar:
    """Phrases as a minimal acyclic acceptor: states 0…n-1, arcs (from, to, word)."""

    start: int
    arcs: Sequence[Arc]
    finals: frozenset[int]

    @cached_property
    def _columns(self) -> Arcs:
        return Arcs.of(self.arcs)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that can be heard."""
        return frozenset(self._columns.symbols)

    @cached_property
    def table(self) -> dict[int, dict[str, int]]:
        """state → word → next state."""
        table: dict[int, dict[str, int]] = {}
        for source, target, word in self.arcs:
            table.setdefault(source, {})[word] = target
        return table

    @property
    def states(self) -> int:
        """How many there are."""
        columns = (self._columns.sources, self._columns.targets)
        ends = (int(it.max()) for it in columns if len(it))
        return 1 + max(self.start, *self.finals, *ends, 0)

    def accepts(self, text: str) -> bool:
        """Whether the text is one of the phrases, whole."""
        state: int | None = self.start
        for word in text.split():
            state = self._columns.follow(state, word) if state is not None else None
        return state is not None and state in self.finals

    def phrases(self, most: int) -> list[str]:
        """Up to `most` phrases, in a fixed order."""
        found: list[str] = []
        stack: list[tuple[int, tuple[str, ...]]] = [(self.start, ())]
        while stack and len(found) < most:
            state, words = stack.pop()
            if state in self.finals and words:
                found.append(" ".join(words))
            arcs = sorted(self.table.get(state, {}).items(), reverse=True)
            stack.extend((target, (*words, word)) for word, target in arcs)
        return found

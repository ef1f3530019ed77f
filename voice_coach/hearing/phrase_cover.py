"""Few phrases that show a bigram everything: what Vosk is given instead of an acceptor.

Vosk builds a bigram over the phrases it gets, so it is enough that every arc of the acceptor and
every pair of neighbouring words occurs once; all phrases of a grammar may be millions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from voice_coach.understanding.grammar import Grammar

MOST = 4000
"""Phrases at most; pairs that find no room are left to the bigram's back-off."""
END = ""
"""Stands for the end of a phrase in a pair."""

Arc = tuple[int, int, str]


def covering_phrases(
    grammar: Grammar, without: frozenset[str] = frozenset(), most: int = MOST
) -> list[str]:
    """Phrases of the grammar in which every arc and every word pair occurs, in a fixed order.

    Phrases with a word of `without` are left out. Empty when no phrase remains.
    """
    walker = _Walker.of(grammar, [arc for arc in grammar.arcs if arc[2] not in without])
    phrases: dict[str, None] = {}
    for seed, then_end in walker.seeds():
        if len(phrases) >= most:
            break
        phrases[" ".join(walker.walk(seed, then_end))] = None
    return list(phrases)


@dataclass
class _Walker:
    """Walks from the start to an end, preferring arcs and pairs not yet seen."""

    finals: frozenset[int]
    leaving: dict[int, list[Arc]]
    back: dict[int, Arc]
    """state → the arc into it on a shortest way from the start."""
    onward: dict[int, Arc]
    """state → the arc out of it on a shortest way to an end."""
    arcs: set[Arc] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, grammar: Grammar, arcs: Iterable[Arc]) -> _Walker:
        """Keep the arcs that lie on a way from the start to an end."""
        back = _nearest([grammar.start], arcs, source=0)
        onward = _nearest(grammar.finals, arcs, source=1)
        starts, ends = {grammar.start, *back}, {*grammar.finals, *onward}
        leaving: dict[int, list[Arc]] = {}
        for arc in arcs:
            if arc[0] in starts and arc[1] in ends:
                leaving.setdefault(arc[0], []).append(arc)
        return cls(grammar.finals, leaving, back, onward)

    def seeds(self) -> Iterable[tuple[list[Arc], bool]]:
        """What has not been walked yet: arcs, then endings and pairs. True: a phrase's end."""
        every = [arc for arcs in self.leaving.values() for arc in arcs]
        for arc in every:
            if arc not in self.arcs:
                yield [arc], False
        for arc in every:
            if arc[1] in self.finals and (arc[2], END) not in self.pairs:
                yield [arc], True
            for after in self.leaving.get(arc[1], ()):
                if (arc[2], after[2]) not in self.pairs:
                    yield [arc, after], False

    def walk(self, seed: list[Arc], then_end: bool) -> list[str]:
        """The words of one phrase through the seed; marks what it passes as seen."""
        path = deque(seed)
        while path[0][0] in self.back:
            path.appendleft(self.back[path[0][0]])
        while not then_end and (arc := self._next(path[-1])):
            self._mark([path[-1], arc])
            path.append(arc)
        self._mark(list(path))
        self.pairs.add((path[-1][2], END))
        return [word for _, _, word in path]

    def _next(self, last: Arc) -> Arc | None:
        _, state, word = last
        if state in self.finals and (word, END) not in self.pairs:
            return None
        for arc in self.leaving.get(state, ()):
            if arc not in self.arcs or (word, arc[2]) not in self.pairs:
                return arc
        return None if state in self.finals else self.onward[state]

    def _mark(self, path: list[Arc]) -> None:
        self.arcs.update(path)
        self.pairs.update((one[2], two[2]) for one, two in pairwise(path))


def _nearest(roots: Iterable[int], arcs: Iterable[Arc], source: int) -> dict[int, Arc]:
    """Breadth first from the roots (along the arcs if `source` is 0, against them if 1)."""
    roots = sorted(roots)
    table: dict[int, list[Arc]] = {}
    for arc in arcs:
        table.setdefault((arc[0], arc[1])[source], []).append(arc)
    found: dict[int, Arc] = {}
    queue = deque(roots)
    while queue:
        for arc in table.get(queue.popleft(), ()):
            state = (arc[1], arc[0])[source]
            if state not in found and state not in roots:
                found[state] = arc
                queue.append(state)
    return found

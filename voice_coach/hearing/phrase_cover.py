"""What Vosk is given instead of an acceptor: lines that show each pair of neighbouring words once.

Vosk reads its phrases only to build a bigram, so nothing is lost if the lines are not phrases
themselves: they are walks over the pairs that occur in phrases. A grammar of millions of phrases
becomes about a thousand lines, and no word gains weight from how often a prefix is shared.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from voice_coach.understanding.grammar import Grammar

LONGEST = 40
"""Words; from there on a line takes the shortest way to an end."""

_START, _END = "<s>", "</s>"
Arc = tuple[int, int, str]
T = TypeVar("T", int, str)


def covering_lines(grammar: Grammar, without: frozenset[str] = frozenset()) -> list[str]:
    """Lines whose pairs, first words and last words are just those of the grammar's phrases.

    Phrases with a word of `without` do not count. Fixed order; empty when no phrase remains.
    """
    follow = _pairs(grammar, without)
    if not follow.get(_START):
        return []
    return [" ".join(line) for line in _Walker(follow).lines()]


def _pairs(grammar: Grammar, without: frozenset[str]) -> dict[str, list[str]]:
    """Word → the words that may follow it, sorted; with marks for start and end."""
    arcs = useful_arcs(grammar, without)
    leaving: dict[int, set[str]] = {}
    for source, _, word in arcs:
        leaving.setdefault(source, set()).add(word)
    follow: dict[str, set[str]] = {_START: leaving.get(grammar.start, set())}
    for word, target in {(word, target) for _, target, word in arcs}:
        after = follow.setdefault(word, set())
        after |= leaving.get(target, set())
        if target in grammar.finals:
            after.add(_END)
    return {word: sorted(after) for word, after in follow.items()}


def useful_arcs(grammar: Grammar, without: frozenset[str]) -> list[Arc]:
    """Arcs on a way from the start to an end that passes no word of `without`."""
    arcs = [arc for arc in grammar.arcs if arc[2] not in without]
    forward: dict[int, list[int]] = {}
    backward: dict[int, list[int]] = {}
    for source, target, _ in arcs:
        forward.setdefault(source, []).append(target)
        backward.setdefault(target, []).append(source)
    begun = {grammar.start, *_ways([grammar.start], forward)}
    ended = grammar.finals | _ways(grammar.finals, backward).keys()
    return [arc for arc in arcs if arc[0] in begun and arc[1] in ended]


def _ways(roots: Iterable[T], table: Mapping[T, list[T]]) -> dict[T, T]:
    """Breadth first: what is reached from the roots → where from, on a shortest way."""
    queue = deque(roots)
    known: set[T] = set(queue)
    found: dict[T, T] = {}
    while queue:
        here = queue.popleft()
        for there in table.get(here, ()):
            if there not in known:
                known.add(there)
                found[there] = here
                queue.append(there)
    return found


@dataclass
class _Walker:
    """Walks from start to end over the pairs, preferring those that no line has shown."""

    follow: dict[str, list[str]]

    def __post_init__(self) -> None:
        backward: dict[str, list[str]] = {}
        for word, after in self.follow.items():
            for next_ in after:
                backward.setdefault(next_, []).append(word)
        self._came = _ways([_START], self.follow)
        self._goes = _ways([_END], backward)
        self._fresh = {word: dict.fromkeys(after) for word, after in self.follow.items()}

    def lines(self) -> Iterator[list[str]]:
        """Walks, until every pair has been shown."""
        for word in self._fresh:
            while self._fresh[word]:
                yield self._walk(word)

    def _walk(self, through: str) -> list[str]:
        line = [through]
        while line[0] != _START:
            line.insert(0, self._came[line[0]])
        for one, two in pairwise(line):
            self._fresh[one].pop(two, None)
        while line[-1] != _END:
            line.append(self._next(line[-1], len(line) > LONGEST))
        return line[1:-1]

    def _next(self, word: str, hurry: bool) -> str:
        fresh, after = self._fresh[word], self.follow[word]
        # The end comes last among a word's fresh pairs: a line that ends shows no more of them.
        onward = next((word for word in fresh if word != _END), None)
        if onward is None and not (hurry or fresh):
            onward = next((word for word in after if self._fresh.get(word)), None)
        if onward is None or hurry:
            onward = _END if _END in after else self._goes[word]
        fresh.pop(onward, None)
        return onward

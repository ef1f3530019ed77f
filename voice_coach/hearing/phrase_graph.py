"""From a grammar to the graph in which Vosk looks for whole phrases, or for no phrase. Pure.

Beside the phrases stand two other ways through: silence alone, and `[unk]`, one word of any phones
under the bigram of training. Without them every noise would become the nearest phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from voice_coach.hearing.kaldi_graph import Arcs, written
from voice_coach.hearing.phones import (
    PHONES,
    SILENCE,
    SILENCE_NUMBER,
    Phones,
    PhoneSet,
    enter,
    stay,
)
from voice_coach.understanding.grammar import Grammar

UNKNOWN = "[unk]"
PAUSE_COST = 0.7
"""Of a pause between two words, and of none: one in two."""
UNKNOWN_COST = 4.0
"""Of `[unk]` once: how much better than a phrase any phones must fit."""
AMID_COST = 0.0
"""Of each `[unk]` around a phrase."""
_START = 0
Ways = Mapping[str, Sequence[Phones]]
"""Word → its pronunciations."""


@dataclass(frozen=True)
class PhraseGraph:
    """`hclg`: an OpenFst file; `words`: the word of each output label, from 1."""

    hclg: bytes
    words: tuple[str, ...]


def phrase_graph(
    grammar: Grammar, ways: Ways, phones: PhoneSet, *, amid: bool = False
) -> PhraseGraph:
    """The grammar's phrases, `[unk]`, and silence. Every word needs a way to be said.

    With `amid` a phrase may stand amid other speech: `[unk]` may go before it and follow it.
    """
    words = (UNKNOWN, *sorted(grammar.words))
    labels = {word: number for number, word in enumerate(words, start=1)}
    builder = GraphBuilder(phones, labels, AMID_COST if amid else UNKNOWN_COST)
    builder.phrases(grammar, ways, amid)
    return PhraseGraph(builder.finished(), words)


def free_graph(phones: PhoneSet) -> PhraseGraph:
    """Any phones at all: what a phrase is measured against."""
    return PhraseGraph(GraphBuilder(phones, {UNKNOWN: 1}, 0.0).finished(), (UNKNOWN,))


@dataclass
class GraphBuilder:
    """A graph while it grows.

    In a graph of phrases state 0 is the start, 1 follows the silence there, 2 precedes the last
    silence, and 3 is the end.
    """

    phones: PhoneSet
    labels: Mapping[str, int]
    unknown_cost: float = UNKNOWN_COST
    arcs: Arcs = field(default_factory=Arcs)
    states: int = 4

    def finished(self) -> bytes:
        """With `[unk]` and the silences at both ends."""
        self.pause(_START, 1)
        self.pause(2, 3)
        self.unknown(1, 2)
        # Silence alone: the start's is the end's too.
        self.arcs.add(1, 2, 0, 0, 0.0)
        return written(self.arcs, {3: 0.0})

    def _new(self, count: int) -> int:
        """The first of so many new states."""
        self.states += count
        return self.states - count

    def pause(self, source: int, target: int) -> None:
        """From one state to the other, with a silence or without."""
        inside = self._new(1)
        self.arcs.add(source, inside, enter(SILENCE_NUMBER), 0, PAUSE_COST)
        self.arcs.add(inside, inside, stay(SILENCE_NUMBER))
        self.arcs.add(inside, target, 0)
        self.arcs.add(source, target, 0, 0, PAUSE_COST)

    def phrases(self, grammar: Grammar, ways: Ways, amid: bool) -> None:
        """Every phrase."""
        before, after = (self._new(2), self._new(2)) if amid else (_START, 2)
        behind = self._places(grammar, before, after)
        if amid:
            self.arcs.add(1, before + 1, 0)
            self.arcs.add(after, 2, 0)
            self.unknown(1, before)
            self.pause(before, before + 1)
            self.pause(after, after + 1)
            self.unknown(after + 1, 2)
        self.words(((behind[a][1], behind[b][0], word) for a, b, word in grammar.arcs), ways)

    def words(self, between: Iterable[tuple[int, int, str]], ways: Ways) -> None:
        """Words from one state to another; one on its way into a state exists once."""
        chains = _Chains(self.states)
        entered: list[tuple[int, int, int, int]] = []
        numbered = {word: [self.phones.of(way) for way in ways[word]] for word in ways}
        for source, target, word in between:
            for way in numbered[word]:
                head = chains.head(word, way, target)
                entered.append((source, head, enter(way[0]), self.labels[word]))
        self.states = chains.end
        if entered:
            self.arcs.add(*np.array(entered, np.int64).T)
            chains.write(self.arcs)

    def _places(self, grammar: Grammar, before: int, after: int) -> dict[int, tuple[int, int]]:
        """Each state of the grammar → (where words arrive, where they leave after a pause)."""
        found = {grammar.start: (before, before + 1)}
        for state in sorted({target for _, target, _ in grammar.arcs}):
            arrive = self._new(2)
            found[state] = arrive, arrive + 1
            if state in grammar.finals:
                self.arcs.add(arrive, after, 0)
            self.pause(arrive, arrive + 1)
        return found

    def unknown(self, source: int, target: int) -> None:
        """Two phones or more, with silences between them if need be."""
        numbers = self.phones.numbers
        names = [name for name in numbers if name[-2:] in ("_B", "_I", "_E")]
        at = dict(zip(names, range(self._new(len(names)), self.states), strict=True))
        codes = {name: code for code, name in enumerate((SILENCE, *PHONES))}
        code = np.array([codes[name[:-2]] for name in names])
        place = np.array([name[-1] for name in names])
        number = np.array([numbers[name] for name in names], np.int64)
        state = np.array([at[name] for name in names], np.int64)
        costs = -np.log(np.maximum(self.phones.follow, 1e-10)).astype(np.float64)
        self.arcs.add(state, state, stay(number))
        begins, ends = place == "B", place == "E"
        entry = self.unknown_cost + costs[0, code[begins]]
        self.arcs.add(source, state[begins], enter(number[begins]), self.labels[UNKNOWN], entry)
        self.arcs.add(state[ends], target, 0)
        one, two = np.meshgrid(np.flatnonzero(~ends), np.flatnonzero(~begins), indexing="ij")
        possible = (code[one] != 0) | (code[two] != 0)
        one, two = one[possible], two[possible]
        self.arcs.add(state[one], state[two], enter(number[two]), 0, costs[code[one], code[two]])


@dataclass
class _Chains:
    """The phones of words, one state each, from state `end` on."""

    end: int
    known: dict[tuple[str, int, int], int] = field(default_factory=dict)
    """(word, which of its ways, target) → the chain's first state."""
    numbers: list[int] = field(default_factory=list)
    """The phones of all chains, one after the other."""
    lasts: list[tuple[int, int]] = field(default_factory=list)
    """(last state, where it leads) of each chain."""

    def __post_init__(self) -> None:
        self._begin = self.end

    def head(self, word: str, way: list[int], target: int) -> int:
        """The first state of the word's chain into the target; new if it was not there."""
        key = (word, id(way), target)
        if key not in self.known:
            self.known[key] = self.end
            self.numbers += way
            self.end += len(way)
            self.lasts.append((self.end - 1, target))
        return self.known[key]

    def write(self, arcs: Arcs) -> None:
        """All of them."""
        numbers = np.array(self.numbers, np.int64)
        states = np.arange(self._begin, self.end)
        lasts = np.array(self.lasts, np.int64)
        arcs.add(states, states, stay(numbers))
        inside = np.ones(len(states), np.bool_)
        inside[lasts[:, 0] - self._begin] = False
        (on,) = np.nonzero(inside)
        arcs.add(states[on], states[on] + 1, enter(numbers[on + 1]))
        arcs.add(lasts[:, 0], lasts[:, 1], 0)

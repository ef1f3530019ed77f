"""From a grammar to the graph in which Vosk looks for whole phrases, or for no phrase. Pure.

Beside the phrases stand two other ways through: silence alone, and `[unk]`, one word of any phones
under the bigram of training. Without them every noise would become the nearest phrase.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from voice_coach.hearing.kaldi_graph import Arcs, Integers, written
from voice_coach.hearing.phones import (
    PHONES,
    SILENCE,
    SILENCE_NUMBER,
    Phones,
    PhoneSet,
    enter,
    stay,
)
from voice_coach.understanding.arcs import Arcs as GrammarArcs
from voice_coach.understanding.grammar import Grammar

UNKNOWN = "[unk]"
PAUSE_COST = 0.7
"""Of a pause between two words, and of none: one in two."""
UNKNOWN_COST = 4.0
"""Of `[unk]` once: how much better than a phrase any phones must fit."""
AMID_COST = 0.0
"""Of each `[unk]` around a phrase."""
_START = 0
Words = tuple[str, ...]
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

    def pause(self, source: Integers | int, target: Integers | int) -> None:
        """From one state to the other, or from many, with a silence or without."""
        inside = np.arange(self._new(np.size(source)), self.states)
        self.arcs.add(source, inside, enter(SILENCE_NUMBER), 0, PAUSE_COST)
        self.arcs.add(inside, inside, stay(SILENCE_NUMBER))
        self.arcs.add(inside, target, 0)
        self.arcs.add(source, target, 0, 0, PAUSE_COST)

    def phrases(self, grammar: Grammar, ways: Ways, amid: bool) -> None:
        """Every phrase."""
        before, after = (self._new(2), self._new(2)) if amid else (_START, 2)
        places = self._places(grammar, before, after)
        if amid:
            self.arcs.add(1, before + 1, 0)
            self.arcs.add(after, 2, 0)
            self.unknown(1, before)
            self.pause(before, before + 1)
            self.pause(after, after + 1)
            self.unknown(after + 1, 2)
        arcs = GrammarArcs.of(grammar.arcs)
        self.words(places[arcs.sources] + 1, places[arcs.targets], arcs.labels, arcs.symbols, ways)

    def words(
        self, sources: Integers, targets: Integers, labels: Integers, symbols: Words, ways: Ways
    ) -> None:
        """Words (places in `symbols`) between states; one on its way into a state exists once."""
        said = [(word, self.phones.of(way)) for word in symbols for way in ways[word]]
        counts = np.array([len(ways[word]) for word in symbols], np.int64)
        # Each arc as often as its word can be said, with the number of the way in `said`.
        often = counts[labels]
        each = np.repeat(np.arange(len(labels)), often)
        way = _ranges((np.cumsum(counts) - counts)[labels], often)
        chains, chain = np.unique(way * self.states + targets[each], return_inverse=True)
        heads = self._chains(
            [phones for _, phones in said], chains // self.states, chains % self.states
        )
        first = np.array([phones[0] for _, phones in said], np.int64)
        output = np.array([self.labels[word] for word, _ in said], np.int64)
        self.arcs.add(sources[each], heads[chain], enter(first[way]), output[way])

    def _chains(self, said: list[list[int]], ways: Integers, targets: Integers) -> Integers:
        """One state for each phone of some ways to say words, into a state each: the first ones."""
        lengths = np.array([len(phones) for phones in said], np.int64)
        phones = np.array([phone for way in said for phone in way], np.int64)
        size = lengths[ways]
        at = _ranges((np.cumsum(lengths) - lengths)[ways], size)
        states = np.arange(self._new(len(at)), self.states)
        ends = np.cumsum(size)
        self.arcs.add(states, states, stay(phones[at]))
        inside = np.ones(len(states), np.bool_)
        inside[ends - 1] = False
        (on,) = np.nonzero(inside)
        self.arcs.add(states[on], states[on] + 1, enter(phones[at][on + 1]))
        self.arcs.add(states[ends - 1], targets, 0)
        heads: Integers = states[ends - size]
        return heads

    def _places(self, grammar: Grammar, before: int, after: int) -> Integers:
        """State of the grammar → where words arrive, and leave one further, after a pause."""
        places: Integers = self._new(2 * grammar.states) + 2 * np.arange(grammar.states)
        places[grammar.start] = before
        inner = np.delete(places, grammar.start)
        self.pause(inner, inner + 1)
        self.arcs.add(places[sorted(grammar.finals - {grammar.start})], after, 0)
        return places

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


def _ranges(starts: Integers, lengths: Integers) -> Integers:
    """start, start + 1, … for each start, so many, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)

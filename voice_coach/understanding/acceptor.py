"""From templates to the smallest deterministic acyclic acceptor of their phrases, a `Grammar`.

Lists are reduced on their own before they are put where they are named: a hundred numbers cost a
few states. Digits are for those who type; a grammar for the ear leaves them out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Row
from dataclasses import dataclass, field

import numpy as np

from voice_coach.content.template import Choice, Node, RuleRef, Sequence, SlotRef, Word
from voice_coach.errors import ContentError
from voice_coach.understanding.arcs import Arcs, Grammar

SlotValue = str | float


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One way to fill a list: the tree of its words, and the value it stands for."""

    node: Node
    value: SlotValue | None = None
    plus: float = 0.0


def check(
    node: Node,
    lists: Mapping[str, tuple[ListEntry, ...]],
    rules: Mapping[str, Node],
    sound: set[Node],
    inside: tuple[str, ...] = (),
) -> None:
    """Raises ContentError for a name that does not exist or contains itself; `sound` remembers."""
    match node:
        case Sequence(parts) | Choice(parts):
            for part in parts:
                check(part, lists, rules, sound, inside)
        case RuleRef(name) if node not in sound:
            _no_cycle(f"<{name}>", inside)
            if name not in rules:
                raise ContentError(f"there is no rule <{name}>.", f"Add it under [rules]: {name}.")
            check(rules[name], lists, rules, sound, (*inside, f"<{name}>"))
            sound.add(node)
        case SlotRef(name) if node not in sound:
            _no_cycle(f"{{{name}}}", inside)
            if name not in lists:
                raise ContentError(f"there is no slot {{{name}}}.", f"Add a table [slots.{name}].")
            for entry in lists[name]:
                check(entry.node, lists, rules, sound, (*inside, f"{{{name}}}"))
            sound.add(node)


def _no_cycle(name: str, inside: tuple[str, ...]) -> None:
    if name in inside:
        chain = " → ".join((*inside, name))
        raise ContentError(f"{name} contains itself ({chain}).", "Write it without the loop.")


def minimal(
    trees: Iterable[Node],
    lists: Mapping[str, tuple[ListEntry, ...]],
    rules: Mapping[str, Node],
    reduced: dict[str, Grammar] | None = None,
    *,
    digits: bool = False,
) -> Grammar:
    """The acceptor of all phrases of the trees. `reduced` keeps the lists' own between calls."""
    draft = _Draft(lists, rules, {} if reduced is None else reduced, digits)
    starts = [draft.build(tree, _END) for tree in trees]
    return _Merging(draft).grammar(starts)


_END = 1
"""The draft's state in which every phrase ends; in state 0 none does."""
_SILENT = -1
"""The label of an arc without a word."""
_PAIR = 2 * np.dtype(np.int32).itemsize
"""Bytes of a label and a state."""


@dataclass
class _Draft:
    """A non-deterministic acceptor, laid from the ends backwards."""

    lists: Mapping[str, tuple[ListEntry, ...]]
    rules: Mapping[str, Node]
    reduced: dict[str, Grammar]
    digits: bool
    arcs: list[tuple[int, ...]] = field(default_factory=lambda: [(), ()])
    """State → label, target, label, target, …: flat, for there are tens of thousands."""
    labels: dict[str, int] = field(default_factory=dict)
    solid: list[tuple[int, ...]] = field(default_factory=lambda: [(), (_END,)])
    """State → those reached without a word where a word can be said or a phrase ends, sorted."""
    _laid: dict[tuple[type, str, int], int] = field(default_factory=dict)

    def build(self, node: Node, to: int) -> int:
        """The state from which the node leads to `to`."""
        match node:
            case Sequence(parts):
                for part in reversed(parts):
                    to = self.build(part, to)
                return to
            case Choice(parts):
                arcs: list[int] = []
                for part in parts:
                    arcs += (_SILENT, self.build(part, to))
                return self._new(arcs)
            case Word(name) | RuleRef(name) | SlotRef(name):
                key = (type(node), name, to)
                if key not in self._laid:
                    self._laid[key] = self._lay(node, to)
                return self._laid[key]

    def _new(self, arcs: Row[int]) -> int:
        """One more state; where its arcs lead has been laid before it."""
        state = len(self.arcs)
        silent = [
            self.solid[to]
            for label, to in zip(arcs[::2], arcs[1::2], strict=True)
            if label == _SILENT
        ]
        own = (state,) if 2 * len(silent) < len(arcs) else ()
        self.arcs.append(tuple(arcs))
        self.solid.append(_united([own, *silent]) if silent else own)
        return state

    def _label(self, word: str) -> int:
        return self.labels.setdefault(word, len(self.labels))

    def _lay(self, node: Word | RuleRef | SlotRef, to: int) -> int:
        match node:
            case Word(text):
                spoken = self.digits or not text.isdigit()
                return self._new((self._label(text), to) if spoken else ())
            case RuleRef(name):
                return self.build(self.rules[name], to)
            case SlotRef(name):
                return self._copy(self._list(name), to)

    def _list(self, name: str) -> Grammar:
        if name not in self.reduced:
            trees = [entry.node for entry in self.lists[name]]
            self.reduced[name] = minimal(
                trees, self.lists, self.rules, self.reduced, digits=self.digits
            )
        return self.reduced[name]

    def _copy(self, grammar: Grammar, to: int) -> int:
        first = len(self.arcs)
        leaving: list[list[int]] = [[] for _ in range(grammar.states)]
        for state in grammar.finals:
            leaving[state] += (_SILENT, to)
        for source, target, word in grammar.arcs:
            leaving[source] += (self._label(word), first + target)
        # A merged acceptor's arcs all lead to states with lower numbers.
        for arcs in leaving:
            self._new(arcs)
        return first + grammar.start


@dataclass
class _Open:
    """A set of the draft's states while its future is found."""

    subset: tuple[int, ...]
    left: list[tuple[int, tuple[int, ...]]]
    """What can be said there, and where that leads; the next comes last."""
    future: array[int] = field(default_factory=lambda: array("i"))
    """Label, state, label, state, …: what has been found."""


@dataclass
class _Merging:
    """Subset construction; a state is merged with its like as soon as its future is known.

    The graph has no loops, so nothing but the open states is kept beside the result.
    """

    draft: _Draft
    _numbers: dict[tuple[int, ...], int] = field(default_factory=dict)
    _classes: dict[tuple[bool, bytes], int] = field(default_factory=dict)

    def grammar(self, starts: Iterable[int]) -> Grammar:
        """All that can be said from the starts."""
        first = tuple(sorted({it for state in starts for it in self.draft.solid[state]}))
        start = self._merged(first)
        finals = frozenset(number for (final, _), number in self._classes.items() if final)
        futures = [future for _, future in self._classes]
        pairs = np.frombuffer(b"".join(futures), np.int32).reshape(-1, 2)
        sizes = [len(future) // _PAIR for future in futures]
        sources = np.repeat(np.arange(len(futures), dtype=np.int32), sizes)
        used, labels = np.unique(pairs[:, 0], return_inverse=True)
        words = list(self.draft.labels)
        symbols = tuple(words[label] for label in used.tolist())
        arcs = Arcs(sources, pairs[:, 1].copy(), labels.astype(np.int32), symbols)
        return Grammar(start, arcs, finals)

    def _merged(self, first: tuple[int, ...]) -> int:
        """The number of the state with the same future as the set."""
        stack = [self._opened(first)]
        while stack:
            here = stack[-1]
            if not here.left:
                stack.pop()
                key = (_END in here.subset, here.future.tobytes())
                self._numbers[here.subset] = self._classes.setdefault(key, len(self._classes))
                continue
            label, subset = here.left[-1]
            if subset in self._numbers:
                here.left.pop()
                here.future.extend((label, self._numbers[subset]))
            else:
                stack.append(self._opened(subset))
        return self._numbers[first]

    def _opened(self, subset: tuple[int, ...]) -> _Open:
        moves: dict[int, list[tuple[int, ...]]] = {}
        for state in subset:
            arcs = self.draft.arcs[state]
            for label, target in zip(arcs[::2], arcs[1::2], strict=True):
                if label != _SILENT and self.draft.solid[target]:
                    moves.setdefault(label, []).append(self.draft.solid[target])
        left = sorted(((label, _united(found)) for label, found in moves.items()), reverse=True)
        return _Open(subset, left)


def _united(sets: list[tuple[int, ...]]) -> tuple[int, ...]:
    """All that are in one of them, sorted as they are."""
    return sets[0] if len(sets) == 1 else tuple(sorted(set().union(*sets)))

"""What may be heard: the smallest deterministic acyclic acceptor of all phrases, as `Grammar`.

Lists are reduced on their own before they are put where they are named: a hundred numbers cost a
few states. Digits are for those who type; a grammar for the ear leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from voice_coach.content.template import Choice, Node, RuleRef, Sequence, SlotRef, Word
from voice_coach.errors import ContentError

SlotValue = str | float


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One way to fill a list: the tree of its words, and the value it stands for."""

    node: Node
    value: SlotValue | None = None
    plus: float = 0.0


@dataclass(frozen=True)
class Grammar:
    """Phrases as a minimal acyclic acceptor: states 0…n-1, arcs (from, to, word)."""

    start: int
    arcs: tuple[tuple[int, int, str], ...]
    finals: frozenset[int]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that can be heard."""
        return frozenset(word for _, _, word in self.arcs)

    @cached_property
    def table(self) -> dict[int, dict[str, int]]:
        """state → word → next state."""
        table: dict[int, dict[str, int]] = {}
        for source, target, word in self.arcs:
            table.setdefault(source, {})[word] = target
        return table

    def accepts(self, text: str) -> bool:
        """Whether the text is one of the phrases, whole."""
        state: int | None = self.start
        for word in text.split():
            state = self.table.get(state, {}).get(word) if state is not None else None
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
    return _merged(*_determined(draft, [draft.build(tree, 1) for tree in trees]))


@dataclass
class _Draft:
    """A non-deterministic acceptor, laid from the ends backwards. State 1 is the end."""

    lists: Mapping[str, tuple[ListEntry, ...]]
    rules: Mapping[str, Node]
    reduced: dict[str, Grammar]
    digits: bool
    arcs: list[list[tuple[str | None, int]]] = field(default_factory=lambda: [[], []])
    _laid: dict[tuple[type, str, int], int] = field(default_factory=dict)
    _solid: dict[int, frozenset[int]] = field(default_factory=dict)

    def build(self, node: Node, to: int) -> int:
        """The state from which the node leads to `to`."""
        match node:
            case Sequence(parts):
                for part in reversed(parts):
                    to = self.build(part, to)
                return to
            case Choice(parts):
                return self._new([(None, self.build(part, to)) for part in parts])
            case Word(name) | RuleRef(name) | SlotRef(name):
                key = (type(node), name, to)
                if key not in self._laid:
                    self._laid[key] = self._lay(node, to)
                return self._laid[key]

    def solid(self, state: int) -> frozenset[int]:
        """The states reached without a word where a word can be said or a phrase ends."""
        if state not in self._solid:
            words = any(label is not None for label, _ in self.arcs[state])
            silent = (self.solid(target) for label, target in self.arcs[state] if label is None)
            own = frozenset({state}) if words or state == 1 else frozenset[int]()
            self._solid[state] = own.union(*silent)
        return self._solid[state]

    def _new(self, arcs: list[tuple[str | None, int]]) -> int:
        self.arcs.append(arcs)
        return len(self.arcs) - 1

    def _lay(self, node: Word | RuleRef | SlotRef, to: int) -> int:
        match node:
            case Word(text):
                return self._new([(text, to)] if self.digits or not text.isdigit() else [])
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
        states = 1 + max(grammar.start, *(max(arc[:2]) for arc in grammar.arcs), 0)
        self.arcs.extend([(None, to)] if at in grammar.finals else [] for at in range(states))
        for source, target, word in grammar.arcs:
            self.arcs[first + source].append((word, first + target))
        return first + grammar.start


def _determined(draft: _Draft, starts: Iterable[int]) -> tuple[list[dict[str, int]], list[bool]]:
    """Subset construction: for each state its words, and whether a phrase may end there."""
    first = frozenset[int]().union(*(draft.solid(state) for state in starts))
    numbers = {first: 0}
    table: list[dict[str, int]] = []
    queue = [first]
    for subset in queue:
        moves: dict[str, set[int]] = {}
        for state in subset:
            for label, target in draft.arcs[state]:
                if label is None:
                    continue
                if label in moves:
                    moves[label] |= draft.solid(target)
                else:
                    moves[label] = set(draft.solid(target))
        row: dict[str, int] = {}
        for word, states in sorted(moves.items()):
            if states:
                targets = frozenset(states)
                if targets not in numbers:
                    numbers[targets] = len(queue)
                    queue.append(targets)
                row[word] = numbers[targets]
        table.append(row)
    return table, [1 in subset for subset in queue]


def _merged(table: list[dict[str, int]], finals: list[bool]) -> Grammar:
    """States with the same future become one; the graph has no loops, so one pass is enough."""
    classes: dict[tuple[bool, tuple[tuple[str, int], ...]], int] = {}
    merged: dict[int, int] = {}
    for state in _children_first(table):
        future = tuple(sorted((word, merged[target]) for word, target in table[state].items()))
        merged[state] = classes.setdefault((finals[state], future), len(classes))
    arcs = tuple(
        (number, target, word) for (_, future), number in classes.items() for word, target in future
    )
    ends = frozenset(number for (final, _), number in classes.items() if final)
    return Grammar(merged[0], arcs, ends)


def _children_first(table: list[dict[str, int]]) -> Iterator[int]:
    done: set[int] = set()
    stack: list[tuple[int, bool]] = [(0, False)]
    while stack:
        state, expanded = stack.pop()
        if state in done:
            continue
        if expanded:
            done.add(state)
            yield state
        else:
            stack.append((state, True))
            stack.extend((target, False) for target in table[state].values())

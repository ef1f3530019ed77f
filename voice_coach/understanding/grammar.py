"""What may be heard: a minimal acceptor over words, and the slots that a heard phrase fills.

`Network` is built from template trees; it parses words exactly (intent, slots) and reduces to a
`Grammar`, the smallest deterministic acyclic acceptor of the same phrases, which recognisers take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from voice_coach.content.template import Choice, Node, RuleRef, Sequence, SlotRef, Word
from voice_coach.errors import ContentError

SlotValue = str | float


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


@dataclass(frozen=True, slots=True)
class Parse:
    """One way to read a phrase: the intent and its slots."""

    intent: str
    slots: Mapping[str, SlotValue]


@dataclass(frozen=True, slots=True)
class Enter:
    """A slot begins; `numeric` sums the numbers inside."""

    slot: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """The innermost slot ends. A `value` overrides what was collected inside."""

    value: SlotValue | None = None
    plus: float = 0.0
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Named:
    """The phrase belongs to this intent."""

    intent: str


Tag = Enter | Leave | Named
Label = str | Tag | None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One way to fill a list: the tree of its words, and the value it stands for."""

    node: Node
    value: SlotValue | None = None
    plus: float = 0.0


@dataclass
class Network:
    """A non-deterministic network of words and tags. State 0 is the start, state 1 the end."""

    lists: Mapping[str, tuple[ListEntry, ...]]
    rules: Mapping[str, Node]
    numeric: frozenset[str] = frozenset()
    """Names of the lists whose values are numbers."""
    arcs: list[list[tuple[Label, int]]] = field(default_factory=lambda: [[], []])

    def add(self, intent: str, node: Node) -> None:
        """One more template of the intent."""
        first = self._state()
        self.arcs[0].append((Named(intent), first))
        last = self._build(node, first, ())
        self.arcs[last].append((None, 1))

    def parses(self, text: str) -> list[Parse]:
        """The readings of exactly this text, one per intent, in the order of the templates."""
        best: dict[str, Parse] = {}
        for path in self._paths(text.split()):
            parse = _read(path, text.split())
            best.setdefault(parse.intent, parse)
        return list(best.values())

    def grammar(self) -> Grammar:
        """The minimal acceptor of all phrases."""
        return _minimal(self)

    # -- building

    def _state(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def _step(self, source: int, label: Label) -> int:
        target = self._state()
        self.arcs[source].append((label, target))
        return target

    def _build(self, node: Node, at: int, inside: tuple[str, ...]) -> int:
        match node:
            case Word(text):
                return self._step(at, text)
            case Sequence(parts):
                for part in parts:
                    at = self._build(part, at, inside)
                return at
            case Choice(parts):
                end = self._state()
                for part in parts:
                    self.arcs[self._build(part, self._step(at, None), inside)].append((None, end))
                return end
            case RuleRef(name):
                self._no_cycle(f"<{name}>", inside)
                if name not in self.rules:
                    raise ContentError(f"there is no rule <{name}>.", f"Add it under [rules]: {name}.")
                return self._build(self.rules[name], at, (*inside, f"<{name}>"))
            case SlotRef(name, slot):
                return self._slot(name, slot, at, inside)

    def _slot(self, name: str, slot: str, at: int, inside: tuple[str, ...]) -> int:
        self._no_cycle(f"{{{name}}}", inside)
        if name not in self.lists:
            raise ContentError(f"there is no slot {{{name}}}.", f"Add a table [slots.{name}].")
        times = _number(slot) if slot != name else None
        end = self._state()
        for entry in self.lists[name]:
            opened = self._step(at, Enter(slot, name in self.numeric))
            closed = self._build(entry.node, opened, (*inside, f"{{{name}}}"))
            leave = Leave(entry.value, entry.plus, 1.0 if times is None else times)
            self.arcs[closed].append((leave, end))
        return end

    @staticmethod
    def _no_cycle(name: str, inside: tuple[str, ...]) -> None:
        if name in inside:
            chain = " → ".join((*inside, name))
            raise ContentError(f"{name} contains itself ({chain}).", "Write it without the loop.")

    # -- parsing

    def _paths(self, words: list[str]) -> Iterator[list[Label]]:
        """Label sequences from start to end that read exactly the words; one per end and intent."""
        front: dict[int, list[tuple[Label, ...]]] = {0: [()]}
        for word in [*words, None]:
            reached = self._closure(front)
            if word is None:
                yield from (list(path) for path in reached.get(1, ()))
                return
            front = {}
            for state, paths in reached.items():
                for label, target in self.arcs[state]:
                    if label == word:
                        front.setdefault(target, []).extend((*path, word) for path in paths)

    def _closure(self, front: dict[int, list[tuple[Label, ...]]]) -> dict[int, list[tuple[Label, ...]]]:
        reached: dict[int, list[tuple[Label, ...]]] = {}
        seen: dict[int, set[str]] = {}
        stack = [(state, path) for state, paths in front.items() for path in paths][::-1]
        while stack:
            state, path = stack.pop()
            intent = next((tag.intent for tag in path if isinstance(tag, Named)), "")
            if intent in seen.setdefault(state, set()):
                continue
            seen[state].add(intent)
            reached.setdefault(state, []).append(path)
            for label, target in reversed(self.arcs[state]):
                if label is None:
                    stack.append((target, path))
                elif not isinstance(label, str):
                    stack.append((target, (*path, label)))
        return reached


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _read(path: Iterable[Label], words: list[str]) -> Parse:
    """The intent and slots that a path's tags spell out."""
    intent, slots = "", {}
    stack: list[tuple[Enter, list[str], float]] = []
    for label in path:
        match label:
            case Named(name):
                intent = name
            case Enter():
                stack.append((label, [], 0.0))
            case str(word) if stack:
                stack[-1][1].append(word)
            case Leave(value, plus, times):
                enter, said, total = stack.pop()
                if value is None:
                    value = total + plus if enter.numeric else " ".join(said)
                if stack:
                    outer, outer_said, outer_total = stack[-1]
                    amount = value * times if isinstance(value, (int, float)) else 0.0
                    stack[-1] = (outer, [*outer_said, *said], outer_total + amount)
                else:
                    slots[enter.slot] = value
    return Parse(intent, slots)


# --- the minimal acceptor -------------------------------------------------------------------


def _minimal(network: Network) -> Grammar:
    """Subset construction over words, then merging of equal states from the ends backwards."""
    closures: dict[int, frozenset[int]] = {}

    def closure(states: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*(_silent(network, s, closures) for s in states))

    start = closure(frozenset({0}))
    numbers: dict[frozenset[int], int] = {start: 0}
    table: list[dict[str, int]] = []
    finals: list[bool] = []
    queue = [start]
    for subset in queue:
        moves: dict[str, set[int]] = {}
        for state in subset:
            for label, target in network.arcs[state]:
                if isinstance(label, str):
                    moves.setdefault(label, set()).add(target)
        row: dict[str, int] = {}
        for word in sorted(moves):
            target_set = closure(frozenset(moves[word]))
            if target_set not in numbers:
                numbers[target_set] = len(numbers)
                queue.append(target_set)
            row[word] = numbers[target_set]
        table.append(row)
        finals.append(1 in subset)
    return _merged(table, finals)


def _silent(network: Network, state: int, known: dict[int, frozenset[int]]) -> frozenset[int]:
    """The states reached without a word."""
    if state not in known:
        seen, stack = {state}, [state]
        while stack:
            for label, target in network.arcs[stack.pop()]:
                if not isinstance(label, str) and target not in seen:
                    seen.add(target)
                    stack.append(target)
        known[state] = frozenset(seen)
    return known[state]


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

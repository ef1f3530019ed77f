"""What may be heard: a minimal acceptor over words, and the slots that a heard phrase fills.

`Network` is built from template trees; it parses words exactly (intent, slots) and reduces to a
`Grammar`, the smallest deterministic acyclic acceptor of the same phrases, which recognisers take.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
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
    """A non-deterministic network of words and tags. State 0 is the start, state 1 the end.

    Templates are laid from their ends backwards, so that equal endings share their states: a slot
    at the end of a hundred templates exists once.
    """

    lists: Mapping[str, tuple[ListEntry, ...]]
    rules: Mapping[str, Node]
    numeric: frozenset[str] = frozenset()
    """Names of the lists whose values are numbers."""
    arcs: list[list[tuple[Label, int]]] = field(default_factory=lambda: [[], []])
    _laid: dict[tuple[object, ...], int] = field(default_factory=dict)
    _known: dict[int, _Moves] = field(default_factory=dict)

    def add(self, intent: str, node: Node) -> None:
        """One more template of the intent."""
        self.arcs[0].append((Named(intent), self._build(node, 1, ())))
        self._known.pop(0, None)

    def parses(self, text: str) -> list[Parse]:
        """The readings of exactly this text, one per intent, in the order of the templates."""
        words = text.split()
        front: dict[tuple[str, int], tuple[Label, ...]] = {("", 0): ()}
        for word in words:
            ahead: dict[tuple[str, int], tuple[Label, ...]] = {}
            for (intent, state), path in front.items():
                for tags, target in self._moves(state).words.get(word, ()):
                    named = intent or _intent(tags)
                    ahead.setdefault((named, target), (*path, *tags, word))
            front = ahead
        best: dict[str, Parse] = {}
        for (_, state), path in front.items():
            for tags in self._moves(state).ends:
                parse = _read((*path, *tags))
                best.setdefault(parse.intent, parse)
        return list(best.values())

    def grammar(self, intents: Collection[str] | None = None) -> Grammar:
        """The minimal acceptor of all phrases, or of those of some intents."""
        starts = (
            target
            for label, target in self.arcs[0]
            if intents is None or (isinstance(label, Named) and label.intent in intents)
        )
        return _minimal(self, starts)

    # -- building, from the end backwards

    def _build(self, node: Node, to: int, inside: tuple[str, ...]) -> int:
        match node:
            case Word(text):
                return self._lay(text, to)
            case Sequence(parts):
                for part in reversed(parts):
                    to = self._build(part, to, inside)
                return to
            case Choice(parts):
                return self._fork([self._build(part, to, inside) for part in parts])
            case RuleRef(name):
                return self._rule(name, to, inside)
            case SlotRef(name, slot):
                return self._slot(name, slot, to, inside)

    def _lay(self, label: Label, to: int) -> int:
        key = (label, to)
        if key not in self._laid:
            self.arcs.append([(label, to)])
            self._laid[key] = len(self.arcs) - 1
        return self._laid[key]

    def _fork(self, targets: list[int]) -> int:
        self.arcs.append([(None, target) for target in dict.fromkeys(targets)])
        return len(self.arcs) - 1

    def _rule(self, name: str, to: int, inside: tuple[str, ...]) -> int:
        self._no_cycle(f"<{name}>", inside)
        if name not in self.rules:
            raise ContentError(f"there is no rule <{name}>.", f"Add it under [rules]: {name}.")
        key = ("<>", name, to)
        if key not in self._laid:
            self._laid[key] = self._build(self.rules[name], to, (*inside, f"<{name}>"))
        return self._laid[key]

    def _slot(self, name: str, slot: str, to: int, inside: tuple[str, ...]) -> int:
        self._no_cycle(f"{{{name}}}", inside)
        if name not in self.lists:
            raise ContentError(f"there is no slot {{{name}}}.", f"Add a table [slots.{name}].")
        key = ("{}", name, slot, to)
        if key not in self._laid:
            times = _number(slot) if slot != name else None
            within = (*inside, f"{{{name}}}")
            starts = []
            for entry in self.lists[name]:
                leave = Leave(entry.value, entry.plus, 1.0 if times is None else times)
                starts.append(self._build(entry.node, self._lay(leave, to), within))
            self._laid[key] = self._lay(Enter(slot, name in self.numeric), self._fork(starts))
        return self._laid[key]

    @staticmethod
    def _no_cycle(name: str, inside: tuple[str, ...]) -> None:
        if name in inside:
            chain = " → ".join((*inside, name))
            raise ContentError(f"{name} contains itself ({chain}).", "Write it without the loop.")

    # -- walking

    def _moves(self, state: int) -> _Moves:
        """What can be said next in a state; worked out once."""
        if state not in self._known:
            self._known[state] = self._look(state)
        return self._known[state]

    def _look(self, state: int) -> _Moves:
        words: dict[str, list[tuple[tuple[Tag, ...], int]]] = {}
        ends: list[tuple[Tag, ...]] = []
        seen: set[tuple[int, str]] = set()
        stack: list[tuple[int, tuple[Tag, ...]]] = [(state, ())]
        while stack:
            at, tags = stack.pop()
            if (at, _intent(tags)) in seen:
                continue
            seen.add((at, _intent(tags)))
            if at == 1:
                ends.append(tags)
            for label, target in reversed(self.arcs[at]):
                if label is None:
                    stack.append((target, tags))
                elif isinstance(label, str):
                    words.setdefault(label, []).append((tags, target))
                else:
                    stack.append((target, (*tags, label)))
        return _Moves(words, ends)


@dataclass(frozen=True, slots=True)
class _Moves:
    """Word → (tags before it, state after it); and the tags that lead to the end from here."""

    words: Mapping[str, list[tuple[tuple[Tag, ...], int]]]
    ends: list[tuple[Tag, ...]]


def _intent(tags: tuple[Tag, ...]) -> str:
    """The intent is always the first tag of a path."""
    return tags[0].intent if tags and isinstance(tags[0], Named) else ""


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _read(path: Iterable[Label]) -> Parse:
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


def _minimal(network: Network, starts: Iterable[int]) -> Grammar:
    """Subset construction over words, then merging of equal states from the ends backwards."""
    known: dict[int, frozenset[int]] = {}

    def solid(states: Iterable[int]) -> frozenset[int]:
        return frozenset().union(*(_solid(network, state, known) for state in states))

    start = solid(starts)
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
            targets = solid(moves[word])
            if targets not in numbers:
                numbers[targets] = len(numbers)
                queue.append(targets)
            row[word] = numbers[targets]
        table.append(row)
        finals.append(1 in subset)
    return _merged(table, finals)


def _solid(network: Network, state: int, known: dict[int, frozenset[int]]) -> frozenset[int]:
    """The states reached without a word in which a word can be said, or where a phrase ends."""
    if state not in known:
        arcs = network.arcs[state]
        own = {state} if state == 1 or any(isinstance(label, str) for label, _ in arcs) else set()
        silent = (target for label, target in arcs if not isinstance(label, str))
        known[state] = frozenset(own).union(*(_solid(network, t, known) for t in silent))
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

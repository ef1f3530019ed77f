"""What a phrase means: a network over words and tags that reads intent and slots exactly.

`Network` is built from template trees; its phrases reduce to a `Grammar` (`acceptor.py`), the
smallest deterministic acyclic acceptor, which recognisers take.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from voice_coach.content.template import Choice, Node, RuleRef, Sequence, SlotRef, Word
from voice_coach.understanding.acceptor import Grammar, ListEntry, SlotValue, check, minimal

__all__ = ["Grammar", "ListEntry", "Network", "Parse", "SlotValue"]


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


_MOST_KNOWN = 2000
"""States whose next words are remembered: enough for a sentence, little enough to keep."""


@dataclass
class Network:
    """A non-deterministic network of words and tags. State 0 is the start, state 1 the end.

    Templates are laid from their ends backwards, so that equal endings share their states; what
    stands behind the name of a list or a rule is laid only when a reading gets there.
    """

    lists: Mapping[str, tuple[ListEntry, ...]]
    rules: Mapping[str, Node]
    numeric: frozenset[str] = frozenset()
    """Names of the lists whose values are numbers."""
    _trees: list[tuple[str, Node]] = field(default_factory=list)
    _arcs: list[list[tuple[Label, int]]] = field(default_factory=lambda: [[], []])
    _later: dict[int, tuple[Node, int]] = field(default_factory=dict)
    _laid: dict[tuple[Label | Node, int], int] = field(default_factory=dict)
    _known: dict[int, _Moves] = field(default_factory=dict)
    _begins: dict[str, frozenset[str | None]] = field(default_factory=dict)
    _sound: set[Node] = field(default_factory=set)

    def add(self, intent: str, node: Node) -> None:
        """One more template of the intent. Raises ContentError for names that lead nowhere."""
        check(node, self.lists, self.rules, self._sound)
        self._trees.append((intent, node))
        self._arcs[0].append((Named(intent), self._build(node, 1)))
        self._known.pop(0, None)

    def parses(self, text: str) -> list[Parse]:
        """The readings of exactly this text, one per intent, in the order of the templates."""
        front: dict[tuple[str, int], tuple[Label, ...]] = {("", 0): ()}
        for word in text.split():
            ahead: dict[tuple[str, int], tuple[Label, ...]] = {}
            for (intent, state), path in front.items():
                for tags, target in self._next(state, word):
                    named = intent or _intent(tags)
                    ahead.setdefault((named, target), (*path, *tags, word))
            front = ahead
        best: dict[str, Parse] = {}
        for (_, state), path in front.items():
            for tags in self._moves(state).ends:
                parse = _read((*path, *tags))
                best.setdefault(parse.intent, parse)
        return list(best.values())

    def grammar(self, intents: Collection[str] | None = None, *, digits: bool = False) -> Grammar:
        """The minimal acceptor of all phrases, or of those of some intents; digits only typed."""
        chosen = [tree for name, tree in self._trees if intents is None or name in intents]
        return minimal(chosen, self.lists, self.rules, digits=digits)

    # -- building, from the end backwards

    def _build(self, node: Node, to: int) -> int:
        match node:
            case Word(text):
                return self._lay(text, to)
            case Sequence(parts):
                for part in reversed(parts):
                    to = self._build(part, to)
                return to
            case Choice(parts):
                return self._fork(self._build(part, to) for part in parts)
            case RuleRef() | SlotRef():
                return self._promise(node, to)

    def _lay(self, label: Label, to: int) -> int:
        if (label, to) not in self._laid:
            self._arcs.append([(label, to)])
            self._laid[label, to] = len(self._arcs) - 1
        return self._laid[label, to]

    def _fork(self, targets: Iterable[int]) -> int:
        found: dict[int, None] = dict.fromkeys(targets)
        if len(found) == 1:
            return next(iter(found))
        self._arcs.append([(None, target) for target in found])
        return len(self._arcs) - 1

    def _promise(self, node: Node, to: int) -> int:
        if (node, to) not in self._laid:
            self._arcs.append([])
            self._laid[node, to] = len(self._arcs) - 1
            self._later[len(self._arcs) - 1] = (node, to)
        return self._laid[node, to]

    def _out(self, state: int) -> list[tuple[Label, int]]:
        """The arcs of a state, laid now if they were only promised."""
        if state in self._later:
            node, to = self._later.pop(state)
            match node:
                case RuleRef(name):
                    self._arcs[state] = [(None, self._build(self.rules[name], to))]
                case SlotRef(name, slot):
                    opened = self._fork(self._entries(name, slot, to))
                    self._arcs[state] = [(Enter(slot, name in self.numeric), opened)]
        return self._arcs[state]

    def _entries(self, name: str, slot: str, to: int) -> Iterator[int]:
        times = _number(slot) if slot != name else None
        for entry in self.lists[name]:
            leave = Leave(entry.value, entry.plus, 1.0 if times is None else times)
            yield self._build(entry.node, self._lay(leave, to))

    # -- walking

    def _next(self, state: int, word: str) -> Iterator[tuple[tuple[Tag, ...], int]]:
        """The ways to go on with a word; slots that cannot begin with it stay unlaid."""
        moves = self._moves(state)
        yield from moves.words.get(word, ())
        for tags, name, promised in moves.slots:
            if word in self._first(name):
                for inner, target in self._next(promised, word):
                    yield (*tags, *inner), target

    def _first(self, name: str) -> frozenset[str | None]:
        """The words a list can begin with; None among them when it may say nothing."""
        if name not in self._begins:
            nodes = (entry.node for entry in self.lists[name])
            self._begins[name] = frozenset().union(*map(self._first_of, nodes))
        return self._begins[name]

    def _first_of(self, node: Node) -> frozenset[str | None]:
        match node:
            case Word(text):
                return frozenset({text})
            case Choice(parts):
                return frozenset[str | None]().union(*map(self._first_of, parts))
            case Sequence(parts):
                found: frozenset[str | None] = frozenset({None})
                for part in parts:
                    if None in found:
                        found = (found - {None}) | self._first_of(part)
                return found
            case RuleRef(name):
                return self._first_of(self.rules[name])
            case SlotRef(name):
                return self._first(name)

    def _moves(self, state: int) -> _Moves:
        """What can be said next in a state; remembered for a while."""
        if state not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known = {0: self._known[0]}
            self._known[state] = self._look(state)
        return self._known[state]

    def _look(self, state: int) -> _Moves:
        words: dict[str, list[tuple[tuple[Tag, ...], int]]] = {}
        ends: list[tuple[Tag, ...]] = []
        slots: list[tuple[tuple[Tag, ...], str, int]] = []
        seen: set[tuple[int, str]] = set()
        stack: list[tuple[int, tuple[Tag, ...]]] = [(state, ())]
        while stack:
            at, tags = stack.pop()
            if (at, _intent(tags)) in seen:
                continue
            seen.add((at, _intent(tags)))
            if at == 1:
                ends.append(tags)
            node, _ = self._later.get(at, (None, 0)) if at != state else (None, 0)
            if isinstance(node, SlotRef) and None not in self._first(node.list):
                slots.append((tags, node.list, at))
                continue
            for label, target in reversed(self._out(at)):
                if label is None:
                    stack.append((target, tags))
                elif isinstance(label, str):
                    words.setdefault(label, []).append((tags, target))
                else:
                    stack.append((target, (*tags, label)))
        return _Moves(words, ends, slots)


@dataclass(frozen=True, slots=True)
class _Moves:
    """Word → (tags before it, state after it); the tags that lead to the end from here; and the
    slots that begin here: (tags before, list, state)."""

    words: Mapping[str, list[tuple[tuple[Tag, ...], int]]]
    ends: list[tuple[Tag, ...]]
    slots: list[tuple[tuple[Tag, ...], str, int]]


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

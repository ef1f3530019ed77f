"""Reads words by walking along template trees: nothing is built for it, and little is kept.

A place in a tree is what is still to be said from there: a linked list of nodes and tags. Each word
moves every place on by all the ways that begin with it; the earliest way to a place is kept, so
that of two readings the one that was written first wins, plain words before lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from voice_coach.content.template import Choice, Node, RuleRef, Sequence, SlotRef, Word
from voice_coach.understanding.acceptor import ListEntry, SlotValue
from voice_coach.understanding.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Parse:
    """One way to read a phrase: the intent and its slots."""

    intent: str
    slots: Mapping[str, SlotValue]


class Tag:
    """What a place says besides words."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Enter(Tag):
    """A slot begins; `numeric` sums the numbers inside."""

    slot: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Leave(Tag):
    """The innermost slot ends. A `value` overrides what was collected inside."""

    value: SlotValue | None = None
    plus: float = 0.0
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Named(Tag):
    """The phrase belongs to this intent."""

    intent: str


Path = tuple[Tag | str, ...]
Place: TypeAlias = "tuple[Node | Tag, Place] | None"
"""What is still to be said; None: nothing."""
_SILENCE: frozenset[str] = frozenset()


class Walk:
    """All readings of these words by some trees (intent, tree), word by word."""

    def __init__(
        self, lexicon: Lexicon, trees: Iterable[tuple[str, Node]], words: Collection[str]
    ) -> None:
        self._lexicon = lexicon
        self._said = frozenset(words)
        self._places: dict[tuple[Tag | int, int], Place] = {}
        starts = [self._place(Named(name), self._place(tree, None)) for name, tree in trees]
        self._front: list[tuple[list[Place], str, Path]] = [(starts, "", ())]

    def on(self, word: str) -> bool:
        """Read one more word; whether anything begins like this."""
        ahead: dict[tuple[str, int], tuple[list[Place], str, Path]] = {}
        for places, intent, path in self._front:
            for tags, place in self._ways(places, word):
                named = intent or _intent(tags)
                ahead.setdefault((named, id(place)), ([place], named, (*path, *tags, word)))
        self._front = list(ahead.values())
        return bool(ahead)

    def parses(self) -> list[Parse]:
        """The readings of what was read so far, one per intent, in the order of the trees."""
        best: dict[str, Parse] = {}
        for places, _, path in self._front:
            for tags, _ in self._ways(places, None):
                parse = _read((*path, *tags))
                best.setdefault(parse.intent, parse)
        return list(best.values())

    def _place(self, part: Node | Tag, rest: Place) -> Place:
        """The same place for the same part before the same rest, so that ways can meet again."""
        key = (part if isinstance(part, Tag) else id(part), id(rest))
        return self._places.setdefault(key, (part, rest))

    def _ways(
        self, starts: list[Place], word: str | None
    ) -> Iterator[tuple[tuple[Tag, ...], Place]]:
        """The ways to go on with a word, or with None to the end: the tags before, and where to.

        Lists come after all that is said without them.
        """
        later: list[tuple[tuple[Tag, ...], list[Place]]] = []
        seen: set[tuple[int, str]] = set()
        stack: list[tuple[Place, tuple[Tag, ...]]] = [(place, ()) for place in reversed(starts)]
        while stack:
            place, tags = stack.pop()
            known = (id(place), _intent(tags))
            if known in seen:
                continue
            seen.add(known)
            if place is None:
                if word is None:
                    yield tags, None
                continue
            part, rest = place
            if isinstance(part, Word):
                if part.text == word:
                    yield tags, rest
            elif isinstance(part, Tag):
                stack.append((rest, (*tags, part)))
            else:
                inner = self._inner(part, rest, word)
                if isinstance(part, SlotRef) and not self._lexicon.silent(part.list):
                    later.append((tags, inner))
                else:
                    stack.extend((each, tags) for each in reversed(inner))
        for tags, inner in later:
            for after, place in self._ways(inner, word):
                yield (*tags, *after), place

    def _inner(
        self, part: Sequence | Choice | RuleRef | SlotRef, rest: Place, word: str | None
    ) -> list[Place]:
        """Where a part begins that can go on with the word."""
        said = _SILENCE if word is None else self._said
        match part:
            case Choice(parts):
                return [self._place(one, rest) for one in parts if _fits(one, said)]
            case Sequence(parts):
                if not _fits(part, said):
                    return []
                for one in reversed(parts):
                    rest = self._place(one, rest)
                return [rest]
            case RuleRef(name):
                return [self._place(self._lexicon.rules[name], rest)]
            case SlotRef(name):
                entries = self._lexicon.entries(name, word)
                return self._entered(part, [e for e in entries if _fits(e.node, said)], rest)

    def _entered(self, slot: SlotRef, entries: Iterable[ListEntry], rest: Place) -> list[Place]:
        times = _number(slot.name) if slot.name != slot.list else None
        enter = Enter(slot.name, slot.list in self._lexicon.numeric)
        found = []
        for entry in entries:
            leave = Leave(entry.value, entry.plus, 1.0 if times is None else times)
            found.append(self._place(entry.node, self._place(leave, rest)))
        return [self._place(enter, place) for place in found]


def read(words: list[str], trees: Iterable[tuple[str, Node]], lexicon: Lexicon) -> list[Parse]:
    """The readings of exactly these words, one per intent."""
    walk = Walk(lexicon, trees, words)
    return walk.parses() if all(map(walk.on, words)) else []


def _fits(node: Node, said: frozenset[str]) -> bool:
    """A quick look, from the end: whether its words were said at all."""
    if isinstance(node, Sequence):
        for part in reversed(node.parts):
            if not _fits(part, said):
                return False
    return not isinstance(node, Word) or node.text in said


def _intent(tags: tuple[Tag, ...]) -> str:
    """The intent is always the first tag of a path."""
    return tags[0].intent if tags and isinstance(tags[0], Named) else ""


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _read(path: Path) -> Parse:
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

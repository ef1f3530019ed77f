"""Everything that people may say to the coach: exact readings, grammars for the ear, samples."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from voice_coach.content.lists import entries, numeric
from voice_coach.content.schema import Content
from voice_coach.content.template import (
    Choice,
    Node,
    RuleRef,
    Sequence,
    SlotRef,
    Word,
    normal,
    parse,
    slots_and_words,
)
from voice_coach.understanding.acceptor import minimal
from voice_coach.understanding.grammar import Grammar, ListEntry, Network, Parse, SlotValue

_PER_TEMPLATE = 12
_MOST_ALONE = 40
"""Intents whose networks are kept; the largest take some megabytes."""
_ENOUGH = 100
_SHORT = 3
T = TypeVar("T")


class Phrasebook:
    """The phrases of a content directory. Built lazily; the same content gives the same phrases."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._alone: dict[str, Network] = {}
        self._grammars: dict[tuple[frozenset[str], frozenset[str]], Grammar] = {}

    @cached_property
    def lists(self) -> Mapping[str, tuple[ListEntry, ...]]:
        """Slot name → the ways to fill it."""
        return entries(self.content)

    @cached_property
    def rules(self) -> Mapping[str, Node]:
        """Rule name → its tree."""
        return {name: parse(body) for name, body in self.content.rules.items()}

    @cached_property
    def trees(self) -> Mapping[str, tuple[Node, ...]]:
        """Intent → the trees of its templates, the short forms among them."""
        return {name: self.trees_of(name) for name in self.content.intents}

    def trees_of(self, intent: str) -> tuple[Node, ...]:
        """The trees of one intent, without building the others."""
        entry = self.content.intents[intent]
        return tuple(map(parse, (*entry.templates, *entry.short)))

    @cached_property
    def short_trees(self) -> Mapping[str, tuple[Node, ...]]:
        """Intent → the trees of its short forms."""
        intents = self.content.intents.items()
        return {name: tuple(parse(line) for line in intent.short) for name, intent in intents}

    @cached_property
    def network(self) -> Network:
        """All intents in one network, ignored ones too."""
        network = Network(self.lists, self.rules, numeric(self.content))
        for name, trees in self.trees.items():
            for tree in trees:
                network.add(name, tree)
        return network

    @cached_property
    def heard(self) -> frozenset[str]:
        """The intents that are for the coach."""
        return frozenset(n for n, intent in self.content.intents.items() if not intent.ignored)

    def ignored(self, intent: str) -> bool:
        """Whether the intent only exists to lose to."""
        return self.content.intents[intent].ignored

    def grammar(self, intents: Iterable[str] | None = None, short: Iterable[str] = ()) -> Grammar:
        """The acceptor of these intents' phrases, and of the short forms of others.

        Left out: of all but the ignored ones and those that are not for the ear.
        """
        whole = self.heard if intents is None else frozenset(intents)
        chosen = (frozenset(name for name in whole if self._for_ear(name)), frozenset(short))
        if chosen not in self._grammars:
            trees = [tree for name in self.trees if name in chosen[0] for tree in self._heard(name)]
            for name in self.trees:
                if name in chosen[1] - chosen[0] and self._for_ear(name):
                    trees.extend(self.short_trees[name])
            self._grammars[chosen] = minimal(trees, self.lists, self.rules)
        return self._grammars[chosen]

    def _for_ear(self, name: str) -> bool:
        return name in self.content.intents and bool(self.content.intents[name].ear)

    def _heard(self, name: str) -> tuple[Node, ...]:
        """The trees that the ear listens for: the first templates, and the short forms."""
        ear = self.content.intents[name].ear
        most = len(self.content.intents[name].templates) if ear is True else int(ear)
        return (*self.trees[name][:most], *self.short_trees[name])

    def parses(self, text: str, intents: Collection[str] | None = None) -> list[Parse]:
        """The exact readings of the text, with what each intent means by itself added."""
        found = self.network.parses(normal(text))
        return [
            Parse(reading.intent, {**self.content.intents[reading.intent].means, **reading.slots})
            for reading in found
            if intents is None or reading.intent in intents
        ]

    def parse_as(self, intent: str, text: str) -> Parse | None:
        """The exact reading as this intent, without building the others."""
        if intent not in self._alone:
            if len(self._alone) >= _MOST_ALONE:
                self._alone.pop(next(iter(self._alone)))
            self._alone[intent] = Network(self.lists, self.rules, numeric(self.content))
            for tree in self.trees_of(intent):
                self._alone[intent].add(intent, tree)
        means = self.content.intents[intent].means
        found = next(iter(self._alone[intent].parses(normal(text))), None)
        return None if found is None else Parse(intent, {**means, **found.slots})

    def phrases(self, intent: str, most: int) -> list[str]:
        """Up to `most` things people say for the intent, slots filled with samples; fixed order."""
        found = (" ".join(pattern.words) for pattern in self._turns(intent, fill=True))
        return list(dict.fromkeys(found))[:most]

    def patterns(self, intent: str, most: int) -> list[Pattern]:
        """As `phrases`, but short slots stay as names in braces: "set a timer for {duration}"."""
        return list({p.words: p for p in self._turns(intent, fill=False)}.values())[:most]

    def rule_phrases(self, rule: str) -> list[str]:
        """Everything that a rule says."""
        return minimal([self.rules[rule]], self.lists, self.rules).phrases(10_000)

    @cached_property
    def open_lists(self) -> frozenset[str]:
        """The lists of whole sentences: what is in them is said, not looked for."""
        return frozenset(
            name
            for name, found in self.lists.items()
            if any(sum(1 for _ in slots_and_words(entry.node)) > _SHORT for entry in found)
            and name not in numeric(self.content)
        )

    def _turns(self, intent: str, *, fill: bool) -> Iterator[Pattern]:
        """Turns go round the templates, so that a cut leaves something of each."""
        picker = _Picker(self, random.Random(intent), fill=fill)
        columns = [picker.some(tree) for tree in self.trees[intent]]
        for row in itertools.zip_longest(*columns):
            yield from (pattern for pattern in row if pattern is not None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing to say; what stands in braces is the name of a list and, after `:`, of a slot."""

    words: tuple[str, ...]
    slots: Mapping[str, SlotValue]


@dataclass(frozen=True, slots=True)
class _Picker:
    """Draws phrases from template trees."""

    book: Phrasebook
    chance: random.Random
    fill: bool

    def some(self, tree: Node) -> list[Pattern]:
        """The plainest phrase first, then random ones, fewer for small trees."""
        size = min(self._size(tree), _PER_TEMPLATE)
        drawn = [self._pattern(tree, plain=True)]
        drawn += [self._pattern(tree, plain=False) for _ in range(size + size // 2)]
        return list({pattern.words: pattern for pattern in drawn if pattern.words}.values())

    def _pattern(self, tree: Node, *, plain: bool) -> Pattern:
        slots: dict[str, SlotValue] = {}
        return Pattern(tuple(self._words(tree, slots, plain=plain)), slots)

    def _size(self, node: Node) -> int:
        """How many phrases a tree holds; beyond what is sampled it does not matter."""
        match node:
            case Sequence(parts):
                return min(math.prod(map(self._size, parts)), _ENOUGH)
            case Choice(parts):
                return min(sum(map(self._size, parts)), _ENOUGH)
            case RuleRef(name):
                return self._size(self.book.rules[name])
            case SlotRef(name):
                return len(self.book.lists[name]) if self._opens(name) else 1
            case Word():
                return 1

    def _opens(self, name: str) -> bool:
        return self.fill or name in self.book.open_lists

    def _words(self, node: Node, slots: dict[str, SlotValue], *, plain: bool) -> Iterator[str]:
        match node:
            case Word(text):
                yield text
            case Sequence(parts):
                for part in parts:
                    yield from self._words(part, slots, plain=plain)
            case Choice(parts):
                yield from self._words(self._choose(parts, plain), slots, plain=plain)
            case RuleRef(name):
                yield from self._words(self.book.rules[name], slots, plain=plain)
            case SlotRef(name, slot) if self._opens(name):
                entry = self._choose(self.book.lists[name], plain)
                if entry.value is not None:
                    slots[slot] = entry.value
                yield from self._words(entry.node, slots, plain=plain)
            case SlotRef(name, slot):
                yield f"{{{name}:{slot}}}"

    def _choose(self, parts: tuple[T, ...], plain: bool) -> T:
        return parts[0] if plain else self.chance.choice(parts)

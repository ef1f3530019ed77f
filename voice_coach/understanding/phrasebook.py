"""Everything that people may say to the coach: exact readings, grammars for the ear, samples."""

from __future__ import annotations

import itertools
import math
import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from voice_coach.content.lists import SlotLists, numeric
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
    references,
    slots_and_words,
)
from voice_coach.understanding.acceptor import ListEntry, SlotValue, minimal
from voice_coach.understanding.arcs import Grammar
from voice_coach.understanding.candidates import Candidates
from voice_coach.understanding.lexicon import Lexicon
from voice_coach.understanding.walking import Parse, read

_PER_TEMPLATE = 12
_PER_LIST = 80
"""Of a template with a list of whole sentences."""
_ENOUGH = 100
_CLOCK = re.compile(r"\d+:\d\d$")
_SHORT = 3
T = TypeVar("T")


class Phrasebook:
    """The phrases of a content directory. Built lazily; the same content gives the same phrases."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._trees: dict[str, tuple[Node, ...]] = {}
        self._short: dict[str, tuple[Node, ...]] = {}
        self._open: dict[str, bool] = {}
        self._grammars: dict[tuple[frozenset[str], frozenset[str]], Grammar] = {}

    @cached_property
    def lists(self) -> Mapping[str, tuple[ListEntry, ...]]:
        """Slot name → the ways to fill it."""
        return SlotLists(self.content)

    @cached_property
    def rules(self) -> Mapping[str, Node]:
        """Rule name → its tree."""
        return {name: parse(body) for name, body in self.content.rules.items()}

    @cached_property
    def lexicon(self) -> Lexicon:
        """The lists and rules together."""
        return Lexicon(self.lists, self.rules, numeric(self.content))

    def trees_of(self, intent: str) -> tuple[Node, ...]:
        """The trees of one intent's templates, the short forms among them.

        They are kept: whoever needs all of them, such as the ear, needs them time and again.
        """
        if intent not in self._trees:
            entry = self.content.intents[intent]
            self._trees[intent] = tuple(map(parse, (*entry.templates, *entry.short)))
        return self._trees[intent]

    def short_trees_of(self, intent: str) -> tuple[Node, ...]:
        """The trees of one intent's short forms."""
        if intent not in self._short:
            self._short[intent] = tuple(map(parse, self.content.intents[intent].short))
        return self._short[intent]

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
            names = list(self.content.intents)
            trees = [tree for name in names if name in chosen[0] for tree in self._heard(name)]
            for name in names:
                if name in chosen[1] - chosen[0] and self._for_ear(name):
                    trees.extend(self.short_trees_of(name))
            self._grammars[chosen] = minimal(trees, self.lists, self.rules)
        return self._grammars[chosen]

    def _for_ear(self, name: str) -> bool:
        return name in self.content.intents and bool(self.content.intents[name].ear)

    def _heard(self, name: str) -> tuple[Node, ...]:
        """The trees that the ear listens for: the first templates, and the short forms."""
        ear = self.content.intents[name].ear
        most = len(self.content.intents[name].templates) if ear is True else int(ear)
        return (*self.trees_of(name)[:most], *self.short_trees_of(name))

    def parses(self, text: str, intents: Collection[str] | None = None) -> list[Parse]:
        """The exact readings of the text, with what each intent means by itself added."""
        known = self.content.intents
        return self._read(text, (name for name in known if intents is None or name in intents))

    def parse_as(self, intent: str, text: str) -> Parse | None:
        """The exact reading as this intent."""
        return next(iter(self._read(text, (intent,))), None)

    def _read(self, text: str, intents: Iterable[str]) -> list[Parse]:
        words = normal(text).split()
        found = read(words, self._candidates.trees(intents, words), self.lexicon)
        means = {one.intent: self.content.intents[one.intent].means for one in found}
        return [Parse(one.intent, {**means[one.intent], **one.slots}) for one in found]

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self.content, self.lexicon)

    def slots_of(self, intent: str) -> dict[str, str]:
        """List → slot, for the lists that an intent's templates name."""
        entry = self.content.intents[intent]
        found: dict[str, str] = {}
        for template in (*entry.templates, *entry.short):
            for name in references(template):
                if isinstance(name, SlotRef):
                    found.setdefault(name.list, name.name)
        return found

    def phrases(self, intent: str, most: int) -> list[str]:
        """Up to `most` things people say for the intent, slots filled with samples; fixed order."""
        found = (" ".join(pattern.words) for pattern in self._turns(intent, fill=True))
        return list(dict.fromkeys(found))[:most]

    def patterns(self, intent: str, most: int) -> list[Pattern]:
        """As `phrases`, but short slots stay as names in braces: "set a timer for {duration}"."""
        return list({p.words: p for p in self._turns(intent, fill=False)}.values())[:most]

    def drawn(self, node: Node, most: int) -> list[tuple[str, ...]]:
        """Up to `most` of the phrases of a tree, slots filled; the same each time."""
        picker = _Picker(self, random.Random(most), fill=True)
        return [pattern.words for pattern in picker.some(node)][:most]

    def rule(self, name: str) -> Grammar:
        """The acceptor of what a rule says; of nothing when the content has no such rule."""
        return minimal([self.rules[name]] if name in self.rules else [], self.lists, self.rules)

    def rule_phrases(self, rule: str) -> list[str]:
        """Everything that a rule says."""
        return self.rule(rule).phrases(10_000)

    def spoken(self, rule: str) -> frozenset[tuple[str, ...]]:
        """Everything that a rule says, in words."""
        return frozenset(tuple(said.split()) for said in self.rule_phrases(rule))

    def is_open(self, name: str) -> bool:
        """Whether a list holds whole sentences: what is in them is said, not looked for."""
        if name not in self._open:
            entries = self.lists[name]
            leaves = (sum(1 for _ in slots_and_words(entry.node)) for entry in entries)
            values = name not in self.lexicon.numeric and not _CLOCK.match(str(entries[0].value))
            self._open[name] = values and any(n > _SHORT for n in leaves)
        return self._open[name]

    def _turns(self, intent: str, *, fill: bool) -> Iterator[Pattern]:
        """Turns go round the templates, so that a cut leaves something of each."""
        picker = _Picker(self, random.Random(intent), fill=fill)
        columns = [picker.some(tree) for tree in self.trees_of(intent)]
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
        slots = [leaf.list for leaf in slots_and_words(tree) if isinstance(leaf, SlotRef)]
        most = _PER_LIST if any(map(self.book.is_open, slots)) else _PER_TEMPLATE
        size = min(self._size(tree), most)
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
        return self.fill or self.book.is_open(name)

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

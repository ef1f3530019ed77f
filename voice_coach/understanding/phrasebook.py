"""Everything that people may say to the coach: exact readings, grammars for the ear, samples."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

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
)
from voice_coach.understanding.grammar import Grammar, ListEntry, Network, Parse

_PER_TEMPLATE = 24
_DEEPEST = 12


class Phrasebook:
    """The phrases of a content directory. Built lazily; the same content gives the same phrases."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._grammars: dict[frozenset[str], Grammar] = {}

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
        """Intent → the trees of its templates."""
        intents = self.content.intents.items()
        return {name: tuple(parse(line) for line in intent.templates) for name, intent in intents}

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

    def grammar(self, intents: Iterable[str] | None = None) -> Grammar:
        """The acceptor of these intents' phrases; left out: of all but the ignored ones."""
        chosen = self.heard if intents is None else frozenset(intents)
        if chosen not in self._grammars:
            self._grammars[chosen] = self.network.grammar(chosen)
        return self._grammars[chosen]

    def parses(self, text: str, intents: Collection[str] | None = None) -> list[Parse]:
        """The exact readings of the text, with what each intent means by itself added."""
        found = self.network.parses(normal(text))
        return [
            Parse(reading.intent, {**self.content.intents[reading.intent].means, **reading.slots})
            for reading in found
            if intents is None or reading.intent in intents
        ]

    def phrases(self, intent: str, most: int) -> list[str]:
        """Up to `most` things people say for the intent, slots filled with samples; fixed order."""
        return self._samples(intent, most, fill=True)

    def patterns(self, intent: str, most: int) -> list[str]:
        """As `phrases`, but a slot stays as its name in braces: "set a timer for {duration}"."""
        return self._samples(intent, most, fill=False)

    def _samples(self, intent: str, most: int, *, fill: bool) -> list[str]:
        """Turns go round the templates, so that a cut leaves something of each."""
        chance = random.Random(f"{intent} {most}")
        columns = [self._of_template(tree, chance, fill=fill) for tree in self.trees[intent]]
        found: dict[str, None] = {}
        for row in range(_PER_TEMPLATE):
            for column in columns:
                if row < len(column):
                    found.setdefault(column[row])
        return list(found)[:most]

    def _of_template(self, tree: Node, chance: random.Random, *, fill: bool) -> list[str]:
        """The plainest reading first, then random ones; all of them when they are few."""
        size = self._size(tree, fill=fill)
        tries = [self._one(tree, None, fill=fill)]
        tries += [self._one(tree, chance, fill=fill) for _ in range(min(3 * size, _PER_TEMPLATE))]
        return [" ".join(words) for words in dict.fromkeys(map(tuple, tries)) if words]

    def _parts(self, node: Node, *, fill: bool) -> tuple[Node, ...] | None:
        """What stands behind a name; None for a slot that stays a name."""
        if isinstance(node, RuleRef):
            return (self.rules[node.name],)
        if isinstance(node, SlotRef) and fill:
            return tuple(entry.node for entry in self.lists[node.list])
        return None

    def _size(self, node: Node, *, fill: bool) -> int:
        """How many phrases a tree holds, at most a few more than would be sampled."""
        match node:
            case Sequence(parts):
                size = 1
                for part in parts:
                    size = min(size * self._size(part, fill=fill), _PER_TEMPLATE)
                return size
            case Choice(parts):
                return min(sum(self._size(part, fill=fill) for part in parts), _PER_TEMPLATE)
            case RuleRef(name):
                return self._size(self.rules[name], fill=fill)
            case SlotRef():
                return _PER_TEMPLATE if fill else 1
            case Word():
                return 1

    def _one(self, node: Node, chance: random.Random | None, *, fill: bool) -> list[str]:
        """One phrase of the tree; without chance the first of every choice."""
        match node:
            case Word(text):
                return [text]
            case Sequence(parts):
                return [word for part in parts for word in self._one(part, chance, fill=fill)]
            case Choice(parts):
                chosen = chance.choice(parts) if chance else parts[0]
                return self._one(chosen, chance, fill=fill)
            case RuleRef(name):
                return self._one(self.rules[name], chance, fill=fill)
            case SlotRef(name, slot):
                if not fill:
                    return [f"{{{slot}}}"]
                nodes = [entry.node for entry in self.lists[name]]
                chosen = chance.choice(nodes) if chance else nodes[0]
                return self._one(chosen, chance, fill=fill)

"""What the names in templates stand for: the lists and rules, and the words that are in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from voice_coach.content.template import (
    Choice,
    Node,
    RuleRef,
    Sequence,
    SlotRef,
    Word,
    slots_and_words,
)
from voice_coach.understanding.acceptor import ListEntry, check


@dataclass
class Lexicon:
    """The lists and rules that trees name. What is known of them is found out when it is asked."""

    lists: Mapping[str, tuple[ListEntry, ...]]
    rules: Mapping[str, Node]
    numeric: frozenset[str] = frozenset()
    """Names of the lists whose values are numbers."""
    _begins: dict[str, dict[str | None, list[ListEntry]]] = field(default_factory=dict)
    _words: dict[SlotRef | RuleRef, frozenset[str]] = field(default_factory=dict)
    _sound: set[Node] = field(default_factory=set)

    def check(self, node: Node) -> None:
        """Raises ContentError for names in it that lead nowhere."""
        check(node, self.lists, self.rules, self._sound)

    def words(self, name: SlotRef | RuleRef) -> frozenset[str]:
        """Every word that may be said for the name. Raises ContentError when it leads nowhere."""
        if name not in self._words:
            self.check(name)
            self._words[name] = frozenset(self._leaves(self._nodes(name)))
        return self._words[name]

    def silent(self, name: str) -> bool:
        """Whether an entry of the list may say nothing."""
        return None in self._beginnings(name)

    def begins(self, name: str, word: str) -> bool:
        """Whether an entry of the list begins with the word."""
        return word in self._beginnings(name)

    def entries(self, name: str, word: str | None) -> Collection[ListEntry]:
        """The entries of a list that may go on with a word, or with None to the end."""
        return self.lists[name] if self.silent(name) else self._beginnings(name).get(word, ())

    def _nodes(self, name: SlotRef | RuleRef) -> Iterator[Node]:
        if isinstance(name, RuleRef):
            yield self.rules[name.name]
        else:
            yield from (entry.node for entry in self.lists[name.list])

    def _leaves(self, nodes: Iterator[Node]) -> Iterator[str]:
        for leaf in (leaf for node in nodes for leaf in slots_and_words(node)):
            if isinstance(leaf, Word):
                yield leaf.text
            else:
                yield from self.words(leaf)

    def _beginnings(self, name: str) -> Mapping[str | None, list[ListEntry]]:
        """The entries of a list by the words they can begin with; None: by saying nothing."""
        if name not in self._begins:
            begins: dict[str | None, list[ListEntry]] = {}
            for entry in self.lists[name]:
                for word in self._first(entry.node):
                    begins.setdefault(word, []).append(entry)
            self._begins[name] = begins
        return self._begins[name]

    def _first(self, node: Node) -> frozenset[str | None]:
        match node:
            case Word(text):
                return frozenset({text})
            case Choice(parts):
                return frozenset[str | None]().union(*map(self._first, parts))
            case Sequence(parts):
                found: frozenset[str | None] = frozenset({None})
                for part in parts:
                    if None in found:
                        found = (found - {None}) | self._first(part)
                return found
            case RuleRef(name):
                return self._first(self.rules[name])
            case SlotRef(name):
                return frozenset(self._beginnings(name))

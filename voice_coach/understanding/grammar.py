"""What phrases mean and what may be heard: templates by intent, read exactly or made a `Grammar`.

`Network` holds template trees. A text is read by walking along them (`walking.py`); recognisers
take their phrases as a `Grammar`, the smallest deterministic acyclic acceptor (`acceptor.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from voice_coach.content.template import Node
from voice_coach.understanding.acceptor import ListEntry, SlotValue, minimal
from voice_coach.understanding.arcs import Grammar
from voice_coach.understanding.lexicon import Lexicon
from voice_coach.understanding.walking import Parse, read

__all__ = ["Grammar", "ListEntry", "Network", "Parse", "SlotValue"]


@dataclass
class Network:
    """Template trees by intent, with the lists and rules that they name."""

    lists: Mapping[str, tuple[ListEntry, ...]]
    rules: Mapping[str, Node]
    numeric: frozenset[str] = frozenset()
    """Names of the lists whose values are numbers."""
    _trees: list[tuple[str, Node]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lexicon = Lexicon(self.lists, self.rules, self.numeric)

    def add(self, intent: str, node: Node) -> None:
        """One more template of the intent. Raises ContentError for names that lead nowhere."""
        self._lexicon.check(node)
        self._trees.append((intent, node))

    def parses(self, text: str) -> list[Parse]:
        """The readings of exactly this text, one per intent, in the order of the templates."""
        return read(text.split(), self._trees, self._lexicon)

    def grammar(self, intents: Collection[str] | None = None, *, digits: bool = False) -> Grammar:
        """The minimal acceptor of all phrases, or of those of some intents; digits only typed."""
        chosen = [tree for name, tree in self._trees if intents is None or name in intents]
        return minimal(chosen, self.lists, self.rules, digits=digits)

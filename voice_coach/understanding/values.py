"""Values inside a sentence: lengths of time, counts, days, names, found where they stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from voice_coach.content.lists import SAID, numeric
from voice_coach.content.template import SlotRef
from voice_coach.understanding.grammar import Grammar, Network, SlotValue
from voice_coach.understanding.phrasebook import Phrasebook

_RUN_TOGETHER = re.compile(r"(?<=\d)(?=[^\W\d])")


def apart(words: Sequence[str]) -> list[str]:
    """Words as they would be said: "90s" and "8pm" are two of them."""
    return [part for word in words for part in _RUN_TOGETHER.split(word)]


@dataclass(frozen=True, slots=True)
class Found:
    """The words from `start` up to `end` say this value of that list."""

    list: str
    start: int
    end: int
    value: SlotValue


class Values:
    """Looks for values of some lists, the longest first."""

    def __init__(self, book: Phrasebook, lists: Collection[str]) -> None:
        self._network = Network(book.lists, book.rules, numeric(book.content))
        self._lists = sorted(set(lists) - {n for n in book.open_lists if not n.startswith(SAID)})
        for name in self._lists:
            self._network.add(name, SlotRef(name, name))
        self._grammars: dict[str, Grammar] = {}

    def find(self, words: list[str], lists: Collection[str] | None = None) -> list[Found]:
        """Every longest value, left to right; where lists share words, one of each list.

        `lists`: look only for values of these.
        """
        wanted = [name for name in self._lists if lists is None or name in lists]
        found: list[Found] = []
        at = 0
        while at < len(words):
            end = max((self._longest(words, at, name) for name in wanted), default=at)
            if end > at:
                found.extend(f for f in self._read(words, at, end) if f.list in wanted)
            at = max(end, at + 1)
        return found

    def _longest(self, words: list[str], at: int, name: str) -> int:
        grammar = self._grammar(name)
        state, end = grammar.start, at
        for place in range(at, len(words)):
            moves = grammar.table.get(state, {})
            if words[place] not in moves:
                break
            state = moves[words[place]]
            if state in grammar.finals:
                end = place + 1
        return end

    def _grammar(self, name: str) -> Grammar:
        if name not in self._grammars:
            self._grammars[name] = self._network.grammar([name], digits=True)
        return self._grammars[name]

    def _read(self, words: list[str], start: int, end: int) -> Iterator[Found]:
        for parse in self._network.parses(" ".join(words[start:end])):
            yield Found(parse.intent, start, end, parse.slots[parse.intent])

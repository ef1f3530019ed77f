"""Values inside a sentence: lengths of time, counts, days, names, found where they stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from voice_coach.content.lists import SAID
from voice_coach.content.template import SlotRef
from voice_coach.understanding.acceptor import SlotValue
from voice_coach.understanding.phrasebook import Phrasebook
from voice_coach.understanding.walking import Parse, Walk

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
        self._book = book
        self._lists = sorted(lists)

    def find(self, words: list[str], lists: Collection[str] | None = None) -> list[Found]:
        """Every longest value, left to right; where lists share words, one of each list.

        `lists`: look only for values of these.
        """
        wanted = [n for n in self._lists if (lists is None or n in lists) and self._closed(n)]
        found: list[Found] = []
        at = 0
        while at < len(words):
            end, parses = self._longest(words, at, wanted)
            found.extend(Found(p.intent, at, end, p.slots[p.intent]) for p in parses)
            at = max(end, at + 1)
        return found

    def _closed(self, name: str) -> bool:
        return name.startswith(SAID) or not self._book.is_open(name)

    def _longest(self, words: list[str], at: int, lists: list[str]) -> tuple[int, list[Parse]]:
        """The end of the longest value that begins here, and its readings."""
        begun = [name for name in lists if self._book.lexicon.begins(name, words[at])]
        slots = [(name, SlotRef(name, name)) for name in begun]
        walk = Walk(self._book.lexicon, slots, words[at:])
        best: tuple[int, list[Parse]] = at, []
        for place in range(at, len(words) if begun else at):
            if not walk.on(words[place]):
                break
            if parses := walk.parses():
                best = place + 1, parses
        return best

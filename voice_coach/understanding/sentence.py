"""A heard sentence made ready for comparison: values found, fillers light, words looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voice_coach.understanding.phrasebook import Phrasebook
from voice_coach.understanding.values import Found, Values
from voice_coach.understanding.words import split, without

if TYPE_CHECKING:
    from voice_coach.understanding.phrase_index import PhraseIndex

_VALUE = 0.6
_ONE_OF = 0.95


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry per place: a word, or several words that say one value."""

    alike: tuple[Mapping[int, float], ...]
    """The known words that the place may stand for, with likeness."""
    values: tuple[tuple[Found, ...], ...]
    negations: frozenset[int]
    weight: float


class Reader:
    """Reads sentences with the words of one index."""

    def __init__(self, book: Phrasebook, index: PhraseIndex) -> None:
        self._index = index
        self._longest = max(map(len, index.fillers), default=0)
        lists = frozenset(name for slots in index.slots.values() for name in slots)
        self._values = Values(book, lists)
        self._gaps: dict[str, list[int]] = {}
        for word, number in index.vocabulary.ids.items():
            if word.startswith("{"):
                self._gaps.setdefault(word.strip("{}").partition(":")[0], []).append(number)

    def bare(self, clean: str) -> str:
        """The text without fillers; as it is when nothing else is in it."""
        return " ".join(without(clean.split(), self._index.fillers, self._longest))

    def read(self, clean: str) -> Sentence:
        """A normal text, made ready."""
        words = without(split(clean), self._index.fillers, self._longest)
        spans = self._spans(words)
        alike: list[Mapping[int, float]] = []
        values: list[tuple[Found, ...]] = []
        negations: set[int] = set()
        weight = 0.0
        for start, end, found in spans:
            said = words[start]
            near = dict(self._index.vocabulary.near(said)) if end == start + 1 else {}
            for value in found:
                near.update(dict.fromkeys(self._gaps.get(value.list, ()), _ONE_OF))
            if said in self._index.negation:
                negations.add(len(alike))
            weight += self._index.vocabulary.weight(said) if end == start + 1 else _VALUE
            alike.append(near)
            values.append(found)
        return Sentence(tuple(alike), tuple(values), frozenset(negations), weight)

    def _spans(self, words: list[str]) -> list[tuple[int, int, tuple[Found, ...]]]:
        by_start: dict[int, list[Found]] = {}
        for found in self._values.find(words):
            by_start.setdefault(found.start, []).append(found)
        spans: list[tuple[int, int, tuple[Found, ...]]] = []
        at = 0
        while at < len(words):
            values = tuple(by_start.get(at, ()))
            end = values[0].end if values else at + 1
            spans.append((at, end, values))
            at = end
        return spans

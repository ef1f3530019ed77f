"""All phrases of the coach laid out for quick comparison: which share most with a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voice_coach.understanding.phrasebook import Phrasebook
from voice_coach.understanding.sentence import Sentence
from voice_coach.understanding.vocabulary import Vocabulary

_MOST_PHRASES = 320
_LOOKED_AT = 40
_SHORT = 2
"""Halves of sentences and single words lose only to themselves: they would swallow too much."""
_FILLER = 0.04
GAP = 0.6
"""What a value tells (0 to 1): anybody may speak of ten minutes, or of tomorrow."""
_NEGATION = 0.7


class PhraseIndex:
    """Phrases by number, with their words, weights and intents."""

    def __init__(self, book: Phrasebook) -> None:
        self.fillers = book.spoken("filler")
        self.negation = frozenset(word for said in book.spoken("negation") for word in said)
        names = list(book.content.intents)
        found = [
            (name, pattern)
            for name in names
            for pattern in book.patterns(name, _MOST_PHRASES)
            if len(pattern.words) > _SHORT or not book.ignored(name)
        ]
        self.intents = [name for name, _ in found]
        self.phrases = [pattern for _, pattern in found]
        self.vocabulary = self._vocabulary()
        ids = self.vocabulary.ids
        self.numbers = [tuple(ids[word] for word in p.words) for p in self.phrases]
        weights = self.vocabulary.weights
        self.weights = [sum(weights[n] for n in numbers) for numbers in self.numbers]
        self.negations = [
            frozenset(j for j, word in enumerate(p.words) if word in self.negation)
            for p in self.phrases
        ]
        self.slots = {name: book.slots_of(name) for name in names}
        self.names = frozenset({"name"})
        self._total = np.array(self.weights, dtype=np.float32)
        self._postings = self._post()
        self._hints = self._hint(names)

    def nearest(self, sentence: Sentence) -> Iterator[tuple[int, float]]:
        """Phrases and the most they can score, best first."""
        shared = np.zeros(len(self.phrases), dtype=np.float32)
        best: dict[int, float] = {}
        for alike in sentence.alike:
            for word, likeness in alike.items():
                best[word] = max(best.get(word, 0.0), likeness)
        for word, likeness in best.items():
            shared[self._postings[word]] += likeness * self.vocabulary.weights[word]
        bound = 2 * shared / (self._total + np.float32(sentence.weight) + np.float32(1e-9))
        few = min(_LOOKED_AT, len(bound))
        if not few:
            return
        top = np.argpartition(-bound, few - 1)[:few]
        for number in top[np.argsort(-bound[top], kind="stable")]:
            if bound[number] > 0:
                yield int(number), float(bound[number])

    def hints(self, sentence: Sentence) -> dict[str, float]:
        """Intent → how much the single words speak for it, wherever they stand; 0 to 1."""
        total = np.zeros(len(self._names), dtype=np.float32)
        for alike in sentence.alike:
            if alike:
                word, likeness = next(iter(alike.items()))
                total += likeness * self.vocabulary.weights[word] * self._hints[word]
        shares = total / np.float32(sentence.weight or 1.0)
        return dict(zip(self._names, shares.tolist(), strict=True))

    def _hint(self, names: list[str]) -> NDArray[np.float32]:
        """Word × intent: of all the intents that use a word, how much this one does."""
        self._names = names
        column = {name: number for number, name in enumerate(names)}
        uses = np.zeros((len(self.vocabulary.words), len(names)), dtype=np.float32)
        for intent, numbers in zip(self.intents, self.numbers, strict=True):
            uses[list(set(numbers)), column[intent]] += 1
        sizes = np.bincount([column[n] for n in self.intents], minlength=len(names))
        uses /= np.maximum(sizes, 1)
        shares: NDArray[np.float32] = uses / np.maximum(uses.sum(axis=1, keepdims=True), 1e-9)
        return shares

    def _vocabulary(self) -> Vocabulary:
        uses: Counter[str] = Counter()
        by_intent: dict[str, set[str]] = {}
        for intent, pattern in zip(self.intents, self.phrases, strict=True):
            by_intent.setdefault(intent, set()).update(pattern.words)
        for words in by_intent.values():
            uses.update(words)
        vocabulary = Vocabulary(uses, len(by_intent))
        for word, number in vocabulary.ids.items():
            if word.startswith("{"):
                vocabulary.weights[number] = GAP
            elif (word,) in self.fillers:
                vocabulary.weights[number] = _FILLER
            elif word in self.negation:
                vocabulary.weights[number] = _NEGATION
        return vocabulary

    def _post(self) -> list[NDArray[np.int32]]:
        """Word number → the phrases it is in."""
        places: list[list[int]] = [[] for _ in self.vocabulary.words]
        for phrase, numbers in enumerate(self.numbers):
            for number in set(numbers):
                places[number].append(phrase)
        return [np.array(phrases, dtype=np.int32) for phrases in places]

"""Understanding by alignment, for content without a model: text beside the phrases of each intent.

An exact reading wins. Otherwise the heard words are laid beside the phrases of every intent that
may be meant now, and of the class that only exists to lose to: words alike in spelling or sound,
in order, the rare ones counting most, and whatever is left over on either side counting against.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from voice_coach.content.template import normal
from voice_coach.understanding.alignment import Alignment, align
from voice_coach.understanding.bars import ALIGNED, Bar
from voice_coach.understanding.grammar import SlotValue
from voice_coach.understanding.phrase_index import PhraseIndex
from voice_coach.understanding.phrasebook import Phrasebook
from voice_coach.understanding.sentence import Reader, Sentence
from voice_coach.understanding.understood import Understood
from voice_coach.understanding.words import split

_NEGATED = 0.55
_HINT = 0.3
"""How much the single words count beside the best phrase."""
_SAYS_LITTLE = 0.75
"""Weight: a few everyday words could belong to anything."""
_SURE = 0.97


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    phrase: int
    alignment: Alignment


class Aligner:
    """Understands with one phrasebook. Stateless apart from caches; use it from one thread."""

    def __init__(self, phrasebook: Phrasebook) -> None:
        self._book = phrasebook
        self._index = PhraseIndex(phrasebook)
        self._reader = Reader(phrasebook, self._index)

    def understand(
        self, text: str, intents: Collection[str] | None = None, bar: Bar = ALIGNED
    ) -> Understood:
        """The intent and slots of a text; `intents`: only these may be meant now."""
        clean = " ".join(split(normal(text)))
        return self._exact(text, clean, intents) or self._likely(text, clean, intents, bar)

    def _exact(self, text: str, clean: str, intents: Collection[str] | None) -> Understood | None:
        for said in dict.fromkeys((clean, self._reader.bare(clean))):
            for parse in self._book.parses(said) if said else ():
                ignored = self._book.ignored(parse.intent)
                if ignored or intents is None or parse.intent in intents:
                    believed = None if ignored else parse.intent
                    slots = {} if ignored else parse.slots
                    return Understood(text, believed, parse.intent, 1.0, slots, None, "exact")
        return None

    def _likely(
        self, text: str, clean: str, intents: Collection[str] | None, bar: Bar
    ) -> Understood:
        sentence = self._reader.read(clean)
        ranked = self._ranked(sentence, intents)
        if not ranked:
            return Understood(text, None, None, 0.0, {}, None, "no word of it is known")
        (best, first), *others = ranked
        runner_up, second = (others[0][0], others[0][1].score) if others else (None, 0.0)
        why = self._doubt(best, first, second, bar)
        believed = None if why else best
        slots = self._slots(sentence, best, first) if believed else {}
        phrase = " ".join(self._index.phrases[first.phrase].words)
        return Understood(
            text, believed, best, round(first.score, 3), slots, runner_up, why or f"like: {phrase}"
        )

    def _doubt(self, best: str, first: _Candidate, second: float, bar: Bar) -> str:
        """Why the best candidate is not believed; empty when it is."""
        if self._book.ignored(best):
            return "not for the coach"
        score = first.score
        if score < bar.score:
            return f"below {bar.score}"
        if first.alignment.shared < _SAYS_LITTLE and score < _SURE:
            return "too little was said"
        if score - second < bar.margin:
            return f"less than {bar.margin} ahead"
        return ""

    def _ranked(
        self, sentence: Sentence, intents: Collection[str] | None
    ) -> list[tuple[str, _Candidate]]:
        """The best candidate of each intent, best first."""
        best: dict[str, _Candidate] = {}
        scores = [0.0, 0.0]
        hints = self._index.hints(sentence)
        for phrase, bound in self._index.nearest(sentence):
            if (1 - _HINT) * bound + _HINT < scores[-2]:
                break
            intent = self._index.intents[phrase]
            if intents is not None and intent not in intents and not self._book.ignored(intent):
                continue
            candidate = self._candidate(sentence, phrase, hints[intent])
            if intent not in best or candidate.score > best[intent].score:
                best[intent] = candidate
                scores = sorted((0.0, 0.0, *(c.score for c in best.values())))
        return sorted(best.items(), key=lambda item: -item[1].score)

    def _candidate(self, sentence: Sentence, phrase: int, hint: float) -> _Candidate:
        words = self._index.numbers[phrase]
        alignment = align(sentence.alike, words, self._index.vocabulary.weights)
        whole = sentence.weight + self._index.weights[phrase]
        score = min(1.0, 2 * alignment.shared / whole) if whole else 0.0
        score = (1 - _HINT) * score + _HINT * hint
        if self._turned(sentence, phrase, alignment):
            score *= _NEGATED
        return _Candidate(score, phrase, alignment)

    def _turned(self, sentence: Sentence, phrase: int, alignment: Alignment) -> bool:
        """Whether one side says "not" and the other does not."""
        heard = sentence.negations - {i for i, _ in alignment.pairs}
        said = self._index.negations[phrase] - {j for _, j in alignment.pairs}
        return bool(heard) != bool(said) if not (heard and said) else False

    def _slots(
        self, sentence: Sentence, intent: str, candidate: _Candidate
    ) -> Mapping[str, SlotValue]:
        """What the phrase means by itself, what aligned with its gaps, and what else was said."""
        pattern = self._index.phrases[candidate.phrase]
        slots = {**self._book.content.intents[intent].means, **pattern.slots}
        for i, j in candidate.alignment.pairs:
            name, _, slot = pattern.words[j].strip("{}").partition(":")
            for found in sentence.values[i] if slot else ():
                if found.list == name:
                    slots[slot] = found.value
        for places in sentence.values:
            for found in places:
                slot = self._index.slots[intent].get(found.list, "")
                if slot and found.list not in self._index.names:
                    slots.setdefault(slot, found.value)
        return slots

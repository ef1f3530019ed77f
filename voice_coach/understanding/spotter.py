"""Fixed phrases that decide before anything is weighed: words of danger, and refusals.

Structure keeps people safe here, not detection: `danger` only sees to it that words of violence or
fear never begin a repair; `refusal`, that "don't start the timer" starts none. Both are content
(`[rules]`), and both err.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.understanding.phrasebook import Phrasebook

DANGER, REFUSAL = "danger", "refusal"


class Spotter:
    """Looks for the phrases of a rule in a sentence."""

    def __init__(self, book: Phrasebook, rule: str) -> None:
        phrases = book.rule_phrases(rule) if rule in book.content.rules else []
        self._phrases = frozenset(tuple(phrase.split()) for phrase in phrases)
        self._lengths = sorted({len(phrase) for phrase in self._phrases})

    def spots(self, words: Sequence[str]) -> bool:
        """Whether one of the phrases stands in the sentence, word for word."""
        return any(
            tuple(words[at : at + length]) in self._phrases
            for length in self._lengths
            for at in range(len(words) - length + 1)
        )

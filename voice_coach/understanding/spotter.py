"""Fixed phrases that decide before anything is weighed: words of danger, and refusals.

Structure keeps people safe here, not detection: `danger` only sees to it that words of violence or
fear never begin a repair; `refusal`, that "don't start the timer" starts none; `hedge`, that "yes,
maybe" is not a yes at a gate. All are content (`[rules]`), and all err.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.understanding.phrasebook import Phrasebook

DANGER, REFUSAL, HEDGE = "danger", "refusal", "hedge"


class Spotter:
    """Looks for the phrases of a rule in a sentence."""

    def __init__(self, book: Phrasebook, rule: str) -> None:
        self._phrases = book.rule(rule)

    def spots(self, words: Sequence[str]) -> bool:
        """Whether one of the phrases stands in the sentence, word for word."""
        return any(self._begins(words[at:]) for at in range(len(words)))

    def _begins(self, words: Sequence[str]) -> bool:
        """Whether the words begin with one of the phrases."""
        state = self._phrases.start
        for word in words:
            ahead = self._phrases.table.get(state, {})
            if word not in ahead or ahead[word] in self._phrases.finals:
                return word in ahead
            state = ahead[word]
        return False

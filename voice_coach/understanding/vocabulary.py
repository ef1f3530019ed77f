"""Known words: how alike two of them look and sound, and how much each tells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

NEAREST = 4
"""How many known words one heard word may stand for."""
_ALIKE = 0.72
_UNKNOWN = 1.0
"""What a word tells that is in no phrase."""

# Spellings that sound the same to an English ear; in order, longest first.
_SOUNDS = (
    (r"tion|sion|cian", "XN"),
    (r"ough|augh", "O"),
    (r"igh", "I"),
    (r"sch|sh|ch|tch", "X"),
    (r"ph", "F"),
    (r"th", "0"),
    (r"^kn|^gn", "N"),
    (r"^wr", "R"),
    (r"^wh", "W"),
    (r"mb$", "M"),
    (r"(?<=[a-z]{2}[^aeiouy])e$", ""),
    (r"ck|q|c(?![eiy]|$)", "K"),
    (r"c|z|x", "S"),
    (r"dg|j|g(?=[eiy])", "J"),
    (r"[aeiouy]+", "A"),
    (r"h", ""),
)
_RULES = tuple((re.compile(spelling), code) for spelling, code in _SOUNDS)


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """A rough code of how an English word sounds: vowels alike, silent letters gone."""
    code = re.sub(r"[^a-z]", "", word)
    for spelling, letter in _RULES:
        code = spelling.sub(letter, code)
    return re.sub(r"(.)\1+", r"\1", code.upper())


class Vocabulary:
    """The words of all phrases with what each tells (0 to 1), and the nearest to any word."""

    def __init__(self, uses: Mapping[str, int], groups: int) -> None:
        """`uses`: word → in how many of the `groups` intents it occurs."""
        rarest = math.log(1 + groups)
        self.words = list(uses)
        self.ids = {word: number for number, word in enumerate(self.words)}
        self.weights = [math.log(1 + groups / count) / rarest for count in uses.values()]
        plain = [(n, word) for n, word in enumerate(self.words) if not word.startswith("{")]
        self._spelled = dict(plain)
        self._sounded = {number: sound(word) for number, word in plain}
        self._known: dict[str, list[tuple[int, float]]] = {}

    def weight(self, word: str) -> float:
        """How much a word tells (0 to 1)."""
        number = self.ids.get(word)
        return self.weights[number] if number is not None else _UNKNOWN

    def near(self, word: str) -> list[tuple[int, float]]:
        """Known words that may be meant, with their likeness (0 to 1); the word itself first."""
        if word not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[word] = self._look(word)
        return self._known[word]

    def _look(self, word: str) -> list[tuple[int, float]]:
        best: dict[int, float] = {}
        if word in self.ids:
            best[self.ids[word]] = 1.0
        if len(word) > 2 and not word.startswith("{"):
            for _, alike, number in self._alike(word, self._spelled):
                best[number] = max(best.get(number, 0.0), alike * 0.95)
            for _, alike, number in self._alike(sound(word), self._sounded):
                best[number] = max(best.get(number, 0.0), alike * 0.85)
        ranked = sorted(best.items(), key=lambda item: -item[1])
        return ranked[:NEAREST]

    @staticmethod
    def _alike(word: str, among: dict[int, str]) -> Iterable[tuple[str, float, int]]:
        if len(word) < 3:
            return ()
        return process.extract(
            word, among, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE, limit=NEAREST
        )

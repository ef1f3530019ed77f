"""Which templates could say a text, told from their letters: only those are worth parsing.

As trees, thousands of templates take megabytes and a while to make; and most of them have not even
the words of a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voice_coach.content.schema import Content
from voice_coach.content.template import Node, parse, references
from voice_coach.understanding.lexicon import Lexicon

_Look = tuple[str, tuple[frozenset[str], ...]]
"""The letters of a template, and the words of each list and rule that it names."""


class Candidates:
    """The templates of a content directory, looked at before they are parsed."""

    def __init__(self, content: Content, lexicon: Lexicon) -> None:
        self._content = content
        self._lexicon = lexicon
        self._looks: dict[str, list[_Look]] = {}

    def trees(self, intents: Iterable[str], words: Iterable[str]) -> Iterator[tuple[str, Node]]:
        """The trees of those templates that may say these words, with their intents; in order."""
        rare, *telling = sorted({*words}, key=len, reverse=True) or [""]
        for intent in intents:
            entry = self._content.intents[intent]
            templates = (*entry.templates, *entry.short)
            if intent not in self._looks:
                self._looks[intent] = [self._look(template) for template in templates]
            for template, (letters, named) in zip(templates, self._looks[intent], strict=True):
                if not named and rare not in letters:
                    continue
                if all(word in letters or _in_one(word, named) for word in (rare, *telling)):
                    yield intent, parse(template)

    def _look(self, template: str) -> _Look:
        """A template as it is compared. Where nothing changes it is the same text, kept once."""
        letters = template.lower().replace("’", "'")
        named = tuple(map(self._lexicon.words, references(template)))
        return template if letters == template else letters, named


def _in_one(word: str, sets: Iterable[frozenset[str]]) -> bool:
    return any(word in words for words in sets)

"""What a type cannot say about content: is it whole, can it be heard, is it fit for the ear? Pure.

The ear and the voice come as functions, so that the check can run with or without them.
"""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.content import (
    lint_cards,
    lint_dialogue,
    lint_language,
    lint_phrases,
    lint_sentences,
)
from voice_coach.content.finding import Finding
from voice_coach.content.schema import Content

UnknownWords = Callable[[frozenset[str]], frozenset[str]]
"""Those of the words that the ear has no pronunciation for."""
VoiceSeconds = Callable[[str, int], float]
"""How long the voice needs for a text at a rate in words per minute."""


def check(
    content: Content,
    ear_unknown_words: UnknownWords | None = None,
    voice_seconds: VoiceSeconds | None = None,
) -> list[Finding]:
    """Everything that is wrong or doubtful, by file and name; errors first within a file."""
    references = lint_language.references(content)
    found = [
        *references,
        *lint_dialogue.check(content),
        *lint_sentences.check(content, voice_seconds),
        *lint_cards.check(content),
    ]
    if not any(finding.severity == "error" for finding in references):
        found += lint_phrases.check(content, ear_unknown_words)
    return sorted(found, key=lambda one: (one.file, one.severity, one.name, one.sentence))

"""What the coach asks of a recogniser: a grammar in, `Heard(text, score, words)` out.

One recogniser is used from one thread. Sound is 16 kHz mono int16, as bytes. The grammar is
changed only between utterances: `set_grammar()` drops any sound that was not finished.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from voice_coach.messages import Heard
from voice_coach.understanding.grammar import Grammar

RATE = 16_000
"""Hz."""


class Recognizer(Protocol):
    """An ear. Implementations: `sphinx_recognizer`, `vosk_recognizer`."""

    @property
    def name(self) -> str:
        """The engine and model, for `doctor` and benchmarks."""
        ...

    def set_grammar(self, grammar: Grammar) -> None:
        """From now on only these phrases (or nothing) are heard. Cheap when seen before."""
        ...

    def accept(self, frames: bytes) -> None:
        """More int16 sound of the current utterance."""
        ...

    def finish(self) -> Heard:
        """The utterance is over. `text` is a phrase of the grammar, or empty."""
        ...

    def reset(self) -> None:
        """Forget the sound of the current utterance."""
        ...

    def unknown_words(self, words: frozenset[str]) -> frozenset[str]:
        """Those of the words that this ear has no pronunciation for."""
        ...


@runtime_checkable
class Spotter(Protocol):
    """A recogniser that finds phrases amid other speech."""

    def spot(self, grammar: Grammar, frames: bytes) -> Heard:
        """The best phrase of the grammar in int16 sound, and how sure it is."""
        ...


@runtime_checkable
class Dictation(Protocol):
    """A recogniser that may be able to take down free speech."""

    @property
    def dictation(self) -> bool:
        """Whether its model knows words enough for that."""
        ...

    def take_down(self, frames: bytes) -> str:
        """All that was said in int16 sound, word by word."""
        ...


def takes_dictation(recognizer: object) -> bool:
    """Whether letters can be dictated to this ear."""
    return isinstance(recognizer, Dictation) and recognizer.dictation

"""What wins in every state, said at the head of other talk or amid it: how often it is heard, live.

"Stop", by people, and another person's talk. The ear listens as at a gate, with its endpointer; or
as while people talk and talk. What it takes for such a word where nobody said one counts beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ear.amid import UNDER, WORD, inside, joined, pieces, stops, talks, winning
from ear.ears import gate
from ear.measure import blocks, live
from ear.unseen import Unseen
from ear.voices import RATE, Samples
from voice_coach.conversation.listening import BELIEVED
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.glimpse import Glimpses
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import Listen, Listening
from voice_coach.understanding.phrasebook import Phrasebook

BEHIND = (0.5, 1.0, 2.0)
"""Seconds of talk, as loud as the word."""
Share = tuple[int, int]
"""Heard or taken for it, of so many."""


def at_head(
    recognizer: Recognizer, unseen: Unseen, book: Phrasebook, *, look: bool = True
) -> Iterator[Share]:
    """For each length of talk behind the word; without `look` only whole phrases are heard."""
    said, talk = stops(unseen, tune=False), talks(unseen, tune=False)
    ear = _Gate(recognizer, book, look)
    for seconds in BEHIND:
        sounds = (joined(it, talk[n % len(talk)], seconds) for n, (_, it) in enumerate(said))
        yield _count(any(it.split()[0] == WORD for it in ear.wins(x)) for x in sounds)


def amid(recognizer: Recognizer, unseen: Unseen, book: Phrasebook) -> Iterator[Share]:
    """For each level of the talk around it."""
    said, talk = stops(unseen, tune=False), talks(unseen, tune=False)
    for under in UNDER:
        sounds = (inside(it, talk[n % len(talk)], under) for n, (_, it) in enumerate(said))
        yield _count(bool(_glimpsed(recognizer, book, sound)) for sound in sounds)


def mistaken(
    recognizer: Recognizer, unseen: Unseen, book: Phrasebook, *, look: bool = True
) -> Share:
    """Pieces of talk for nobody, at a gate."""
    ear = _Gate(recognizer, book, look)
    return _count(bool(ear.wins(piece)) for piece in pieces(talks(unseen, tune=False)))


def mistaken_amid(recognizer: Recognizer, unseen: Unseen, book: Phrasebook) -> tuple[int, float]:
    """(words that win, in so many minutes of talk that goes on)."""
    talk = np.concatenate(talks(unseen, tune=False))
    return len(_glimpsed(recognizer, book, talk)), len(talk) / RATE / 60


class _Gate:
    """An ear before a yes or a no."""

    def __init__(self, recognizer: Recognizer, book: Phrasebook, look: bool) -> None:
        self._ear, self._wins = Ear(recognizer), winning(book)
        self._ear.first = self._wins if look else None
        self._ear.listen(Listen(Listening.ANSWER), gate(book))

    def wins(self, sound: Samples) -> list[str]:
        """What was heard that wins in every state."""
        heard = live(self._ear, sound)
        texts = [it.text for it in heard if it.text and it.score >= BELIEVED]
        return [text for text in texts if self._wins.accepts(text)]


def _glimpsed(recognizer: Recognizer, book: Phrasebook, sound: Samples) -> list[str]:
    glimpses, wins = Glimpses(recognizer), winning(book)
    seen = (glimpses.look(part, wins, speaking=True) for part in blocks(sound.tobytes()))
    return [it.text for it in seen if it is not None]


def _count(found: Iterable[bool]) -> Share:
    known = list(found)
    return sum(known), len(known)

"""What the synthetic speakers say: the coach's phrases, single words, and words at random.

Single words get as much room as whole phrases: "yes", "no" and "stop" are the hardest to hear
and matter most. Words at random show the network neighbours that no phrase has.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ear.voices import Manner, draw
from voice_coach.hearing.pronunciation import dictionary, pronounced, ways_to_say

_SHORT = """
yes no stop okay ok pause continue cancel repeat help done ready next back again skip resume wait
yeah yep nope sure please thanks hello goodbye louder quieter slower faster hug dance more less
sorry good great maybe later now coach go on off up down left right one two three four five six
seven eight nine ten twenty thirty
"""
SHORT = tuple(_SHORT.split())
"""Said more often than other words."""
SHARES = {"phrase": 0.40, "short": 0.28, "word": 0.12, "random": 0.20}
"""Of all utterances."""
_MOST_WORDS = 16
_RANDOM_WORDS = (3, 7)


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance that is to be made."""

    name: str
    text: str
    manner: Manner


def lines(phrases: Sequence[str], voices: Sequence[str], count: int, seed: int) -> list[Line]:
    """`count` utterances; the same arguments give the same ones."""
    rng = random.Random(seed)
    makers = {
        "phrase": _cycle(rng, phrases),
        "short": _cycle(rng, SHORT),
        "word": _cycle(rng, sorted({word for phrase in phrases for word in phrase.split()})),
        "random": _at_random(rng),
    }
    kinds = rng.choices(list(SHARES), list(SHARES.values()), k=count)
    return [
        Line(f"{kind}-{number:05d}", next(makers[kind]), draw(rng, voices))
        for number, kind in enumerate(kinds)
    ]


def coach_phrases(content: Path | None, each: int) -> list[str]:
    """What may be said to the coach, `each` of an intent, as far as it can be pronounced."""
    from voice_coach.content.loader import load
    from voice_coach.understanding.phrasebook import Phrasebook

    book = Phrasebook(load(content))
    phrases = [phrase for intent in book.content.intents for phrase in book.phrases(intent, each)]
    pronounced({word for phrase in phrases for word in phrase.split()})
    return [phrase for phrase in dict.fromkeys(phrases) if _sayable(phrase)]


def vocabulary(content: Path | None, extra: Iterable[str]) -> list[str]:
    """Every word that the model shall know, sorted."""
    from voice_coach.content.loader import load
    from voice_coach.understanding.phrasebook import Phrasebook

    words = {*Phrasebook(load(content)).grammar().words, *SHORT, *extra}
    ways = pronounced(words)
    return sorted(w for w in words if ways[w] and not any(map(str.isdigit, w)))


def _sayable(phrase: str) -> bool:
    words = phrase.split()
    plain = not any(letter.isdigit() for letter in phrase)
    return plain and len(words) <= _MOST_WORDS and all(ways_to_say(word) for word in words)


def _cycle(rng: random.Random, items: Sequence[str]) -> Iterator[str]:
    """All items in random order, then again in another."""
    while True:
        yield from rng.sample(items, len(items))


def _at_random(rng: random.Random) -> Iterator[str]:
    """A few words of the dictionary that have nothing to do with each other."""
    words = [w for w, ways in dictionary().items() if w.isalpha() and 2 < len(ways[0]) < 9]
    while True:
        yield " ".join(rng.sample(words, rng.randint(*_RANDOM_WORDS)))

"""Utterances that a model has not heard, each against a grammar that they are for, or are not.

With `tune` they are by the half of the speakers that the score is fitted on, without it by the
others. Every condition of noise comes in turn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np

from ear import ears, recordings
from ear.measure import Right, means_the_same, nothing
from ear.recordings import Recording
from ear.unseen import Unseen
from ear.voices import RATE, Samples
from voice_coach.content.loader import load
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

CONDITIONS = (ears.CLEAN, "24 dB", ears.CLEAN, "18 dB", "12 dB", "6 dB")
MOST = 400
"""Utterances of a kind."""
LONGEST = 6 * RATE
"""Samples of talk that is not for the coach; a longer piece is cut."""
Spoken = Sequence[tuple[str, Samples]]
"""Phrases of the coach by synthetic voices: text and sound."""
Order = tuple[Path, Right]
"""A real person's, and which text is right."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One utterance before one grammar."""

    name: str
    grammar: Grammar
    sound: Samples
    is_right: Right
    meant: bool = True
    """Whether it is for this grammar at all."""


def trials(
    unseen: Unseen, orders: Sequence[Order], content: Path, spoken: Spoken, *, tune: bool
) -> Iterator[Trial]:
    """All of them, noise added; `content` is what the orders are understood with."""
    noise = unseen.noise()
    before = _Grammars.of(content)
    drawn = _drawn(before, unseen, orders, spoken, tune)
    for trial, condition in zip(drawn, cycle(CONDITIONS)):
        heard = ears.with_noise(trial.sound, trial.name, condition, noise)
        yield Trial(trial.name, trial.grammar, heard, trial.is_right, trial.meant)


@dataclass(frozen=True)
class _Grammars:
    """What is listened for: a gate, anything, and a café's menu."""

    coach: Phrasebook
    gate: Grammar
    awake: Grammar
    menu: Grammar

    @classmethod
    def of(cls, content: Path) -> _Grammars:
        """The coach's own, and that of other content."""
        coach = Phrasebook(load(None))
        menu = Phrasebook(load(content)).grammar()
        return cls(coach, ears.gate(coach), ears.awake(coach), menu)

    def trial(self, grammar: Grammar, text: str, name: str, sound: Samples) -> Trial:
        """Of a text that may be one of the coach's phrases, or none."""
        if not grammar.accepts(text):
            return _for_nobody(name, grammar, sound)
        return Trial(name, grammar, sound, means_the_same(self.coach, text))

    @property
    def every(self) -> tuple[Grammar, ...]:
        """All three."""
        return self.gate, self.awake, self.menu


def _drawn(
    before: _Grammars, unseen: Unseen, orders: Sequence[Order], spoken: Spoken, tune: bool
) -> Iterator[Trial]:
    rng = random.Random(1)
    pieces = list(_pieces(unseen, tune))
    for it in _some(rng, unseen.words(tune=tune)):
        yield from _word(before, it)
    for text, sound in rng.sample(list(spoken), min(MOST, len(spoken))):
        yield before.trial(before.awake, text, text, sound)
        if pieces and before.awake.accepts(text):
            # Talk that begins like a phrase is the hardest to refuse.
            more = rng.choice(pieces)[1][: rng.randint(RATE // 2, 3 * RATE)]
            yield _for_nobody(f"{text} and more", before.awake, np.concatenate([sound, more]))
    for path, is_right in rng.sample(list(orders), min(MOST, len(orders))):
        sound = recordings.read(path)
        yield Trial(path.name, before.menu, sound, is_right)
        yield _for_nobody(path.name, before.awake, sound[:LONGEST])
    yield from (_for_nobody(name, it, sound) for name, sound in pieces for it in before.every)


def _word(before: _Grammars, it: Recording) -> Iterator[Trial]:
    sound = recordings.read(it.path)
    for grammar in (before.gate, before.awake):
        yield before.trial(grammar, it.text, it.name, sound)


def _for_nobody(name: str, grammar: Grammar, sound: Samples) -> Trial:
    return Trial(name, grammar, sound, nothing, meant=False)


def _pieces(unseen: Unseen, tune: bool) -> Iterator[tuple[str, Samples]]:
    """Talk that is for nobody."""
    for it in unseen.talk(tune=tune):
        sound = recordings.read(it.path)
        for at in range(0, len(sound) - LONGEST // 2, LONGEST):
            yield f"{it.name} {at}", sound[at : at + LONGEST]


def _some(rng: random.Random, found: Sequence[Recording]) -> list[Recording]:
    return rng.sample(list(found), min(MOST, len(found)))

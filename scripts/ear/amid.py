"""Words that win in every state, amid other talk: sounds to fit their score on, and to judge it.

A word with another person's talk behind it, or in the middle of talk that goes on; and talk in
which nobody says one, in pieces as an endpointer gives them and in windows as a long utterance is
looked at.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ear import recordings
from ear.trials import Spoken
from ear.unseen import Unseen
from ear.voices import RATE, Samples
from voice_coach.content.loader import load
from voice_coach.conversation.listening import interrupting
from voice_coach.hearing.conditioning import frame_levels, samples
from voice_coach.hearing.ear import head
from voice_coach.hearing.windows import Windows
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

BEHIND = (0.4, 0.8, 1.5, 3.0)
"""Seconds of talk behind a word that the score is fitted on."""
LOUDER = (-8.0, 3.0)
"""dB by which that talk is louder than the word."""
UNDER = (20.0, 15.0, 10.0)
"""dB by which talk that goes on is softer than the word in it."""
AT, LENGTH = 3.2, 6.0
"""Seconds: when the word comes in such talk, and how much there is of it."""
PIECE = (0.8, 2.6)
"""Seconds of an utterance for nobody: longer ones are looked at while they go on."""
TALK = 6 * RATE
"""Samples of a recording that serves as talk."""
BLOCK = 640
WORD = "stop"


@dataclass(frozen=True, slots=True)
class Amid:
    """A sound, and the word in it; empty where there is none."""

    word: str
    sound: Samples


def winning(book: Phrasebook) -> Grammar:
    """The short forms of what wins in every state."""
    return book.grammar((), interrupting(book.content))


def examples(unseen: Unseen, spoken: Spoken, folders: Sequence[Path] = ()) -> Iterator[Amid]:
    """What the score is fitted on: by the speakers that are set aside for it.

    `folders`: recordings that the model has learnt from, for more talk in which nobody says one.
    """
    rng, grammar = random.Random(1), winning(Phrasebook(load(None)))
    said = [*stops(unseen, tune=True), *(it for it in spoken if grammar.accepts(it[0]))]
    talk = [*talks(unseen, tune=True), *_long(folders)]
    for word, sound in said:
        for seconds in BEHIND:
            behind = joined(sound, rng.choice(talk), seconds, rng.uniform(*LOUDER))
            yield Amid(word, head(behind))
        for under in UNDER:
            within = inside(sound, rng.choice(talk), under)
            yield from (Amid(word, it) for it in windows(within))
    yield from (Amid("", head(it)) for it in pieces(talk))
    yield from (Amid("", it) for it in windows(np.concatenate(talk)))


def stops(unseen: Unseen, *, tune: bool) -> list[tuple[str, Samples]]:
    """The word, by people."""
    words = (it for it in unseen.words(tune=tune) if it.text == WORD)
    return [(it.text, recordings.read(it.path)) for it in words]


def talks(unseen: Unseen, *, tune: bool) -> list[Samples]:
    """Talk that is for nobody."""
    return [recordings.read(it.path) for it in unseen.talk(tune=tune)]


def _long(folders: Sequence[Path]) -> Iterator[Samples]:
    for folder in folders:
        sounds = (recordings.read(it.path) for it in recordings.listed(folder, ""))
        yield from (sound for sound in sounds if len(sound) >= TALK)


def joined(word: Samples, talk: Samples, seconds: float, louder: float = 0.0) -> Samples:
    """The word, and from the second second of the talk on so much of it."""
    behind = talk[RATE : RATE + round(seconds * RATE)].astype(np.float32)
    level = loudness(word) / loudness(behind) * 10 ** (louder / 20)
    return _levelled(np.concatenate([word.astype(np.float32), behind * level]))


def inside(word: Samples, talk: Samples, under: float) -> Samples:
    """The word amid talk that goes on."""
    around = np.resize(talk.astype(np.float32), round(LENGTH * RATE))
    around *= loudness(word) / max(1.0, float(np.std(around))) * 10 ** (-under / 20)
    at = round(AT * RATE)
    end = min(len(around), at + len(word))
    around[at:end] += word[: end - at]
    return _levelled(around)


def windows(sound: Samples) -> Iterator[Samples]:
    """What is looked at of one that goes on."""
    looked, frames = Windows(), sound.astype("<i2").tobytes()
    for at in range(0, len(frames), BLOCK):
        if window := looked.feed(frames[at : at + BLOCK]):
            yield samples(window)


def pieces(talk: Sequence[Samples]) -> Iterator[Samples]:
    """Utterances out of talk, cut at random."""
    rng = random.Random(1)
    for sound in talk:
        at = 0
        while at < len(sound) - RATE // 2:
            size = round(rng.uniform(*PIECE) * RATE)
            yield sound[at : at + size]
            at += size


def loudness(sound: np.ndarray) -> float:
    """Of the loud tenth of the frames, in steps of int16."""
    return float(10 ** (np.percentile(frame_levels(sound.astype(np.int16)), 90) / 20))


def _levelled(sound: np.ndarray) -> Samples:
    whole: Samples = (sound * (16_000 / max(1.0, float(np.abs(sound).max())))).astype(np.int16)
    return whole

"""Where the coach breathes: a text as phrases with pauses, and the phrases as sound.

espeak's own pauses depend on its rate (a comma lasts 160 to 260 ms, a full stop 350 to 540) and
each of its utterances ends in 200 to 480 ms of nothing. So every clause is synthesised by itself,
which takes it 11 ms, its silent ends are cut off, and the pauses between are ours and exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from voice_coach.messages import Say
from voice_coach.speaking.sound import Sound, joined, silence

COMMA = 0.25
SENTENCE = 0.5
QUESTION = 0.8
STEM = 1.2
"""Seconds of silence: after a comma, between sentences, before a question, after a stem …"""
SOFT = 10 ** (-6 / 20)
"""Six decibels less."""
QUIET = 60
"""int16 level (-55 dB) below which the ends of a clause are nothing but waiting."""
MARGIN = 0.008
"""Seconds kept around a clause, so that an f or an h at its edge survives; part of the pause."""
FADE = 0.005

SENTENCE_END = re.compile(r"(?<=[.?!…])[\"'”’)]*\s+")
CLAUSE_END = re.compile(r"(?<=[,;:])\s+|\s+[–—]\s+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said in one go; `pause_before` in seconds of silence between it and the last."""

    text: str
    pause_before: float


class Speaker(Protocol):
    """What `render` needs of a voice."""

    def synthesize(self, text: str, wpm: int = 150) -> Sound:
        """The text as sound."""
        ...


def phrases(text: str) -> list[Phrase]:
    """The clauses of a text in order. The first has no pause: `Say.before` is the caller's."""
    found: list[Phrase] = []
    previous = ""
    for sentence in sentences(text):
        for number, clause in enumerate(clauses(sentence)):
            pause = COMMA if number else pause_between(previous, sentence)
            found.append(Phrase(clause, pause if found else 0.0))
        previous = sentence
    return found


def sentences(text: str) -> list[str]:
    """Cut after a full stop, a question mark or an ellipsis that a space follows."""
    plain = text.strip().replace("...", "…")
    return [part for part in SENTENCE_END.split(plain) if sayable(part)]


def clauses(sentence: str) -> list[str]:
    """Cut after a comma, a colon or a semicolon that a space follows, and at a dash."""
    return [part for part in CLAUSE_END.split(sentence) if sayable(part)]


def sayable(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(letter.isalnum() for letter in text)


def pause_between(previous: str, sentence: str) -> float:
    """Seconds between two sentences."""
    if previous.endswith("…"):
        return STEM
    return QUESTION if sentence.endswith("?") else SENTENCE


def render(say: Say, voice: Speaker, wpm: int, volume: float) -> Iterator[Sound]:
    """The clauses one by one, each with its pause before it, so that the first comes early.

    `volume` is 0 to 1. Raises VoiceError when the voice fails for good.
    """
    loudness = volume * (SOFT if say.soft else 1.0)
    wait = say.before
    for phrase in phrases(say.text):
        spoken = clipped(voice.synthesize(phrase.text, wpm)).gain(loudness)
        pause = max(0.0, wait + phrase.pause_before - (2 * MARGIN if phrase.pause_before else 0))
        wait = 0.0
        yield joined((silence(pause, spoken.rate), spoken), spoken.rate)


def clipped(sound: Sound) -> Sound:
    """A clause without espeak's silence around it."""
    return sound.trimmed(QUIET, MARGIN).faded(FADE)

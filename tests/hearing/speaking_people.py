"""Somebody to listen to: a synthetic speaker, room tone, and grammars of a few phrases."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import numpy as np

from voice_coach.content.template import parse
from voice_coach.hearing.conditioning import Samples
from voice_coach.hearing.recognizer import RATE
from voice_coach.rehearsal.speakers import EspeakMouth, FliteMouth
from voice_coach.understanding.grammar import Grammar, Network


def speaker() -> FliteMouth | EspeakMouth:
    """flite where it is installed, else the espeak that comes with the program."""
    if shutil.which("flite"):
        return FliteMouth("slt", 0.5)
    return EspeakMouth("gmw/en-us+f1", 150, 0.5)


def grammar_of(*templates: str) -> Grammar:
    """The phrases of these templates."""
    network = Network({}, {})
    for template in templates:
        network.add("said", parse(template))
    return network.grammar()


def room(seconds: float, level: float = 3.0, seed: int = 0) -> bytes:
    """White noise; `level` is its standard deviation in steps of int16."""
    chance = np.random.default_rng(seed)
    return np.rint(chance.normal(0, level, int(seconds * RATE))).astype("<i2").tobytes()


def voice_like(seconds: float, seed: int = 0) -> Samples:
    """A buzz of 120 Hz through three formants, in syllables: a voice to a voice detector."""
    time = np.arange(int(seconds * RATE)) / RATE
    buzz = np.zeros_like(time)
    for harmonic in range(1, 30):
        pitch = 120 * harmonic
        gain = sum(np.exp(-(((pitch - formant) / 120) ** 2)) for formant in (600, 1200, 2500))
        buzz += (gain + 0.02) * np.sin(2 * np.pi * pitch * time + harmonic * seed)
    buzz *= 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    loud: Samples = np.rint(8000 * buzz / np.abs(buzz).max()).astype("<i2")
    return loud


Speak = Callable[[str], bytes]

"""The ears that are compared, what they may hear, and the noise that they all get alike."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ear.augment import Floats
from ear.voices import Samples
from voice_coach.conversation.listening import FIRST, controls, requests
from voice_coach.hearing.choice import ear_of
from voice_coach.hearing.conditioning import voiced_part
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import LIKELY, Heard
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

OURS, RIVAL = "ours", "pocketsphinx"
CLEAN = "clean"
LEVELS = (24, 21, 18, 15, 12, 9, 6)
"""dB of the voice over the noise."""
CONDITIONS = (CLEAN, *(f"{level} dB" for level in LEVELS))

Listen = Callable[[Grammar, Samples], Heard]
Ears = Mapping[str, Listen]


def ears(model: Path, others: Sequence[Path] = (), least: float = LIKELY) -> Ears:
    """The model, other ones, and PocketSphinx where it is installed; each gives what is likely."""
    found: dict[str, Recognizer] = {OURS: ear_of(model, least)}
    found |= {folder.name: ear_of(folder, least) for folder in others}
    if find_spec("pocketsphinx"):
        from sphinx_recognizer import SphinxRecognizer

        found[RIVAL] = SphinxRecognizer(least)
    return {name: _listen(recognizer) for name, recognizer in found.items()}


def _listen(recognizer: Recognizer) -> Listen:
    return lambda grammar, sound: hear(recognizer, grammar, sound)


def hear(recognizer: Recognizer, grammar: Grammar, sound: Samples) -> Heard:
    """One utterance, whole."""
    recognizer.set_grammar(grammar)
    recognizer.accept(sound.tobytes())
    return recognizer.finish()


def gate(book: Phrasebook) -> Grammar:
    """What can be heard when a yes or a no is asked for."""
    short = ("yes", *FIRST, *controls(book.content), *requests(book.content))
    return book.grammar(("no", "wake"), short)


def awake(book: Phrasebook) -> Grammar:
    """What can be heard when anything may be asked for."""
    return book.grammar(("wake", *requests(book.content)), (*FIRST, *controls(book.content)))


def asleep(book: Phrasebook) -> Grammar:
    """The wake phrase."""
    return book.grammar(("wake",))


def with_noise(sound: Samples, name: str, condition: str, noise: Sequence[Floats]) -> Samples:
    """The same sound, condition and noise give the same mixture to every engine."""
    if condition == CLEAN or not noise:
        return sound
    rng = np.random.default_rng(zlib.crc32(f"{name}/{condition}".encode()))
    clip = noise[int(rng.integers(len(noise)))]
    added = np.resize(np.roll(clip, -int(rng.integers(len(clip)))), len(sound))
    start, end = voiced_part(sound)
    voice = sound[start:end] if end > start else sound
    level = float(np.std(voice)) * 10 ** (-float(condition.split()[0]) / 20)
    mixed = sound.astype(np.float32) + added * np.float32(level / max(1e-6, float(np.std(added))))
    peak = float(np.abs(mixed).max())
    return np.rint(mixed * min(1.0, 32767 / max(1.0, peak))).astype(np.int16)

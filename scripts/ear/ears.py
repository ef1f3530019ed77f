"""The ears that are compared, what they may hear, and the noise that they all get alike."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ear.augment import Floats
from ear.voices import Samples
from voice_coach.conversation.listening import DENIALS, FIRST, REQUEST, controls, requests
from voice_coach.hearing.conditioning import levelled, voiced_part
from voice_coach.hearing.phrase_cover import covering_lines
from voice_coach.hearing.recognizer import RATE, Recognizer
from voice_coach.hearing.sphinx_recognizer import SphinxRecognizer
from voice_coach.hearing.vosk_recognizer import UNKNOWN, VoskRecognizer
from voice_coach.messages import DOUBTFUL, Heard
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

OURS, LEVELLED, BEST, RIVAL = "ours", "ours, levelled", "ours, best phrase", "pocketsphinx"
READINGS = 20
WORSE = 1.0
"""In logs of probability."""
CLEAN = "clean"
CONDITIONS = (CLEAN, "20 dB", "12 dB", "6 dB")
ANSWER, DENIAL = 0.27, 0.08
"""Least scores of an answer and of a denial at a gate; anything else needs more."""


class Levelled:
    """A recogniser that gets the voiced part, at one level, like the embedded ear."""

    def __init__(self, inner: Recognizer) -> None:
        self._inner = inner

    def hear(self, grammar: Grammar, sound: Samples) -> Heard:
        """One utterance."""
        start, end = voiced_part(sound)
        return hear(self._inner, grammar, levelled(sound[start:end]))


class BestPhrase:
    """The best reading that is a phrase, and not only the best reading.

    Vosk's grammar is a bigram: its best reading is often one word off a phrase. A phrase further
    down the list is taken if it is not much worse and `[unk]` is not the best of all.
    """

    def __init__(self, inner: VoskRecognizer, model: Path) -> None:
        import vosk

        self._inner, self._vosk = inner, vosk
        self._model = vosk.Model(model_path=str(model))
        self._decoders: dict[int, tuple[Grammar, Any]] = {}

    def hear(self, grammar: Grammar, sound: Samples) -> Heard:
        """One utterance, levelled."""
        began = time.perf_counter()
        decoder = self._decoder(grammar)
        start, end = voiced_part(sound)
        readings: list[dict[str, Any]] = []
        if end > start:
            decoder.AcceptWaveform(levelled(sound[start:end]).tobytes())
            readings = json.loads(decoder.FinalResult())["alternatives"]
        text = best_phrase([(it["text"], it["confidence"]) for it in readings], grammar)
        work = time.perf_counter() - began
        score = 1.0 if text else 0.0
        return Heard(text, score, audio_seconds=len(sound) / RATE, decode_seconds=work)

    def _decoder(self, grammar: Grammar) -> Any:
        if id(grammar) not in self._decoders:
            unknown = self._inner.unknown_words(grammar.words)
            lines = [*covering_lines(grammar, without=unknown), UNKNOWN]
            decoder = self._vosk.KaldiRecognizer(self._model, RATE, json.dumps(lines))
            decoder.SetMaxAlternatives(READINGS)
            self._decoders[id(grammar)] = grammar, decoder
        return self._decoders[id(grammar)][1]


def best_phrase(readings: Sequence[tuple[str, float]], grammar: Grammar) -> str:
    """The first phrase that is no more than `WORSE` for each word below the best reading."""
    best = readings[0] if readings else (UNKNOWN, 0.0)
    if best[0].strip() == UNKNOWN:
        return ""
    for reading, score in readings:
        words = [word for word in reading.split() if word != UNKNOWN]
        if best[1] - score <= WORSE * len(words) and grammar.accepts(" ".join(words)):
            return " ".join(words)
    return ""


Listen = Callable[[Grammar, Samples], Heard]
Ears = Mapping[str, Listen]


def ears(model: Path, *, rival: bool) -> Ears:
    """The model through the coach's own recogniser, plain and levelled, and the embedded ear."""
    vosk = VoskRecognizer(model)
    found: dict[str, Listen] = {
        OURS: lambda grammar, sound: hear(vosk, grammar, sound),
        LEVELLED: Levelled(vosk).hear,
        BEST: BestPhrase(vosk, model).hear,
    }
    if rival:
        sphinx = SphinxRecognizer(DOUBTFUL)
        found[RIVAL] = lambda grammar, sound: hear(sphinx, grammar, sound)
    return found


def hear(recognizer: Recognizer, grammar: Grammar, sound: Samples) -> Heard:
    """One utterance, whole."""
    recognizer.set_grammar(grammar)
    recognizer.accept(sound.tobytes())
    return recognizer.finish()


def gate(book: Phrasebook) -> Grammar:
    """What can be heard when a yes or a no is asked for."""
    short = ("yes", *FIRST, *controls(book.content), *requests(book.content))
    return book.grammar(("no", "wake"), short)


def believed(heard: Heard) -> str:
    """The text, if its score is what the coach asks of such a word."""
    least = REQUEST
    if heard.text in ("no", "stop", "pause", "cancel") or heard.text in DENIALS:
        least = DENIAL
    elif heard.text in ("yes", "yeah", "okay"):
        least = ANSWER
    return heard.text if heard.score >= least else ""


def with_noise(sound: Samples, name: str, condition: str, noise: Sequence[Floats]) -> Samples:
    """The same sound, condition and noise give the same mixture to every engine."""
    if condition == CLEAN:
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

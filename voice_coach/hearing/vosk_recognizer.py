"""The Vosk ear: a Kaldi model in a folder, a run-time grammar, words with times.

Vosk aborts the whole interpreter when it is used wrongly (a new grammar while sound is in
progress, two threads, an empty grammar), so nothing of that kind gets past this room.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from voice_coach.errors import ModelError
from voice_coach.hearing.model_probe import check_layout
from voice_coach.hearing.owner import Owner
from voice_coach.hearing.phrase_cover import covering_lines
from voice_coach.hearing.recognizer import RATE
from voice_coach.hearing.vosk_library import VoskModel, VoskStream
from voice_coach.messages import Heard, Word
from voice_coach.understanding.grammar import Grammar

UNKNOWN = "[unk]"
BREATH = 0.25
"""Seconds; an unknown sound at a phrase's edge that is shorter is a breath or a click."""


class VoskRecognizer:
    """A `Recognizer` on a Vosk model of the kind whose grammar can change at run time.

    `Heard.score` is the lowest confidence of the words. It says how far the words of the grammar
    were from each other, not whether a phrase of the grammar was said: speech that is none of
    them also scores 1.0. It is no gate; only `[unk]` in the grammar rejects.

    The first thread that sets a grammar or gives sound owns the recogniser; any other thread
    gets a RuntimeError. Raises ModelError when the folder is no model that can be used.
    """

    def __init__(self, model_dir: Path, dictation: bool = False) -> None:
        """`dictation`: the model knows words enough to take down free speech."""
        check_layout(model_dir)
        self.dictation = dictation
        self._free: VoskStream | None = None
        self._model_dir = model_dir
        self._model, self._decoder = _load(model_dir)
        self._unknown: dict[str, bool] = {}
        self._known: dict[int, tuple[Grammar, str]] = {}
        self._grammar = Grammar(0, (), frozenset())
        self._owner = Owner()
        self._words: list[Word] = []
        self._half = b""
        self._begun = 0
        self._samples = 0
        self._decode_seconds = 0.0

    @property
    def name(self) -> str:
        """The engine and the model's folder."""
        return f"vosk {self._model_dir.name}"

    def set_grammar(self, grammar: Grammar) -> None:
        """Hear only these phrases from now on; sound that was not finished is dropped."""
        self.reset()
        if grammar is self._grammar:
            return
        # Known by identity: to hash a large grammar would take longer than to set it.
        if id(grammar) not in self._known:
            self._known[id(grammar)] = grammar, self._lines(grammar)
        self._decoder.set_grammar(self._known[id(grammar)][1])
        self._grammar = grammar

    def accept(self, frames: bytes) -> None:
        """More int16 sound; half a frame waits for its other half."""
        self._owner.check()
        sound = self._half + bytes(frames)
        whole = len(sound) - len(sound) % 2
        self._half = sound[whole:]
        if not whole:
            return
        started = time.perf_counter()
        self._samples += whole // 2
        if self._decoder.accept(sound[:whole]):
            self._collect(self._decoder.result())
        self._decode_seconds += time.perf_counter() - started

    def finish(self) -> Heard:
        """What was heard. Without a whole phrase of the grammar the text is empty."""
        self._owner.check()
        started = time.perf_counter()
        self._collect(self._decoder.final_result())
        words = phrase_heard(self._words, self._grammar)
        seconds = (self._samples - self._begun) / RATE
        decoding = self._decode_seconds + time.perf_counter() - started
        self._start_anew()
        return Heard(
            text=" ".join(word.text for word in words),
            score=min((word.score for word in words), default=0.0),
            words=words,
            audio_seconds=seconds,
            decode_seconds=decoding,
        )

    def reset(self) -> None:
        """Forget the sound of the current utterance."""
        self._owner.check()
        # Vosk's own Reset keeps the last frames of the old sound; FinalResult drops them.
        self._decoder.final_result()
        self._start_anew()

    def take_down(self, frames: bytes) -> str:
        """All that was said in int16 sound, by the model's own language; `[unk]` is left out."""

        self._owner.check()
        if self._free is None:
            self._free = VoskStream(self._model)
        results = [self._free.result()] if self._free.accept(frames) else []
        results.append(self._free.final_result())
        words = " ".join(json.loads(result).get("text", "") for result in results).split()
        return " ".join(word for word in words if word != UNKNOWN)

    def unknown_words(self, words: frozenset[str]) -> frozenset[str]:
        """Those of the words that the model's vocabulary lacks."""
        for word in words - self._unknown.keys():
            # 0 is <eps>, which is no word either.
            self._unknown[word] = self._model.find_word(word) <= 0
        return frozenset(word for word in words if self._unknown[word])

    def _lines(self, grammar: Grammar) -> str:
        lines = covering_lines(grammar, without=self.unknown_words(grammar.words))
        # Vosk does not decode \u escapes.
        return json.dumps([*lines, UNKNOWN], ensure_ascii=False)

    def _collect(self, result: str) -> None:
        """Words of one of Vosk's results, on the utterance's own clock."""
        length = (self._samples - self._begun) / RATE
        offset = self._begun / RATE
        for item in json.loads(result).get("result", ()):
            start, end = (_within(item[key] - offset, length) for key in ("start", "end"))
            self._words.append(Word(item["word"], start, end, _within(item["conf"], 1.0)))

    def _start_anew(self) -> None:
        self._words, self._half = [], b""
        self._begun, self._decode_seconds = self._samples, 0.0


def phrase_heard(words: list[Word], grammar: Grammar) -> tuple[Word, ...]:
    """The words if they are a phrase of the grammar once short noises at its edges are gone.

    Anything else is nothing: a guess at the nearest phrase would answer talk that was not meant.
    """
    first, last = 0, len(words)
    while first < last and _is_breath(words[first]):
        first += 1
    while last > first and _is_breath(words[last - 1]):
        last -= 1
    core = tuple(words[first:last])
    return core if core and grammar.accepts(" ".join(word.text for word in core)) else ()


def _is_breath(word: Word) -> bool:
    return word.text == UNKNOWN and word.end - word.start < BREATH


def _within(value: float, most: float) -> float:
    return min(max(float(value), 0.0), most)


def _load(model_dir: Path) -> tuple[VoskModel, VoskStream]:
    """Vosk's model and a recogniser that knows no phrase yet."""
    model = VoskModel(model_dir)
    if model.find_word(UNKNOWN) < 0:
        raise ModelError(
            f"The model {model_dir.name} has no word {UNKNOWN}, so it could reject nothing.",
            "Choose another model: voice-coach models list.",
        )
    return model, VoskStream(model, json.dumps([UNKNOWN]))

"""Our own ear: a Vosk model with a phone set, and a graph of whole phrases for every grammar.

Vosk's own run-time grammar is a bigram of words; whole phrases are heard far better. So each
grammar becomes a graph of its own (`phrase_graph.py`), beside it one of any phones at all, and
both hear the whole utterance, levelled. How far the phrase stays behind any phones, and by how
much it beats the next phrase, says how sure it is (`confidence.py`).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from pathlib import Path

from voice_coach.errors import ContentError, ModelError
from voice_coach.hearing.conditioning import Samples, conditioned, samples, voiced_part
from voice_coach.hearing.confidence import Confidence, Evidence, read_confidence
from voice_coach.hearing.decoder import ANY_PHONES, Decoder, Reading, Span
from voice_coach.hearing.owner import Owner
from voice_coach.hearing.phones import PhoneSet, read_phones
from voice_coach.hearing.phrase_cover import useful_arcs
from voice_coach.hearing.phrase_graph import UNKNOWN, free_graph, phrase_graph
from voice_coach.hearing.pronunciation import pronounced
from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import LIKELY, Heard, Word
from voice_coach.understanding.grammar import Grammar

READINGS = 4
"""The best phrases that are compared."""
MOST_GRAPHS = 2
"""That are kept. Each takes 9 MB, for Vosk reads the network anew with it, and is made again in
0.03 to 0.06 s of work, most of it while the coach speaks."""
PHONES_FILE = "graph/phones.txt"
"""A model folder that has it can be given graphs of our own."""


class PhraseRecognizer:
    """A `Recognizer` on a model of ours, for the thread that first uses it.

    `Heard.score` is the probability, as measured on people, that the phrase was said. Raises
    ModelError when the folder is no such model.
    """

    def __init__(self, model_dir: Path, least: float = LIKELY) -> None:
        """`least` is the score under which a phrase is taken for something else."""
        self._model_dir, self._least = model_dir, least
        self._phones, self._confidence = _read(model_dir)
        self._free = Decoder(model_dir, free_graph(self._phones), 1, ANY_PHONES)
        self._graphs: OrderedDict[int, tuple[Grammar, Decoder | None]] = OrderedDict()
        self._current: tuple[Grammar, Decoder | None] | None = None
        self._amid: tuple[Grammar, Decoder | None] | None = None
        self._owner = Owner()
        self._sound: list[bytes] = []

    @property
    def name(self) -> str:
        """The engine and the model's folder."""
        return f"vosk {self._model_dir.name}"

    def set_grammar(self, grammar: Grammar) -> None:
        """Hear only these phrases from now on; an empty grammar hears nothing.

        Raises ContentError, naming the words, when none of the phrases can be pronounced.
        """
        self.reset()
        # Known by identity: to hash a large grammar would take longer than to make its graph.
        if id(grammar) not in self._graphs:
            self._graphs[id(grammar)] = grammar, self._compiled(grammar)
        self._graphs.move_to_end(id(grammar))
        self._current = self._graphs[id(grammar)]
        self._evict()

    def accept(self, frames: bytes) -> None:
        """More int16 sound of the current utterance; nothing is decoded yet."""
        self._owner.check()
        self._sound.append(bytes(frames))

    def finish(self) -> Heard:
        """Decode the utterance. Sound without a voice, or without a phrase, gives no text."""
        began = time.perf_counter()
        sound = samples(b"".join(self._sound))
        self.reset()
        start, end = voiced_part(sound)
        words, score = self._decode(conditioned(sound[start:end]), start / RATE)
        seconds = len(sound) / RATE
        return Heard(_text(words), score, words, seconds, time.perf_counter() - began)

    def spot(self, grammar: Grammar, frames: bytes) -> Heard:
        """A phrase of the grammar amid other speech. What `set_grammar` and `accept` did stays."""
        self._owner.check()
        began = time.perf_counter()
        words: tuple[Word, ...] = ()
        score, seconds = 0.0, len(frames) / 2 / RATE
        if found := self.weighed_amid(grammar, samples(frames)):
            reading, evidence = found
            score = (self._confidence.amid or self._confidence).of(evidence)
            words = _words(reading, 0.0, seconds, score)
        return Heard(_text(words), score, words, seconds, time.perf_counter() - began)

    def reset(self) -> None:
        """Forget the sound of the current utterance."""
        self._owner.check()
        self._sound = []

    def unknown_words(self, words: frozenset[str]) -> frozenset[str]:
        """Those of the words that nobody knows how to say."""
        return frozenset(word for word, ways in pronounced(words).items() if not ways)

    # -- decoding

    def weighed(self, sound: Samples) -> tuple[str, Evidence | None]:
        """The best phrase of a whole utterance and what speaks for it, however little that is."""
        start, end = voiced_part(sound)
        readings, evidence = self._search(conditioned(sound[start:end]))
        return (readings[0].text, evidence) if evidence else ("", None)

    def weighed_amid(self, grammar: Grammar, sound: Samples) -> tuple[Reading, Evidence] | None:
        """The best phrase amid other speech and what speaks for it, however little that is."""
        if self._amid is None or self._amid[0] is not grammar:
            self._amid = grammar, self._compiled(grammar, amid=True)
        decoder, heard = self._amid[1], conditioned(sound)
        if decoder is None or not len(heard):
            return None
        readings = [it.without_unknown() for it in decoder.readings(heard)]
        evidence = self._evidence(readings, heard, grammar)
        return (readings[0], evidence) if evidence else None

    def _search(self, sound: Samples) -> tuple[list[Reading], Evidence | None]:
        grammar, decoder = self._current or (None, None)
        if grammar is None or decoder is None or not len(sound):
            return [], None
        readings = decoder.readings(sound)
        return readings, self._evidence(readings, sound, grammar)

    def _decode(self, sound: Samples, offset: float) -> tuple[tuple[Word, ...], float]:
        """Words and score; no words where the score is too low. `offset` in seconds."""
        readings, evidence = self._search(sound)
        if evidence is None:
            return (), 0.0
        score = self._confidence.of(evidence)
        if score < self._least:
            return (), score
        length = offset + len(sound) / RATE
        return _words(readings[0], offset, length, score), score

    def _evidence(
        self, readings: list[Reading], sound: Samples, grammar: Grammar
    ) -> Evidence | None:
        """None where the best reading is no phrase, or the beginning of one: so Vosk reads sound
        after which no way to an end is left."""
        if not readings or not readings[0].text or not grammar.accepts(readings[0].text):
            return None
        best = readings[0]
        (free,) = self._free.readings(sound) or [best]
        others = [it.score for it in readings[1:] if it.text not in ("", UNKNOWN)]
        ways = pronounced([word.text for word in best.words])
        spoken = [(word.end - word.start, len(ways[word.text][0])) for word in best.words]
        return Evidence(
            over_free=best.score - free.score,
            over_next=best.score - max(others, default=best.score - Evidence.FAR),
            phones=sum(phones for _, phones in spoken),
            left_over=free.seconds - best.seconds,
            slowest=max((length / phones for length, phones in spoken), default=0.0),
        )

    # -- graphs

    def _compiled(self, grammar: Grammar, amid: bool = False) -> Decoder | None:
        if not grammar.arcs:
            return None
        unknown = self.unknown_words(grammar.words)
        arcs = useful_arcs(grammar, unknown) if unknown else grammar.arcs
        if not arcs:
            listed = ", ".join(repr(word) for word in sorted(unknown))
            raise ContentError(
                f"no phrase can be heard: there is no pronunciation of {listed}.",
                "Use other words, or spell them as they are spoken.",
            )
        sayable = Grammar(grammar.start, arcs, grammar.finals)
        graph = phrase_graph(sayable, pronounced(sayable.words), self._phones, amid=amid)
        return Decoder(self._model_dir, graph, READINGS)

    def _evict(self) -> None:
        """Forget the graphs that were not used for longest."""
        while len(self._graphs) > MOST_GRAPHS:
            self._graphs.popitem(last=False)


def _read(model_dir: Path) -> tuple[PhoneSet, Confidence]:
    try:
        return read_phones(model_dir), read_confidence(model_dir)
    except (OSError, TypeError, ValueError) as error:
        raise ModelError(
            f"The speech model in {model_dir} cannot be loaded: {error}.",
            f"Check it with: voice-coach models verify {model_dir.name}.",
        ) from error


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def _words(reading: Reading, offset: float, length: float, score: float) -> tuple[Word, ...]:
    return tuple(_word(it, offset, length, score) for it in reading.words)


def _word(span: Span, offset: float, length: float, score: float) -> Word:
    start, end = (min(offset + max(0.0, at), length) for at in (span.start, span.end))
    return Word(span.text, start, end, score)


def is_ours(model_dir: Path) -> bool:
    """Whether the folder holds a model that takes graphs of whole phrases."""
    return (model_dir / PHONES_FILE).is_file() and (model_dir / "am").is_dir()

"""The embedded ear: PocketSphinx with the US English model of its wheel. All of it is here.

The utterance is kept until it is over, cut to its voice, levelled, dithered and decoded whole:
live normalisation costs a fifth of the answers. A grammar forces something to be heard in any
sound, so a second, free search over phones says how much worse the phrase fits than any sound
would, and how much of the sound it explains away as silence.
"""

from __future__ import annotations

import math
import time
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from voice_coach.errors import ContentError, ModelError
from voice_coach.hearing.conditioning import Samples, levelled, samples, voiced_part
from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import LIKELY, Heard, Word
from voice_coach.understanding.grammar import Grammar

GATE = -2.0
"""Least score of a phrase over the free search, per frame of 10 ms, in steps of log 1.0001.

Chosen on recordings of real people: whole orders lose nothing, 1 to 4 % of foreign talk passes.
"""
GATE_SCALE = 4.0
"""`Heard.score` is the logistic of (score − GATE) / GATE_SCALE: 0.5 at the gate, 0.95 at 10."""
TRIES = 2
"""The search can end in half a phrase; with other dither it seldom does so twice."""
WORTH_ANOTHER = 4.0
"""Seconds; longer talk is hardly for the coach."""
MOST_IGNORED = 0.15
"""Share of the sound that a phrase may call silence and the free search speech."""
MOST_FILLED = 0.4
"""The reverse: silence that a phrase may fill with words."""
MOST_ARCS = 300_000
"""Of the compiled grammars that are kept; about 1 KB each."""
MOST_ALIVE = 1000
"""Paths followed at once: a third of the work on the coach's whole grammar, hardly a loss."""
_LOG_STEP = math.log(1.0001)
_FRAMES_PER_SECOND = 100
_PHONES = "phones"
_SILENCE = "<sil>"
_PREFIXES = {"un": "AH N", "re": "R IY", "non": "N AA N"}
_SUFFIXES = {"s": "Z", "ness": "N AH S", "less": "L AH S", "ly": "L IY", "ing": "IH NG"}
_SHORTEST_PART = 3
_VOICELESS = ("P", "T", "K", "F", "TH")
_HISSING = ("S", "Z", "SH", "ZH", "CH", "JH")


class SphinxRecognizer:
    """A `Recognizer` that needs no download. Words out of the dictionary are composed if possible.

    Phrases with a word that it still cannot pronounce are left out of a grammar; ask
    `unknown_words` before. Raises ModelError when PocketSphinx cannot be loaded.
    """

    def __init__(self, least: float = LIKELY) -> None:
        """`least` is the score under which a phrase is taken for something else."""
        self._least = least
        self._decoder = _load()
        self._grammars: OrderedDict[int, _Compiled] = OrderedDict()
        self._current: _Compiled | None = None
        self._made = 0
        self._sound: list[bytes] = []

    @property
    def name(self) -> str:
        """The engine and its model."""
        return "pocketsphinx en-us"

    def set_grammar(self, grammar: Grammar) -> None:
        """Hear only these phrases from now on; an empty grammar hears nothing.

        Raises ContentError, naming the words, when none of the phrases can be pronounced.
        """
        self.reset()
        # Known by identity: to hash a large grammar would take longer than to compile it.
        known = self._grammars.get(id(grammar))
        if known is None:
            known = self._compile(grammar)
            self._grammars[id(grammar)] = known
        self._grammars.move_to_end(id(grammar))
        self._current = known
        self._evict()

    def accept(self, frames: bytes) -> None:
        """More int16 sound of the current utterance; nothing is decoded yet."""
        self._sound.append(bytes(frames))

    def finish(self) -> Heard:
        """Decode the utterance. Sound without a voice, or without a phrase, gives no text."""
        began = time.perf_counter()
        sound = samples(b"".join(self._sound))
        self.reset()
        start, end = voiced_part(sound)
        voice = sound[start:end]
        for again in range(TRIES if len(voice) <= RATE * WORTH_ANOTHER else 1):
            words, score = self._decode(levelled(voice, again), start / RATE)
            if words or score:
                break
        return Heard(
            text=" ".join(word.text for word in words),
            score=score,
            words=words,
            audio_seconds=len(sound) / RATE,
            decode_seconds=time.perf_counter() - began,
        )

    def reset(self) -> None:
        """Forget the sound of the current utterance."""
        self._sound = []

    def unknown_words(self, words: frozenset[str]) -> frozenset[str]:
        """Those of the words that neither the dictionary nor composition can pronounce."""
        return frozenset(word for word in words if not self._pronounce(word))

    # -- decoding

    def _decode(self, sound: Samples, offset: float) -> tuple[tuple[Word, ...], float]:
        """Words and score; no words where the gate is shut. `offset` in seconds."""
        grammar = self._current
        if grammar is None or not grammar.name or not len(sound):
            return (), 0.0
        command = self._search(grammar.name, sound)
        if command is None or not grammar.accepts(command):
            return (), 0.0
        score = self._gate(command, self._search(_PHONES, sound))
        if score < self._least:
            return (), score
        return tuple(_word(segment, offset, score) for segment in command.spoken()), score

    def _search(self, name: str, sound: Samples) -> _Found | None:
        decoder = self._decoder
        # Without this the last utterance leaves a trace, and the same sound is heard differently.
        decoder.reinit_feat()
        decoder.activate_search(name)
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        if found is None or found.score <= 0.0:
            return None
        segments = [_Segment(s.word, s.start_frame, s.end_frame + 1) for s in decoder.seg()]
        return _Found(found.hypstr, math.log(found.score) / _LOG_STEP, segments)

    @staticmethod
    def _gate(command: _Found, free: _Found | None) -> float:
        """0 to 1; from 0.5 on it is a phrase and not just any speech."""
        if free is None:
            return 0.0
        frames = max(1, command.segments[-1].end)
        ignored = (command.silence() - free.silence()) / frames
        if not -MOST_FILLED <= ignored <= MOST_IGNORED:
            return 0.0
        margin = (command.score - free.score) / frames
        return 1 / (1 + math.exp(min(500.0, -(margin - GATE) / GATE_SCALE)))

    # -- grammars

    def _compile(self, grammar: Grammar) -> _Compiled:
        unknown = self.unknown_words(grammar.words)
        arcs = [arc for arc in grammar.arcs if arc[2] not in unknown]
        if not grammar.arcs:
            return _Compiled(grammar, "", 0)
        if not _reaches_end(grammar, arcs):
            raise ContentError(
                f"no phrase can be heard: there is no pronunciation of {_listed(unknown)}.",
                "Use other words, or spell them as they are spoken.",
            )
        end = 1 + max(max(source, target) for source, target, _ in arcs)
        end = max(end, grammar.start + 1, *(state + 1 for state in grammar.finals))
        transitions = [(source, target, 1.0, word) for source, target, word in arcs]
        # A silence that only whole phrases can end in: without it the room's noise after the last
        # word becomes half of a longer phrase.
        transitions += [(state, end, 1.0, _SILENCE) for state in grammar.finals]
        self._made += 1
        name = f"grammar-{self._made}"
        fsg = self._decoder.create_fsg(name, grammar.start, end, transitions)
        self._decoder.add_fsg(name, fsg)
        return _Compiled(grammar, name, len(transitions))

    def _evict(self) -> None:
        """Forget the grammars that were not used for longest."""
        while len(self._grammars) > 1 and sum(g.arcs for g in self._grammars.values()) > MOST_ARCS:
            _, oldest = self._grammars.popitem(last=False)
            if oldest.name:
                # A search cannot be removed while it is the active one.
                self._decoder.activate_search(_PHONES)
                self._decoder.remove_search(oldest.name)

    # -- pronunciations

    def _pronounce(self, word: str) -> str:
        """Phones, or empty. A composed pronunciation joins the dictionary."""
        found: str | None = self._decoder.lookup_word(word)
        if found is None:
            found = self._compose(word)
            if found:
                self._decoder.add_word(word, found, update=False)
        return found

    def _compose(self, word: str) -> str:
        """From the word without accents, a prefix, a suffix, or two words grown together."""
        plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
        if plain != word:
            return self._decoder.lookup_word(plain) or "" if plain else ""
        for at in range(len(word) - 1, 0, -1):
            head, tail = self._part(word[:at]), self._part(word[at:])
            if word[:at] in _PREFIXES and tail:
                return f"{_PREFIXES[word[:at]]} {tail}"
            if word[at:] in _SUFFIXES and head:
                return f"{head} {_plural(head) if word[at:] == 's' else _SUFFIXES[word[at:]]}"
            if head and tail:
                return f"{head} {tail}"
        return ""

    def _part(self, word: str) -> str:
        if len(word) < _SHORTEST_PART:
            return ""
        return self._decoder.lookup_word(word) or ""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A grammar as PocketSphinx has it; without a name it has no phrase."""

    grammar: Grammar
    name: str
    arcs: int

    def accepts(self, found: _Found) -> bool:
        """The search can end in the middle of a phrase."""
        return self.grammar.accepts(found.text)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A word, filler or phone, from one frame of 10 ms up to another."""

    text: str
    start: int
    end: int

    @property
    def silent(self) -> bool:
        """Silence, breath and noise have names of their own."""
        return self.text == "SIL" or self.text[0] in "<+[" or self.text == "(NULL)"


@dataclass(frozen=True, slots=True)
class _Found:
    """The best path of one search; the score in steps of log 1.0001."""

    text: str
    score: float
    segments: list[_Segment]

    def spoken(self) -> list[_Segment]:
        """Without silences."""
        return [segment for segment in self.segments if not segment.silent]

    def silence(self) -> int:
        """Frames of silence."""
        return sum(segment.end - segment.start for segment in self.segments if segment.silent)


def _load() -> Any:
    try:
        from pocketsphinx import Decoder, get_model_path

        decoder = Decoder(
            hmm=get_model_path("en-us/en-us"),
            dict=get_model_path("en-us/cmudict-en-us.dict"),
            lm=None,
            allphone_ci=True,
            maxhmmpf=MOST_ALIVE,
            loglevel="FATAL",
        )
        decoder.add_allphone_file(_PHONES, get_model_path("en-us/en-us-phone.lm.bin"))
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(
            f"the embedded ear cannot be loaded: {error}.", "Reinstall the package pocketsphinx."
        ) from error
    return decoder


def _word(segment: _Segment, offset: float, score: float) -> Word:
    text = segment.text.partition("(")[0]
    start, end = (offset + frame / _FRAMES_PER_SECOND for frame in (segment.start, segment.end))
    return Word(text, start, end, score)


def _reaches_end(grammar: Grammar, arcs: list[tuple[int, int, str]]) -> bool:
    follow: dict[int, list[int]] = {}
    for source, target, _ in arcs:
        follow.setdefault(source, []).append(target)
    reached, stack = {grammar.start}, [grammar.start]
    while stack:
        for target in follow.get(stack.pop(), ()):
            if target not in reached:
                reached.add(target)
                stack.append(target)
    return bool((reached - {grammar.start}) & grammar.finals)


def _listed(words: frozenset[str]) -> str:
    return ", ".join(repr(word) for word in sorted(words))


def _plural(phones: str) -> str:
    last = phones.split()[-1]
    return "IH Z" if last in _HISSING else "S" if last in _VOICELESS else "Z"

"""When each phone is said: the words are known, PocketSphinx finds their times.

Long recordings are cut at the start of a word, so that no piece is much longer than a command.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ear.voices import RATE, Samples
from voice_coach.hearing.phones import PHONES, SILENCE
from voice_coach.hearing.pronunciation import pronounced

CODES = {name: code for code, name in enumerate((SILENCE, *PHONES))}
"""Phone → its number; silence is 0."""
FRAME = RATE // 100
LONGEST_PHONE = 60
"""Frames of 10 ms; a longer one means that the alignment went wrong."""
PIECE = 450
"""Frames after which a recording is cut at the next word."""


@dataclass(frozen=True)
class Aligned:
    """A piece of sound with its phones and the frame (10 ms) at which each starts."""

    sound: Samples
    phones: tuple[int, ...]
    starts: tuple[int, ...]


def teach(decoder: Any, text: str) -> None:
    """Let a PocketSphinx decoder know all words of the text."""
    for word, ways in pronounced(text.split()).items():
        if decoder.lookup_word(word) is None:
            for number, phones in enumerate(ways, start=1):
                name = word if number == 1 else f"{word}({number})"
                decoder.add_word(name, " ".join(phones), True)


class Aligner:
    """One PocketSphinx decoder; used from one thread."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        beams = {"beam": 1e-80, "wbeam": 1e-60, "pbeam": 1e-80}
        # With its best path, a half of all longer recordings fail for no visible reason.
        self._decoder = Decoder(lm=None, loglevel="FATAL", bestpath=False, **beams)

    def pieces(self, sound: Samples, text: str) -> list[Aligned]:
        """The sound cut into pieces; none when the words do not fit the sound."""
        from voice_coach.hearing.conditioning import levelled

        teach(self._decoder, text)
        try:
            segments = self._segments(levelled(sound).tobytes(), text)
        except RuntimeError:
            return []
        if not segments or any(code and size > LONGEST_PHONE for code, _, size, _ in segments):
            return []
        return list(_cut(sound, segments))

    def _segments(self, sound: bytes, text: str) -> list[tuple[int, int, int, bool]]:
        """(phone, first frame, frames, whether a word or a silence begins here)."""
        decoder = self._decoder
        decoder.set_align_text(text)
        self._decode(sound)
        if decoder.hyp() is None:
            return []
        decoder.set_alignment()
        self._decode(sound)
        found: list[tuple[int, int, int, bool]] = []
        for word in decoder.get_alignment():
            for number, phone in enumerate(word):
                code = CODES.get(phone.name, 0)
                found.append((code, phone.start, phone.duration, number == 0))
        return found

    def _decode(self, sound: bytes) -> Any:
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(sound, full_utt=True)
        self._decoder.end_utt()


def _cut(sound: Samples, segments: list[tuple[int, int, int, bool]]) -> Iterator[Aligned]:
    """Pieces that begin where a word or a silence does."""
    begin = 0
    for number, (_, start, _, head) in enumerate(segments):
        if head and start - segments[begin][1] >= PIECE:
            yield _piece(sound, segments[begin:number], start)
            begin = number
    yield _piece(sound, segments[begin:], 0)


def _piece(sound: Samples, segments: list[tuple[int, int, int, bool]], end: int) -> Aligned:
    first = segments[0][1]
    part = sound[first * FRAME : end * FRAME if end else len(sound)]
    phones = tuple(code for code, *_ in segments)
    return Aligned(np.asarray(part), phones, tuple(start - first for _, start, *_ in segments))

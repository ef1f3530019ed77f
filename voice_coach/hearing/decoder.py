"""Vosk with one graph of ours, and what it reads in a sound."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from voice_coach.hearing.conditioning import Samples
from voice_coach.hearing.phrase_graph import UNKNOWN, PhraseGraph
from voice_coach.hearing.recognizer import RATE
from voice_coach.hearing.vosk_library import VoskModel, VoskStream


@dataclass(frozen=True, slots=True)
class Span:
    """A word and when it was said, in seconds from the first sample."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the sound; the score is a log likelihood."""

    text: str
    score: float
    words: tuple[Span, ...]

    @property
    def seconds(self) -> float:
        """From the first word to the last."""
        return self.words[-1].end - self.words[0].start if self.words else 0.0

    def without_unknown(self) -> Reading:
        """Only the phrase."""
        words = tuple(word for word in self.words if word.text != UNKNOWN)
        return Reading(" ".join(word.text for word in words), self.score, words)


CHUNK = "--frames-per-chunk=90"
"""The network reckons 0.9 s at once: a fifth less work than 0.2 s, and the same result."""
ANY_PHONES = ("--min-active=20", "--beam=6", "--lattice-beam=0.1")
"""Of a search for any phones: its graph is small and dense, and only its best way is looked at."""


class Decoder:
    """Vosk with one graph. It reads the graph from a folder, which is gone once it is loaded."""

    def __init__(
        self, model_dir: Path, graph: PhraseGraph, readings: int, search: Sequence[str] = ()
    ) -> None:
        """`search`: lines that win over the model's own settings."""
        with tempfile.TemporaryDirectory(prefix="voice-coach-") as scratch, ExitStack() as memory:
            folder = Path(scratch)
            _lay_out(folder, model_dir, search)
            _put(folder / "graph" / "HCLG.fst", graph.hclg, memory)
            _put(folder / "graph" / "words.txt", _symbols(graph), memory)
            self._vosk = VoskStream(VoskModel(folder), readings=readings)
        give_back_memory()
        self._begun = 0
        """Samples of earlier utterances: Vosk's clock goes on."""

    def readings(self, sound: Samples) -> list[Reading]:
        """The best readings of a whole utterance, the best first."""
        self._vosk.accept(sound.tobytes())
        found = json.loads(self._vosk.final_result())["alternatives"]
        begun, self._begun = self._begun / RATE, self._begun + len(sound)
        return [
            Reading(
                it["text"].strip(),
                it["confidence"],
                tuple(
                    Span(word["word"], _fine(word["start"] - begun), _fine(word["end"] - begun))
                    for word in it.get("result", ())
                ),
            )
            for it in found
        ]


def give_back_memory() -> None:
    """To the system, where the C library holds on to what is free: 10 MB for each graph dropped."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _lay_out(folder: Path, model_dir: Path, search: Sequence[str]) -> None:
    boundary, settings = "graph/phones/word_boundary.int", "conf/model.conf"
    features = "conf/fbank.conf"
    (folder / "graph" / "phones").mkdir(parents=True)
    (folder / "conf").mkdir()
    (folder / "am").symlink_to((model_dir / "am").resolve(), target_is_directory=True)
    for name in (boundary, features):
        (folder / name).write_bytes((model_dir / name).read_bytes())
    # Of a setting that stands there twice the last one counts.
    lines = ((model_dir / settings).read_text("utf-8").rstrip(), CHUNK, *search, "")
    (folder / settings).write_text("\n".join(lines), "utf-8")


def _symbols(graph: PhraseGraph) -> bytes:
    symbols = enumerate(("<eps>", *graph.words))
    return "".join(f"{word} {number}\n" for number, word in symbols).encode()


def _put(path: Path, data: bytes, memory: ExitStack) -> None:
    """The file, in memory where the system can: the couple's check-in word may be in it."""
    if not hasattr(os, "memfd_create"):
        path.write_bytes(data)
        return
    file = memory.enter_context(os.fdopen(os.memfd_create(path.name), "wb"))
    file.write(data)
    file.flush()
    path.symlink_to(f"/proc/self/fd/{file.fileno()}")


def _fine(seconds: float) -> float:
    """To the millisecond: the sum of what Vosk heard before leaves crumbs."""
    return round(seconds, 3)

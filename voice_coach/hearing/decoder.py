"""Vosk with one graph of ours, and what it reads in a sound."""

from __future__ import annotations

import json
import tempfile
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


class Decoder:
    """Vosk with one graph. It reads the graph from a folder, which is gone once it is loaded."""

    def __init__(self, model_dir: Path, graph: PhraseGraph, readings: int, arcs: int = 0) -> None:
        self.arcs = arcs
        with tempfile.TemporaryDirectory(prefix="voice-coach-") as scratch:
            folder = Path(scratch)
            _lay_out(folder, model_dir, graph)
            self._vosk = VoskStream(VoskModel(folder), readings=readings)
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


def _lay_out(folder: Path, model_dir: Path, graph: PhraseGraph) -> None:
    (folder / "graph" / "phones").mkdir(parents=True)
    for name in ("am", "conf"):
        (folder / name).symlink_to((model_dir / name).resolve(), target_is_directory=True)
    boundary = "graph/phones/word_boundary.int"
    (folder / boundary).write_bytes((model_dir / boundary).read_bytes())
    (folder / "graph" / "HCLG.fst").write_bytes(graph.hclg)
    symbols = enumerate(("<eps>", *graph.words))
    text = "".join(f"{word} {number}\n" for number, word in symbols)
    (folder / "graph" / "words.txt").write_text(text, "utf-8")


def _fine(seconds: float) -> float:
    """To the millisecond: the sum of what Vosk heard before leaves crumbs."""
    return round(seconds, 3)

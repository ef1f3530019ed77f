"""What the model hears, beside PocketSphinx: the same sound, the same grammar, the same run.

Real single words and foreign talk at a question's gate, whole orders, and the coach's phrases by
synthetic voices that were not learnt from; clean, and with noise that was not learnt from.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ear import recordings
from ear.augment import Floats
from ear.recordings import Recording
from ear.shards import read
from ear.voices import Samples
from voice_coach.content.loader import load
from voice_coach.conversation.listening import DENIALS, FIRST, REQUEST, controls, requests
from voice_coach.hearing.conditioning import levelled, voiced_part
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.hearing.sphinx_recognizer import SphinxRecognizer
from voice_coach.hearing.vosk_recognizer import VoskRecognizer
from voice_coach.messages import DOUBTFUL, Heard
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

CLEAN = "clean"
CONDITIONS = (CLEAN, "20 dB", "12 dB", "6 dB")
ANSWER = 0.27
"""Least score of an answer at a gate; denials need less, anything else more."""
DENIAL = 0.08
LONGEST = 12 * 16_000
Say = Callable[[str], None]


class Levelled:
    """A recogniser that gets the voiced part, at one level, like the embedded ear."""

    def __init__(self, inner: Recognizer) -> None:
        self._inner = inner
        self.name = f"{inner.name}, levelled"

    def hear(self, grammar: Grammar, sound: Samples) -> Heard:
        """One utterance."""
        start, end = voiced_part(sound)
        return hear(self._inner, grammar, levelled(sound[start:end]))


@dataclass
class Counts:
    """One engine in one condition."""

    files: int = 0
    right: int = 0
    wrong: int = 0
    seconds: float = 0.0
    work: float = 0.0
    by_word: dict[str, list[int]] = field(default_factory=dict)

    def add(self, heard: Heard, right: bool, word: str = "") -> None:
        """One file."""
        self.files += 1
        self.right += right
        self.wrong += bool(heard.text) and not right
        self.seconds += heard.audio_seconds
        self.work += heard.decode_seconds
        row = self.by_word.setdefault(word, [0, 0])
        row[0] += right
        row[1] += 1


Ears = Mapping[str, Callable[[Grammar, Samples], Heard]]


def ears(model: Path, *, rival: bool) -> Ears:
    """The model through the coach's own recogniser, plain and levelled, and the embedded ear."""
    vosk = VoskRecognizer(model)
    found: dict[str, Callable[[Grammar, Samples], Heard]] = {
        "ours": lambda grammar, sound: hear(vosk, grammar, sound),
        "ours, levelled": Levelled(vosk).hear,
    }
    if rival:
        sphinx = SphinxRecognizer(DOUBTFUL)
        found["pocketsphinx"] = lambda grammar, sound: hear(sphinx, grammar, sound)
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


def words(
    ears: Ears, files: Sequence[Recording], grammar: Grammar, noise: Sequence[Floats], say: Say
) -> dict[str, Any]:
    """Real single words: right, wrong, and what is no word of the grammar."""
    found: dict[str, Any] = {}
    for condition in CONDITIONS if noise else (CLEAN,):
        known = {name: Counts() for name in ears}
        foreign = {name: Counts() for name in ears}
        both: dict[str, list[bool]] = {name: [] for name in ears}
        for file in files:
            sound = with_noise(recordings.read(file.path), file.name, condition, noise)
            for name, listen in ears.items():
                heard = listen(grammar, sound)
                text = believed(heard)
                meant = grammar.accepts(file.text)
                counts = known[name] if meant else foreign[name]
                counts.add(Heard(text, heard.score, (), heard.audio_seconds,
                                 heard.decode_seconds), text == file.text, file.text)  # fmt: skip
                if meant:
                    both[name].append(text == file.text)
        found[condition] = {
            name: {
                "files": known[name].files,
                "heard": known[name].right,
                "wrong": known[name].wrong,
                "foreign": foreign[name].files,
                "accepted": foreign[name].wrong,
                "by_word": known[name].by_word,
                "by_foreign": foreign[name].by_word,
                "work": known[name].work / max(1e-9, known[name].seconds),
            }
            for name in ears
        }
        say(f"words, {condition}: " + _short(found[condition]))
        found[condition]["paired"] = _paired(both)
    return found


def _short(row: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name} {it['heard']}/{it['files']} wrong {it['wrong']} false {it['accepted']}/"
        f"{it['foreign']} work {it['work']:.3f}"
        for name, it in row.items()
    )


def _paired(both: Mapping[str, Sequence[bool]]) -> dict[str, list[int]]:
    """Against PocketSphinx: only ours right, only the other right."""
    other = both.get("pocketsphinx", ())
    return {
        name: [
            sum(a and not b for a, b in zip(mine, other, strict=True)),
            sum(b and not a for a, b in zip(mine, other, strict=True)),
        ]
        for name, mine in both.items()
        if other and name != "pocketsphinx"
    }


def orders(
    ears: Ears, folder: Path, content: Path, noise: Sequence[Floats], say: Say
) -> dict[str, Any]:
    """Whole orders: the intent and exactly the right slots (strict), or more slots (pub)."""
    book = Phrasebook(load(content))
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    found: dict[str, Any] = {}
    for condition in CONDITIONS if noise else (CLEAN,):
        row = {
            name: {"files": 0, "strict": 0, "pub": 0, "work": 0.0, "sound": 0.0} for name in ears
        }
        for file, label in labels.items():
            sound = with_noise(recordings.read(folder / file), file, condition, noise)
            slots = {slot: value.strip() for slot, value in label["slots"].items()}
            for name, listen in ears.items():
                heard = listen(book.grammar(), sound)
                reading = next(iter(book.parses(heard.text) if heard.text else ()), None)
                right = reading is not None and reading.intent == label["intent"]
                said = dict(reading.slots) if reading is not None else {}
                row[name]["files"] += 1
                row[name]["strict"] += right and said == slots
                row[name]["pub"] += right and slots.items() <= said.items()
                row[name]["work"] += heard.decode_seconds
                row[name]["sound"] += heard.audio_seconds
        found[condition] = row
        say(f"orders, {condition}: {row}")
    return found


def phrases(ears: Ears, shards: Iterable[Path], grammar: Grammar, most: int) -> dict[str, Any]:
    """The coach's phrases by unseen synthetic voices."""
    row = {name: Counts() for name in ears}
    for place, (text, voice, sound) in enumerate(_synthetic(shards)):
        if place >= most:
            break
        if grammar.accepts(text):
            for name, listen in ears.items():
                heard = listen(grammar, sound)
                row[name].add(heard, heard.text == text, voice.partition(":")[0])
    return {
        name: {"files": it.files, "right": it.right, "wrong": it.wrong, "by_engine": it.by_word}
        for name, it in row.items()
    }


def _synthetic(shards: Iterable[Path]) -> Iterator[tuple[str, str, Samples]]:
    for path in shards:
        for row, it in read(path):
            yield row["text"], row["voice"], it["sound"]


def foreign(ears: Ears, files: Sequence[Recording], grammar: Grammar) -> dict[str, Any]:
    """Sentences that are for nobody: how many were taken for a phrase."""
    row = {name: Counts() for name in ears}
    for file in files:
        sound = recordings.read(file.path)[:LONGEST]
        for name, listen in ears.items():
            heard = listen(grammar, sound)
            text = believed(heard)
            row[name].add(Heard(text, heard.score), right=False)
    return {name: {"files": it.files, "accepted": it.wrong} for name, it in row.items()}


def some(files: Sequence[Recording], most: int, seed: int = 1) -> list[Recording]:
    """At most so many, the same every time."""
    chosen = sorted(files, key=lambda file: file.name)
    random.Random(seed).shuffle(chosen)
    return chosen[:most]

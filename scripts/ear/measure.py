"""What the model hears, beside PocketSphinx: the same sound, the same grammar, the same run.

Real single words and foreign talk at a question's gate, whole orders, and the coach's phrases by
synthetic voices that were not learnt from; clean, and with noise that was not learnt from.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ear import recordings
from ear.augment import Floats
from ear.ears import CLEAN, CONDITIONS, RIVAL, Ears, believed, with_noise
from ear.recordings import Recording
from ear.shards import read
from ear.voices import RATE, Samples
from voice_coach.content.loader import load
from voice_coach.messages import Heard
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

LONGEST = 12 * RATE
"""Samples; longer talk is cut."""
Say = Callable[[str], None]
Row = dict[str, Any]


@dataclass
class Counts:
    """One ear in one condition."""

    files: int = 0
    right: int = 0
    wrong: int = 0
    seconds: float = 0.0
    work: float = 0.0
    by_word: dict[str, list[int]] = field(default_factory=dict)
    """Word → right, files."""

    def add(self, heard: Heard, text: str, right: bool, word: str = "") -> None:
        """One file; `text` is what was believed of what was heard."""
        self.files += 1
        self.right += right
        self.wrong += bool(text) and not right
        self.seconds += heard.audio_seconds
        self.work += heard.decode_seconds
        row = self.by_word.setdefault(word, [0, 0])
        row[0] += right
        row[1] += 1

    @property
    def speed(self) -> float:
        """Seconds of work for a second of sound."""
        return self.work / max(1e-9, self.seconds)


@dataclass
class _Words:
    """One ear with single words: those of the grammar, and others."""

    known: Counts = field(default_factory=Counts)
    foreign: Counts = field(default_factory=Counts)
    in_order: list[bool] = field(default_factory=list)

    def add(self, heard: Heard, said: str, meant: bool) -> None:
        text = believed(heard)
        counts = self.known if meant else self.foreign
        counts.add(heard, text, text == said, said)
        if meant:
            self.in_order.append(text == said)

    def row(self) -> Row:
        """As numbers."""
        return {
            "files": self.known.files,
            "heard": self.known.right,
            "wrong": self.known.wrong,
            "foreign": self.foreign.files,
            "accepted": self.foreign.wrong,
            "by_word": self.known.by_word,
            "work": self.known.speed,
        }


def words(
    ears: Ears, files: Sequence[Recording], grammar: Grammar, noise: Sequence[Floats], say: Say
) -> dict[str, Row]:
    """Real single words: right, wrong, and what is no word of the grammar."""
    found: dict[str, Row] = {}
    for condition in CONDITIONS if noise else (CLEAN,):
        rows = {name: _Words() for name in ears}
        for file in files:
            sound = with_noise(recordings.read(file.path), file.name, condition, noise)
            meant = grammar.accepts(file.text)
            for name, listen in ears.items():
                rows[name].add(listen(grammar, sound), file.text, meant)
        found[condition] = {name: row.row() for name, row in rows.items()}
        say(f"words, {condition}: {_short(found[condition])}")
        found[condition]["paired"] = _paired({name: row.in_order for name, row in rows.items()})
    return found


def _short(row: Mapping[str, Row]) -> str:
    return "; ".join(
        f"{name} {it['heard']}/{it['files']} wrong {it['wrong']} "
        f"false {it['accepted']}/{it['foreign']} work {it['work']:.3f}"
        for name, it in row.items()
    )


def _paired(in_order: Mapping[str, Sequence[bool]]) -> dict[str, list[int]]:
    """Against PocketSphinx: files that only ours has right, files that only the other has."""
    other = in_order.get(RIVAL, ())
    return {
        name: [
            sum(a and not b for a, b in zip(mine, other, strict=True)),
            sum(b and not a for a, b in zip(mine, other, strict=True)),
        ]
        for name, mine in in_order.items()
        if other and name != RIVAL
    }


def orders(
    ears: Ears, folder: Path, content: Path, noise: Sequence[Floats], most: int, say: Say
) -> dict[str, Row]:
    """Whole orders: the intent and exactly the right slots (strict), or more slots (pub)."""
    book = Phrasebook(load(content))
    labels = list(json.loads((folder / "labels.json").read_text("utf-8")).items())
    random.Random(1).shuffle(labels)
    found: dict[str, Row] = {}
    for condition in CONDITIONS if noise else (CLEAN,):
        strict, pub = ({name: Counts() for name in ears} for _ in range(2))
        for file, label in labels[:most]:
            sound = with_noise(recordings.read(folder / file), file, condition, noise)
            slots = {slot: value.strip() for slot, value in label["slots"].items()}
            for name, listen in ears.items():
                heard = listen(book.grammar(), sound)
                said = _slots(book, heard.text, label["intent"])
                strict[name].add(heard, heard.text, said == slots)
                pub[name].add(heard, heard.text, said is not None and slots.items() <= said.items())
        found[condition] = {
            name: {
                "files": strict[name].files,
                "strict": strict[name].right,
                "pub": pub[name].right,
                "work": strict[name].speed,
            }
            for name in ears
        }
        say(f"orders, {condition}: {found[condition]}")
    return found


def _slots(book: Phrasebook, text: str, intent: str) -> dict[str, object] | None:
    """The slots of the text; None when it does not mean this intent."""
    reading = next(iter(book.parses(text) if text else ()), None)
    return dict(reading.slots) if reading is not None and reading.intent == intent else None


def phrases(ears: Ears, shards: Iterable[Path], grammar: Grammar, most: int) -> dict[str, Row]:
    """The coach's phrases by unseen synthetic voices."""
    rows = {name: Counts() for name in ears}
    spoken = (it for it in _synthetic(shards) if grammar.accepts(it[0]))
    for _, (text, voice, sound) in zip(range(most), spoken, strict=False):
        for name, listen in ears.items():
            heard = listen(grammar, sound)
            rows[name].add(heard, heard.text, heard.text == text, voice.partition(":")[0])
    return {
        name: {"files": it.files, "right": it.right, "wrong": it.wrong, "by_engine": it.by_word}
        for name, it in rows.items()
    }


def _synthetic(shards: Iterable[Path]) -> Iterator[tuple[str, str, Samples]]:
    for path in shards:
        for row, it in read(path):
            yield row["text"], row["voice"], it["sound"]


def foreign(ears: Ears, files: Sequence[Recording], grammar: Grammar) -> dict[str, Row]:
    """Sentences that are for nobody: how many were taken for a phrase."""
    rows = {name: Counts() for name in ears}
    for file in files:
        sound = recordings.read(file.path)[:LONGEST]
        for name, listen in ears.items():
            heard = listen(grammar, sound)
            rows[name].add(heard, believed(heard), right=False)
    return {
        name: {"files": it.files, "accepted": it.wrong, "work": it.speed}
        for name, it in rows.items()
    }


def some(files: Sequence[Recording], most: int, seed: int = 1) -> list[Recording]:
    """At most so many, the same every time."""
    chosen = sorted(files, key=lambda file: file.name)
    random.Random(seed).shuffle(chosen)
    return chosen[:most]

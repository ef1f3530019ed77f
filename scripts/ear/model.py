"""The folder that Vosk loads: acoustic model, settings, and a loop of all words.

`[unk]` is one word of any phones, under the bigram that training used: what no phrase fits fits
it better. How dear it is decides what is rejected.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ear.align import CODES
from ear.fbank import BANDS, HIGH, LOW, RATE
from ear.kaldi import Arc, Layer, Phone, acoustic_model, enter, graph, statistics, stay
from ear.pronounce import PHONES, Phones, ways_to_say
from ear.shards import write_text

UNKNOWN = "[unk]"
PLACES = ("begin", "end", "internal", "singleton")
SILENCE_COST = 0.7
MODEL_CONF = """--min-active=200
--max-active=3000
--beam=13
--lattice-beam=5
--acoustic-scale=1.0
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
FBANK_CONF = f"""--sample-frequency={RATE}
--num-mel-bins={BANDS}
--low-freq={LOW:g}
--high-freq={HIGH - RATE / 2:g}
--dither=0
--use-energy=false
"""


@dataclass(frozen=True)
class Garbage:
    """What `[unk]` costs."""

    entry: float = 4.0
    """Once."""
    scale: float = 1.0
    """Of the bigram's costs; 1 would make each phone as dear as in training."""


@dataclass
class PhoneTable:
    """Phones by their place in the word: Vosk reads the times of words off the places."""

    places: list[str] = field(default_factory=lambda: ["nonword"])
    phones: list[Phone] = field(default_factory=lambda: [Phone(0, 1)])
    numbers: dict[tuple[str, str], int] = field(default_factory=lambda: {("SIL", "nonword"): 1})

    def __post_init__(self) -> None:
        for name in ("SIL", *PHONES):
            for place in PLACES if name != "SIL" else ("internal",):
                self.places.append(place)
                self.phones.append(Phone(2 * CODES[name], 2 * CODES[name] + 1))
                self.numbers[name, place] = len(self.places)

    def of(self, phones: Phones) -> list[int]:
        """The numbers of a pronunciation's phones."""
        if len(phones) == 1:
            return [self.numbers[phones[0], "singleton"]]
        inside = [self.numbers[name, "internal"] for name in phones[1:-1]]
        return [self.numbers[phones[0], "begin"], *inside, self.numbers[phones[-1], "end"]]


@dataclass
class _Loop:
    """Arcs of the loop of words while it grows. 0: before a silence; 1: in it; 2: behind it."""

    table: PhoneTable
    arcs: list[Arc] = field(default_factory=list)
    states: int = 3

    def __post_init__(self) -> None:
        silence = 1
        self.arcs += [
            Arc(0, 1, enter(silence), 0, SILENCE_COST),
            Arc(1, 1, stay(silence), 0),
            Arc(1, 2, 0, 0),
            Arc(0, 2, 0, 0, SILENCE_COST),
        ]

    def state(self, phone: int) -> int:
        """A new state in which the phone goes on."""
        self.states += 1
        self.arcs.append(Arc(self.states - 1, self.states - 1, stay(phone), 0))
        return self.states - 1

    def word(self, label: int, phones: Phones) -> None:
        """One way to say a word."""
        here = 2
        for place, phone in enumerate(self.table.of(phones)):
            there = self.state(phone)
            self.arcs.append(Arc(here, there, enter(phone), 0 if place else label))
            here = there
        self.arcs.append(Arc(here, 0, 0, 0))

    def garbage(self, label: int, follow: NDArray[np.float32], garbage: Garbage) -> None:
        """Two phones or more, with silences between them if need be."""
        costs = -np.log(np.maximum(follow, 1e-10)) * garbage.scale
        numbers = self.table.numbers
        states = {
            (name, place): self.state(numbers[name, place])
            for place in ("begin", "internal", "end")
            for name in ("SIL", *PHONES)
            if (name, place) in numbers
        }
        for (name, place), state in states.items():
            code = CODES[name]
            if place == "begin":
                cost = garbage.entry + float(costs[0, code])
                self.arcs.append(Arc(2, state, enter(numbers[name, place]), label, cost))
            if place == "end":
                self.arcs.append(Arc(state, 0, 0, 0))
                continue
            for (other, after), there in states.items():
                if after != "begin" and not (name == other == "SIL"):
                    cost = float(costs[code, CODES[other]])
                    self.arcs.append(Arc(state, there, enter(numbers[other, after]), 0, cost))


def write_model(
    folder: Path,
    layers: Sequence[Layer],
    mean: Sequence[float],
    words: Iterable[str],
    follow: NDArray[np.float32],
    garbage: Garbage,
) -> int:
    """Write everything; the number of bytes that the folder then has."""
    table = PhoneTable()
    vocabulary = [UNKNOWN, *sorted(set(words) - {UNKNOWN})]
    files: dict[str, bytes] = {
        "am/final.mdl": acoustic_model(table.phones, layers),
        "am/global_cmvn.stats": statistics(mean),
        "graph/disambig_tid.int": b"",
        **_graphs(vocabulary, table, follow, garbage),
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    symbols = enumerate(["<eps>", *vocabulary])
    places = enumerate(table.places, start=1)
    write_text(folder / "conf/model.conf", MODEL_CONF)
    write_text(folder / "conf/fbank.conf", FBANK_CONF)
    write_text(folder / "graph/words.txt", "".join(f"{word} {n}\n" for n, word in symbols))
    boundary = "".join(f"{n} {place}\n" for n, place in places)
    write_text(folder / "graph/phones/word_boundary.int", boundary)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _graphs(
    vocabulary: Sequence[str], table: PhoneTable, follow: NDArray[np.float32], garbage: Garbage
) -> dict[str, bytes]:
    loop = _Loop(table)
    for label, word in enumerate(vocabulary, start=1):
        if word == UNKNOWN:
            loop.garbage(label, follow, garbage)
        for phones in () if word == UNKNOWN else ways_to_say(word):
            loop.word(label, phones)
    even = math.log(len(vocabulary))
    any_word = [Arc(0, 0, n, n, even) for n in range(1, len(vocabulary) + 1)]
    return {
        "graph/HCLr.fst": graph(loop.arcs, {2: 0.0}, by_output=True),
        "graph/Gr.fst": graph(any_word, {0: 0.0}, by_output=False),
    }

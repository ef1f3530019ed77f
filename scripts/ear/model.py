"""The folder that Vosk loads: acoustic model, settings, and a loop of all words.

`[unk]` is one word of any phones, under the bigram that training used: what no phrase fits fits
it better. How dear it is decides what is rejected.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ear.align import CODES
from ear.fbank import BANDS, HIGH, LOW, RATE
from ear.kaldi import Arc, Layer, Phone, acoustic_model, graph, statistics
from ear.shards import write_text
from voice_coach.hearing.phones import (
    SILENCE,
    Phones,
    PhoneSet,
    boundary,
    enter,
    phone_names,
    stay,
)
from voice_coach.hearing.phrase_graph import UNKNOWN
from voice_coach.hearing.pronunciation import pronounced

SILENCE_COST = 0.7
ROUGHLY = '{"weights": {"per_phone": 2.5}, "bias": -2.2}'
"""Of the confidence, until it is fitted (`calibrate.py`)."""
MODEL_CONF = """--min-active=200
--max-active=1000
--beam=10
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


def phone_set(follow: NDArray[np.float32]) -> PhoneSet:
    """The phones of every model that we make."""
    return PhoneSet({name: n for n, name in enumerate(phone_names(), start=1)}, follow)


def _outputs(name: str) -> Phone:
    """Which outputs of the network a phone has."""
    code = CODES[name.partition("_")[0]]
    return Phone(2 * code, 2 * code + 1)


@dataclass
class _Loop:
    """Arcs of the loop of words while it grows. 0: before a silence; 1: in it; 2: behind it."""

    phones: PhoneSet
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
        for place, phone in enumerate(self.phones.of(phones)):
            there = self.state(phone)
            self.arcs.append(Arc(here, there, enter(phone), 0 if place else label))
            here = there
        self.arcs.append(Arc(here, 0, 0, 0))

    def garbage(self, label: int, garbage: Garbage) -> None:
        """Two phones or more, with silences between them if need be."""
        costs = -np.log(np.maximum(self.phones.follow, 1e-10)) * garbage.scale
        numbers = {n: it for n, it in self.phones.numbers.items() if n[-2:] in ("_B", "_I", "_E")}
        states = {name: self.state(number) for name, number in numbers.items()}
        for name, state in states.items():
            code, place = CODES[name[:-2]], name[-1]
            if place == "B":
                cost = garbage.entry + float(costs[0, code])
                self.arcs.append(Arc(2, state, enter(numbers[name]), label, cost))
            if place == "E":
                self.arcs.append(Arc(state, 0, 0, 0))
                continue
            for other, there in states.items():
                if other[-1] != "B" and not (name[:-2] == other[:-2] == SILENCE):
                    cost = float(costs[code, CODES[other[:-2]]])
                    self.arcs.append(Arc(state, there, enter(numbers[other]), 0, cost))


def write_model(
    folder: Path,
    layers: Sequence[Layer],
    mean: Sequence[float],
    words: Iterable[str],
    follow: NDArray[np.float32],
    garbage: Garbage,
) -> int:
    """Write everything; the number of bytes that the folder then has."""
    names = phone_names()
    vocabulary = [UNKNOWN, *sorted(set(words) - {UNKNOWN})]
    bigram = io.BytesIO()
    np.save(bigram, follow.astype(np.float32))
    files: dict[str, bytes] = {
        "am/final.mdl": acoustic_model([_outputs(name) for name in names], layers),
        "am/global_cmvn.stats": statistics(mean),
        "graph/disambig_tid.int": b"",
        "graph/phone_bigram.npy": bigram.getvalue(),
        **_graphs(vocabulary, phone_set(follow), garbage),
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write_text(folder / "conf/model.conf", MODEL_CONF)
    write_text(folder / "conf/fbank.conf", FBANK_CONF)
    write_text(folder / "graph/words.txt", _symbols(vocabulary))
    write_text(folder / "graph/phones.txt", _symbols(names))
    places = "".join(f"{n} {boundary(name)}\n" for n, name in enumerate(names, start=1))
    write_text(folder / "graph/phones/word_boundary.int", places)
    if not (folder / "confidence.json").is_file():
        write_text(folder / "confidence.json", ROUGHLY)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _symbols(names: Sequence[str]) -> str:
    return "".join(f"{name} {n}\n" for n, name in enumerate(("<eps>", *names)))


def _graphs(vocabulary: Sequence[str], phones: PhoneSet, garbage: Garbage) -> dict[str, bytes]:
    loop = _Loop(phones)
    ways = pronounced(vocabulary[1:])
    for label, word in enumerate(vocabulary, start=1):
        if word == UNKNOWN:
            loop.garbage(label, garbage)
        for way in ways.get(word, ()):
            loop.word(label, way)
    even = math.log(len(vocabulary))
    any_word = [Arc(0, 0, n, n, even) for n in range(1, len(vocabulary) + 1)]
    return {
        "graph/HCLr.fst": graph(loop.arcs, {2: 0.0}, by_output=True),
        "graph/Gr.fst": graph(any_word, {0: 0.0}, by_output=False),
    }

"""A real Vosk model whose phones are chords: hand-set weights, no training, about 70 KB.

Each CMU phone is a pair of tones in two of the forty mel bands, so that a phrase can be spoken
as tones and real Vosk hears it, with run-time grammars, endpoints, word times and confidences.
The network: thirteen band detectors (how far a band stands out of the mean, less a threshold),
then one linear layer. A phone is the mean of its two bands, `[unk]` a smaller share of all bands
(so it loses to the right phone and beats every wrong one), silence a constant less all bands.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.hearing import pronunciation
from voice_coach.hearing.kaldi_graph import Arcs, written
from voice_coach.hearing.phones import PHONES

RATE = 16_000
BANDS = 40
LOW_BANDS = (8, 10, 12, 14, 16, 18, 20)
HIGH_BANDS = (23, 26, 29, 32, 35, 38)
CHORDS = dict(zip(PHONES, itertools.product(LOW_BANDS, HIGH_BANDS), strict=False))
SILENCE, UNKNOWN = 0, 1
"""Outputs of the network; phone number n of `PHONES` is output n + 2."""
UNKNOWN_WORD = "[unk]"
STAY = math.log(0.5)
SILENCE_COST = 0.7

Floats = npt.NDArray[np.float64]


# --- words and sound ------------------------------------------------------------------------


@functools.cache
def dictionary() -> dict[str, tuple[str, ...]]:
    """The first pronunciation of every word in the CMU dictionary."""
    return {word: ways[0] for word, ways in pronunciation.dictionary().items()}


def speak(
    text: str, *, phone: float = 0.09, gap: float = 0.15, lead: float = 0.3, trail: float = 0.5
) -> bytes:
    """The text as tones: int16 frames at 16 kHz. Times in seconds; `gap` follows each word."""
    parts = [np.zeros(round(RATE * lead))]
    for word in text.split():
        parts.extend(_chord(name, phone) for name in dictionary()[word])
        parts.append(np.zeros(round(RATE * gap)))
    parts.append(np.zeros(round(RATE * trail)))
    return to_bytes(np.concatenate(parts))


def noisy(sound: bytes, decibels: float, seed: int = 0) -> bytes:
    """The same sound with white noise this many decibels below it."""
    clean = np.frombuffer(sound, "<i2").astype(float)
    level = math.sqrt(float(np.mean(clean**2))) * 10 ** (-decibels / 20)
    return to_bytes(clean + np.random.default_rng(seed).normal(0, level, clean.size))


def to_bytes(samples: Floats) -> bytes:
    """Samples on the int16 scale, rounded and clipped."""
    return np.clip(np.round(samples), -32768, 32767).astype("<i2").tobytes()


def _chord(name: str, seconds: float) -> Floats:
    count = round(RATE * seconds)
    n = np.arange(count)
    fade = np.minimum(1.0, np.minimum(n, n[::-1]) / (0.008 * RATE))
    low, high = (_band_edges()[band + 1] for band in CHORDS[name])
    tones = np.sin(2 * np.pi * low * n / RATE) + np.sin(2 * np.pi * high * n / RATE)
    return np.asarray(3000 * fade * tones)


@functools.cache
def _band_edges() -> Floats:
    """Hz; band b rises from edge b, peaks at edge b + 1 and ends at edge b + 2."""
    low, high = (1127 * math.log(1 + hertz / 700) for hertz in (20, RATE / 2 - 400))
    return np.asarray(700 * np.expm1(np.linspace(low, high, BANDS + 2) / 1127))


# --- the network ----------------------------------------------------------------------------


def _detectors(threshold: float = 2.5) -> tuple[Floats, Floats]:
    """How far each used band stands out of the mean of all, where white noise is level."""
    bands = np.asarray([*LOW_BANDS, *HIGH_BANDS])
    widths = np.log(np.diff(_band_edges())[:-1])
    return np.eye(BANDS)[bands] - 1 / BANDS, -(widths - widths.mean())[bands] - threshold


def _mixer() -> tuple[Floats, Floats]:
    """Scores of silence, of the unknown and of each phone from the detectors."""
    order = [*LOW_BANDS, *HIGH_BANDS]
    weights = np.zeros((2 + len(PHONES), len(order)))
    weights[SILENCE], weights[UNKNOWN] = -0.5, 0.4
    for number, name in enumerate(PHONES):
        for band in CHORDS[name]:
            weights[number + 2, order.index(band)] = 0.5
    bias = np.zeros(len(weights))
    bias[SILENCE] = 2.0
    return weights, bias


@dataclass
class _PhoneTable:
    """Phones by their place in the word (Vosk reads word times off the places)."""

    places: list[str] = field(default_factory=lambda: ["nonword", "singleton"])
    outputs: list[int] = field(default_factory=lambda: [SILENCE, UNKNOWN])
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for output, name in enumerate(PHONES, start=2):
            for place in ("begin", "end", "internal", "singleton"):
                self.numbers[name, place] = len(self.places)
                self.places.append(place)
                self.outputs.append(output)

    def of(self, phones: Sequence[str]) -> list[int]:
        """Table rows of a pronunciation."""
        if len(phones) == 1:
            return [self.numbers[phones[0], "singleton"]]
        inside = [self.numbers[name, "internal"] for name in phones[1:-1]]
        return [self.numbers[phones[0], "begin"], *inside, self.numbers[phones[-1], "end"]]


def _acoustic_model(table: _PhoneTable) -> str:
    """`final.mdl` in Kaldi's text form: one state per phone, then the two layers."""
    ids = range(1, len(table.places) + 1)
    triples = " ".join(f"{id_} 0 {out}" for id_, out in zip(ids, table.outputs, strict=True))
    layers = [("detect", *_detectors()), ("mix", *_mixer())]
    affines = [
        f"<ComponentName> {name} <FixedAffineComponent> <LinearParams> {_matrix(weights)}"
        f"<BiasParams> {_vector(bias)}</FixedAffineComponent>\n"
        for name, weights, bias in layers
    ]
    bands = len(LOW_BANDS) + len(HIGH_BANDS)
    return (
        "<TransitionModel> <Topology>\n<TopologyEntry>\n<ForPhones>\n"
        f"{' '.join(map(str, ids))}\n</ForPhones>\n"
        "<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State>\n"
        "<State> 1 </State>\n</TopologyEntry>\n</Topology>\n"
        f"<Triples> {len(ids)} {triples} </Triples>\n"
        f"<LogProbs> {_vector([0.0] + [STAY] * 2 * len(ids))}</LogProbs> </TransitionModel>\n"
        f"<Nnet3> \ninput-node name=input dim={BANDS}\n"
        "component-node name=detect component=detect input=input\n"
        "component-node name=stand component=stand input=detect\n"
        "component-node name=mix component=mix input=stand\n"
        "output-node name=output input=mix objective=linear\n\n"
        f"<NumComponents> 3\n{affines[0]}"
        f"<ComponentName> stand <RectifiedLinearComponent> <Dim> {bands} <ValueAvg> [ ]\n"
        "<DerivAvg> [ ]\n<Count> 0 </RectifiedLinearComponent>\n"
        f"{affines[1]}</Nnet3> <LeftContext> 0 <RightContext> 0 <Priors> [ ]\n"
    )


def _vector(values: Iterable[float]) -> str:
    return f"[ {' '.join(f'{value:.6g}' for value in values)} ]\n"


def _matrix(rows: Floats) -> str:
    return "[\n" + "\n".join(" ".join(f"{v:.6g}" for v in row) for row in rows) + " ]\n"


# --- the graphs -----------------------------------------------------------------------------


def _word_loop(words: Sequence[str], table: _PhoneTable) -> tuple[Arcs, int]:
    """Any words in any order, silence before each and at the end; and the one final state."""
    start, quiet, ready = 0, 1, 2
    arcs = Arcs()
    arcs.add(start, quiet, _enter(0), 0, SILENCE_COST)
    arcs.add(quiet, quiet, _enter(0) - 1)
    arcs.add(quiet, ready, 0)
    arcs.add(start, ready, 0, 0, SILENCE_COST)
    state = ready
    for label, word in enumerate(words, start=1):
        rows = [1] if word == UNKNOWN_WORD else table.of(dictionary()[word])
        here = ready
        for place, row in enumerate(rows):
            state += 1
            arcs.add(here, state, _enter(row), 0 if place else label)
            arcs.add(state, state, _enter(row) - 1)
            here = state
        arcs.add(here, start, 0)
    return arcs, ready


def _enter(row: int) -> int:
    """Kaldi's transition number for entering a phone's state; one less is for staying in it."""
    return 2 * row + 2


# --- the folder -----------------------------------------------------------------------------

MODEL_CONF = """--min-active=200
--max-active=7000
--beam=20
--lattice-beam=8
--acoustic-scale=1.0
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
FBANK_CONF = f"""--sample-frequency={RATE}
--num-mel-bins={BANDS}
--low-freq=20
--high-freq=-400
--dither=0
--use-energy=false
"""


def write_tone_model(folder: Path, words: Iterable[str]) -> Path:
    """Write a model of these words (and `[unk]`) into the folder, which may not exist yet."""
    table = _PhoneTable()
    vocabulary = [UNKNOWN_WORD, *sorted(set(words) - {UNKNOWN_WORD})]
    loop, ready = _word_loop(vocabulary, table)
    even = math.log(len(vocabulary))
    numbers = np.arange(1, len(vocabulary) + 1)
    any_word = Arcs()
    any_word.add(0, 0, numbers, numbers, even)
    symbols = "".join(f"{word} {n}\n" for n, word in enumerate(["<eps>", *vocabulary]))
    places = "".join(f"{n} {place}\n" for n, place in enumerate(table.places, start=1))
    files: dict[str, bytes] = {
        "am/final.mdl": _acoustic_model(table).encode(),
        "conf/model.conf": MODEL_CONF.encode(),
        "conf/fbank.conf": FBANK_CONF.encode(),
        "graph/HCLr.fst": written(loop, {ready: 0.0}, "output"),
        "graph/Gr.fst": written(any_word, {0: 0.0}),
        "graph/disambig_tid.int": b"",
        "graph/words.txt": symbols.encode(),
        "graph/phones/word_boundary.int": places.encode(),
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder

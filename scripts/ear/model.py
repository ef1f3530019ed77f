"""The folder that Vosk loads: acoustic model, settings, and a loop of all words.

`[unk]` is one word of any phones, under the bigram that training used: what no phrase fits fits
it better. How dear it is decides what is rejected.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ear.align import CODES
from ear.fbank import BANDS, HIGH, LOW, RATE
from ear.kaldi import MODEL, Layer, Phone, acoustic_model, statistics
from ear.shards import write_text
from voice_coach.hearing.kaldi_graph import Arcs, written
from voice_coach.hearing.phones import (
    PhoneSet,
    boundary,
    phone_names,
)
from voice_coach.hearing.phrase_graph import UNKNOWN, GraphBuilder
from voice_coach.hearing.pronunciation import pronounced

ROUGHLY = '{"weights": {"per_phone": 2.5}, "bias": -2.2}'
"""Of the confidence, until it is fitted (`calibrate.py`)."""
MODEL_CONF = """--min-active=200
--max-active=2000
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


def phone_set(follow: NDArray[np.float32]) -> PhoneSet:
    """The phones of every model that we make."""
    return PhoneSet({name: n for n, name in enumerate(phone_names(), start=1)}, follow)


def _outputs(name: str) -> Phone:
    """Which outputs of the network a phone has."""
    code = CODES[name.partition("_")[0]]
    return Phone(2 * code, 2 * code + 1)


def write_model(
    folder: Path,
    layers: Sequence[Layer],
    mean: Sequence[float],
    words: Iterable[str],
    follow: NDArray[np.float32],
) -> int:
    """Write everything; the number of bytes that the folder then has."""
    names = phone_names()
    bigram = io.BytesIO()
    np.save(bigram, follow.astype(np.float32))
    files: dict[str, bytes] = {
        MODEL: acoustic_model([_outputs(name) for name in names], layers),
        "am/global_cmvn.stats": statistics(mean),
        "graph/disambig_tid.int": b"",
        "graph/phone_bigram.npy": bigram.getvalue(),
    }
    _write(folder, files)
    write_words(folder, words, phone_set(follow))
    write_text(folder / "conf/model.conf", MODEL_CONF)
    write_text(folder / "conf/fbank.conf", FBANK_CONF)
    write_text(folder / "graph/phones.txt", _symbols(names))
    places = "".join(f"{n} {boundary(name)}\n" for n, name in enumerate(names, start=1))
    write_text(folder / "graph/phones/word_boundary.int", places)
    if not (folder / "confidence.json").is_file():
        write_text(folder / "confidence.json", ROUGHLY)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def write_words(folder: Path, words: Iterable[str], phones: PhoneSet) -> None:
    """What Vosk's own run-time grammar may be made of; the network need not have heard them."""
    vocabulary = [UNKNOWN, *sorted(set(words) - {UNKNOWN})]
    _write(folder, _graphs(vocabulary, phones))
    write_text(folder / "graph/words.txt", _symbols(vocabulary))


def known_words(folder: Path) -> list[str]:
    """Those that a model has now."""
    lines = (folder / "graph/words.txt").read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines[1:]]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _symbols(names: Sequence[str]) -> str:
    return "".join(f"{name} {n}\n" for n, name in enumerate(("<eps>", *names)))


def _graphs(vocabulary: Sequence[str], phones: PhoneSet) -> dict[str, bytes]:
    """For Vosk's own run-time grammar: the words' sounds, and any words in any order."""
    ways = pronounced(vocabulary[1:])
    labels = {word: label for label, word in enumerate(vocabulary, start=1)}
    loop = GraphBuilder(phones, labels)
    before, behind = 0, 1
    loop.pause(before, behind)
    words = np.arange(len(ways))
    loop.words(np.full_like(words, behind), np.full_like(words, before), words, tuple(ways), ways)
    loop.unknown(behind, before)
    numbers = np.arange(1, len(vocabulary) + 1)
    any_word = Arcs()
    any_word.add(0, 0, numbers, numbers, math.log(len(vocabulary)))
    return {
        "graph/HCLr.fst": written(loop.arcs, {behind: 0.0}, "output"),
        "graph/Gr.fst": written(any_word, {0: 0.0}),
    }

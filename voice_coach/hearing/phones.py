"""The phones of one of our models: their numbers by place in the word, and what follows what.

A model folder tells them in `phones.txt` (Kaldi's names: `AA_B`, `AA_I`, `AA_E`, `AA_S`, and `SIL`)
and `phone_bigram.npy` (float, phones × phones, silence first: probabilities of training's speech).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Phones = tuple[str, ...]
Number = TypeVar("Number", int, NDArray[np.int64])
"""One phone's, or those of many."""

_NAMES = """
AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH
"""
PHONES: Phones = tuple(_NAMES.split())
"""CMU's thirty-nine, without stress."""
SILENCE = "SIL"
_PLACES = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
SILENCE_NUMBER = 1


def phone_names() -> list[str]:
    """The names of phones 1, 2, …: silence, silence inside unknown words, then by place."""
    inside = [f"{name}_{place}" for name in PHONES for place in _PLACES]
    return [SILENCE, f"{SILENCE}_I", *inside]


def boundary(name: str) -> str:
    """What Kaldi's word_boundary.int says of a phone."""
    return _PLACES[name[-1]] if "_" in name else "nonword"


def stay(phone: Number) -> Number:
    """The transition that stays in a phone."""
    return 2 * phone - 1


def enter(phone: Number) -> Number:
    """The transition that enters a phone, first on the way (Kaldi's "reordered" graphs)."""
    return 2 * phone


@dataclass(frozen=True)
class PhoneSet:
    """The phones of one model."""

    numbers: dict[str, int]
    """`AA_B` → its number, from 1."""
    follow: NDArray[np.float32]
    """[a, b]: how probable b is after a; silence is 0, then PHONES."""

    def of(self, phones: Sequence[str]) -> list[int]:
        """The numbers of a word's pronunciation."""
        if len(phones) == 1:
            return [self.numbers[f"{phones[0]}_S"]]
        inside = [self.numbers[f"{name}_I"] for name in phones[1:-1]]
        return [self.numbers[f"{phones[0]}_B"], *inside, self.numbers[f"{phones[-1]}_E"]]


def read_phones(model_dir: Path) -> PhoneSet:
    """Of a model's folder. Raises OSError; ValueError for files of another make."""
    graph = model_dir / "graph"
    lines = (graph / "phones.txt").read_text("utf-8").split("\n")
    pairs = [line.split() for line in lines if line]
    numbers = {name: int(number) for name, number in pairs if int(number)}
    follow = np.load(graph / "phone_bigram.npy", allow_pickle=False)
    if follow.shape != (len(PHONES) + 1,) * 2 or not numbers.keys() >= set(phone_names()):
        raise ValueError("the phones are not those that we know")
    return PhoneSet(numbers, follow.astype(np.float32))

"""A linear model over the features of a sentence: how much it speaks for each intent.

Made by `scripts/train_matcher` from the templates and from nothing else. 8 bits a weight, one scale
an intent; no library but numpy is needed to use it.
"""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_coach.content.schema import Content
from voice_coach.errors import ContentError
from voice_coach.understanding.features import BUCKETS, Weighted, piece_features, word_features

TORN = (zipfile.BadZipFile, zlib.error)
NOTHING = "none"
"""The class of what is not for the coach."""


@dataclass(frozen=True)
class LinearModel:
    """`classes` n; `weights` int8 (BUCKETS, n); `scale`, `bias` float32 (n); `rarity` (2, BUCKETS):
    how telling a bucket is among words and among pieces; `digest` of the content it was made from.
    """

    classes: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    rarity: NDArray[np.float32]
    digest: str

    def scores(self, words: list[str]) -> NDArray[np.float32]:
        """One number for each class: above 0 it speaks for it, below against it."""
        buckets: list[int] = []
        values: list[float] = []
        for counted, rarity in zip(features(words), self.rarity, strict=True):
            part = [count * float(rarity[bucket]) for bucket, count in counted.items()]
            length = math.sqrt(sum(value * value for value in part)) or 1.0
            buckets += counted
            values += [value / length for value in part]
        rows = self.weights[buckets].astype(np.float32)
        found: NDArray[np.float32] = np.asarray(values, np.float32) @ rows
        return found * self.scale + self.bias

    def packed(self) -> bytes:
        """The model as one file."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            classes=np.array(self.classes),
            weights=self.weights,
            scale=self.scale,
            bias=self.bias,
            rarity=self.rarity.astype(np.float16),
            digest=np.array(self.digest),
        )
        return file.getvalue()


def unpacked(data: bytes) -> LinearModel:
    """The model in a file. Raises ContentError when it is none."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            model = LinearModel(
                tuple(str(name) for name in file["classes"]),
                file["weights"],
                file["scale"],
                file["bias"],
                file["rarity"].astype(np.float32),
                str(file["digest"]),
            )
    except (ValueError, KeyError, OSError, EOFError, NotImplementedError, *TORN) as error:
        fix = "Make it anew with scripts/train_matcher, or delete it."
        raise ContentError("the model of the matcher is damaged.", fix) from error
    if model.weights.shape != (BUCKETS, len(model.classes)) or NOTHING not in model.classes:
        fix = "Make it anew with scripts/train_matcher."
        raise ContentError("the model of the matcher is of another version.", fix)
    return model


def features(words: list[str]) -> tuple[Weighted, Weighted]:
    """What the model looks at: runs of words, and pieces of words."""
    return word_features(words), piece_features(words)


def digest(content: Content) -> str:
    """Tells whether the sentences changed since the model was made."""
    parts = [
        f"{name}{sorted(i.templates)}{i.short}{i.ignored}" for name, i in content.intents.items()
    ]
    parts += [f"{name}{rule}" for name, rule in content.rules.items()]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]

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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.content.schema import Content
from voice_coach.errors import ContentError
from voice_coach.understanding.features import BUCKETS, Weighted, piece_features, word_features

TORN = (zipfile.BadZipFile, zlib.error)
INTENTS = "intents"
KIND_BUCKETS = 1 << 13
"""Kinds have few classes and short sentences: a smaller table will do."""
NOTHING = "none"
"""The class of what is not for the coach."""


@dataclass(frozen=True)
class Layer:
    """`classes` n; `weights` int8 (buckets, n); `scale`, `bias` float32 (n)."""

    classes: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, buckets: list[int], values: list[float]) -> NDArray[np.float32]:
        """One number for each class: above 0 it speaks for it, below against it."""
        rows = self.weights[np.asarray(buckets, np.intp) % len(self.weights)].astype(np.float32)
        found: NDArray[np.float32] = np.asarray(values, np.float32) @ rows
        return found * self.scale + self.bias

    def columns(self, name: str) -> dict[str, NDArray[np.generic]]:
        """What is written of it, under this name."""
        return {
            f"{name}/classes": np.array(self.classes),
            f"{name}/weights": self.weights,
            f"{name}/scale": self.scale,
            f"{name}/bias": self.bias,
        }


@dataclass(frozen=True)
class LinearModel:
    """`intents`: which intent. `kinds`: which kind of one ("repair_talk"), or which value of a slot
    ("faq.topic"). `rarity` (2, BUCKETS): how telling a bucket is among words and among pieces;
    `digest` of the content it was made from.
    """

    intents: Layer
    kinds: Mapping[str, Layer]
    rarity: NDArray[np.float32]
    digest: str

    def scores(self, words: list[str], kind: str = "") -> NDArray[np.float32]:
        """One number for each class of the intents, or of this kind."""
        layer = self.kinds[kind] if kind else self.intents
        buckets: list[int] = []
        values: list[float] = []
        for counted, rarity in zip(features(words), self.rarity, strict=True):
            part = [count * float(rarity[bucket]) for bucket, count in counted.items()]
            length = math.sqrt(sum(value * value for value in part)) or 1.0
            buckets += counted
            values += [value / length for value in part]
        return layer.scores(buckets, values)

    def kind(self, kind: str, words: list[str]) -> tuple[str, float]:
        """The likeliest class of this kind, and how far it stands above the next."""
        scores = self.scores(words, kind)
        second, first = np.partition(scores, -2)[-2:]
        return self.kinds[kind].classes[int(scores.argmax())], float(first - second)

    def packed(self) -> bytes:
        """The model as one file."""
        file = io.BytesIO()
        layers = {INTENTS: self.intents, **{f"kind {k}": v for k, v in self.kinds.items()}}
        columns = {key: one for name, it in layers.items() for key, one in it.columns(name).items()}
        shared = {"rarity": self.rarity.astype(np.float16), "digest": np.array(self.digest)}
        np.savez_compressed(file, **columns, **shared)  # type: ignore[arg-type]
        return file.getvalue()


def unpacked(data: bytes) -> LinearModel:
    """The model in a file. Raises ContentError when it is none."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            names = {key.rpartition("/")[0] for key in file.files} - {"", INTENTS}
            model = LinearModel(
                _layer(file, INTENTS),
                {name.removeprefix("kind "): _layer(file, name) for name in sorted(names)},
                file["rarity"].astype(np.float32),
                str(file["digest"]),
            )
    except (ValueError, KeyError, OSError, EOFError, NotImplementedError, *TORN) as error:
        fix = "Make it anew with scripts/train_matcher, or delete it."
        raise ContentError("the model of the matcher is damaged.", fix) from error
    intents = model.intents
    if intents.weights.shape != (BUCKETS, len(intents.classes)) or NOTHING not in intents.classes:
        fix = "Make it anew with scripts/train_matcher."
        raise ContentError("the model of the matcher is of another version.", fix)
    return model


def _layer(file: Mapping[str, NDArray[Any]], name: str) -> Layer:
    classes = tuple(str(one) for one in file[f"{name}/classes"])
    return Layer(classes, file[f"{name}/weights"], file[f"{name}/scale"], file[f"{name}/bias"])


def features(words: list[str]) -> tuple[Weighted, Weighted]:
    """What the model looks at: runs of words, and pieces of words."""
    return word_features(words), piece_features(words)


def digest(content: Content) -> str:
    """Tells whether the sentences changed since the model was made."""
    parts = [
        f"{name}{sorted(i.templates)}{i.short}{i.ignored}{i.of}{i.exact or ''}"
        for name, i in content.intents.items()
    ]
    parts += [f"{name}{rule}" for name, rule in content.rules.items()]
    parts += [f"{name}{slot}" for name, slot in content.slots.items()]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]

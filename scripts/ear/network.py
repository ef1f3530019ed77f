"""The time-delay network, in PyTorch: six layers that look 180 ms both ways, one frame in three.

Each phone has two outputs: its first frame and its further ones. Outputs are log probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ear.fbank import BANDS
from ear.kaldi import Layer
from voice_coach.hearing.phones import PHONES

EVERY = 3
"""Frames of 10 ms for one output."""
OUTPUTS = 2 * (1 + len(PHONES))
OFFSETS: tuple[tuple[int, ...], ...] = (
    (-2, -1, 0, 1, 2),
    (-1, 0, 1),
    (-3, 0, 3),
    (-3, 0, 3),
    (-3, 0, 3),
    (-6, 0, 6),
)
"""Frames that each layer sees; from the third on the one before is added to it."""
CONTEXT = sum(offsets[-1] for offsets in OFFSETS)
_PLAIN = 2
"""Layers without the sum."""


class _Norm(nn.BatchNorm1d):
    """A batch norm that can say what it does once it is trained."""

    def folded(self) -> tuple[Tensor, Tensor]:
        """Scale and shift."""
        mean, variance = self.running_mean, self.running_var
        if mean is None or variance is None:
            raise RuntimeError("The norm keeps no statistics.")
        scale = self.weight / torch.sqrt(variance + self.eps)
        return scale, self.bias - mean * scale


class Network(nn.Module):
    """(utterance, band, frame) → (utterance, output frame, output)."""

    def __init__(self, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        shapes = [
            nn.Conv1d(BANDS, width, 5),
            nn.Conv1d(width, width, 3, stride=EVERY),
            nn.Conv1d(width, width, 3),
            nn.Conv1d(width, width, 3),
            nn.Conv1d(width, width, 3),
            nn.Conv1d(width, width, 3, dilation=2),
        ]
        self.layers = nn.ModuleList(shapes)
        self.norms = nn.ModuleList(_Norm(width, eps=1e-3) for _ in shapes)
        self.dropout = nn.Dropout(dropout)
        self.last = nn.Conv1d(width, OUTPUTS, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Features with `CONTEXT` more frames on both sides."""
        x = features
        for number, (layer, norm) in enumerate(zip(self.layers, self.norms, strict=True)):
            y = self.dropout(torch.relu(norm(layer(x))))
            if number >= _PLAIN:
                cut = (x.shape[2] - y.shape[2]) // 2
                y = y + x[:, :, cut : cut + y.shape[2]]
            x = y
        out: Tensor = torch.log_softmax(self.last(x), dim=1).transpose(1, 2)
        return out

    def exported(self) -> list[Layer]:
        """The layers for Kaldi: batch norm folded in, columns ordered by offset."""
        found: list[Layer] = []
        layers: list[Any] = list(self.layers)
        norms: list[Any] = list(self.norms)
        for number, (layer, norm) in enumerate(zip(layers, norms, strict=True)):
            scale, shift = norm.folded()
            weights = _columns(layer.weight * scale[:, None, None])
            bias = layer.bias * scale + shift
            found.append(
                Layer(OFFSETS[number], weights, _array(bias), relu=True, added=number >= _PLAIN)
            )
        last: Any = self.last
        found.append(Layer((0,), _columns(last.weight), _array(last.bias), softmax=True))
        return found


def widened(narrow: Mapping[str, Tensor], wide: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The parameters of a wider network that gives what the narrow one gives.

    New units start at random; what was there before listens to none of them yet.
    """
    found: dict[str, Tensor] = {}
    for name, new in wide.items():
        old, into = narrow[name], new.clone()
        if old.dim() > 1:
            into[: old.shape[0], old.shape[1] :] = 0.0
        into[tuple(slice(size) for size in old.shape)] = old
        found[name] = into
    return found


def _columns(weight: Tensor) -> NDArray[np.float32]:
    """(out, in, offset) → (out, offset × in)."""
    return _array(weight.transpose(1, 2).reshape(weight.shape[0], -1))


def _array(tensor: Tensor) -> NDArray[np.float32]:
    found: NDArray[np.float32] = tensor.detach().numpy().astype(np.float32)
    return found


def outputs_for(frames: int) -> int:
    """Outputs that Kaldi asks for, given so many frames."""
    return -(-frames // EVERY)


def padded(features: NDArray[Any], outputs: int) -> NDArray[Any]:
    """The features with as many copies of the first and last frame as the network looks at."""
    last = EVERY * (outputs - 1) + 1 + CONTEXT
    places = np.clip(np.arange(-CONTEXT, last), 0, len(features) - 1)
    return features[places]

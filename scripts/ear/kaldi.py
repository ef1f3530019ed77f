"""Kaldi's binary files, as far as a Vosk model needs them: an acoustic model, graphs, statistics.

A token is text and a space; an integer or float is the byte 4 and four bytes, little-endian.
Matrices are stored with one byte a number, which Kaldi widens when it reads them.
`written_layers` reads back what is written here, and nothing else.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MODEL = "am/final.mdl"
"""In a model's folder."""
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Layer:
    """An affine layer over some frames, and what comes after it."""

    offsets: tuple[int, ...]
    weights: Floats
    """Outputs × (inputs of the first offset, of the second, …)."""
    bias: Floats
    relu: bool = False
    softmax: bool = False
    added: bool = False
    """Whether the layer's input is added to its output."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as the graph has it: outputs of its first frame and of its further ones."""

    first: int
    further: int


# --- pieces ---------------------------------------------------------------------------------


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _integer(value: int) -> bytes:
    return struct.pack("<bi", 4, value)


def _float(value: float) -> bytes:
    return struct.pack("<bf", 4, value)


def _integers(values: Sequence[int]) -> bytes:
    return _integer(len(values)) + np.asarray(values, "<i4").tobytes()


def _vector(values: Floats | Sequence[float]) -> bytes:
    plain = np.asarray(values, "<f4")
    return _token("FV") + _integer(len(plain)) + plain.tobytes()


def _matrix(values: Floats) -> bytes:
    """One byte a number, column by column, finer around the middle half of each column."""
    rows, columns = values.shape
    low, span = float(values.min()), float(values.max() - values.min()) or 1.0
    places = [0, rows // 4, 3 * rows // 4, rows - 1]
    marks = np.sort(values, axis=0)[places].astype(np.float64)
    steps = np.rint((marks - low) * (65535 / span)).clip(0, 65535)
    # Neighbouring marks must differ, or a whole column would fall on one of them.
    steps = np.maximum(steps, np.arange(4)[:, None])
    for number in (1, 2, 3):
        steps[number] = np.maximum(steps[number], steps[number - 1] + 1)
    steps = np.minimum(steps, 65532 + np.arange(4)[:, None])
    marks = low + steps * (span / 65535)
    codes = np.empty((columns, rows), np.uint8)
    for column in range(columns):
        found = np.interp(values[:, column], marks[:, column], (0.0, 64.0, 192.0, 255.0))
        codes[column] = np.rint(found)
    head = struct.pack("<ffii", low, span, rows, columns)
    return _token("CM") + head + steps.T.astype("<u2").tobytes() + codes.tobytes()


# --- the acoustic model ---------------------------------------------------------------------


def acoustic_model(phones: Sequence[Phone], layers: Sequence[Layer]) -> bytes:
    """`final.mdl`: phones 1, 2, … of one state each, and the network."""
    return b"\0B" + _transitions(phones) + _network(layers)


def _transitions(phones: Sequence[Phone]) -> bytes:
    numbers = range(1, len(phones) + 1)
    half = math.log(0.5)
    topology = [
        _token("<Topology>"),
        _integers(numbers),
        _integers([-1, *[0] * len(phones)]),
        # -1: a phone's first frame may have another output than its further ones.
        _integer(-1) + _integer(1) + _integer(2),
        _integer(0) + _integer(1) + _integer(2),
        _integer(0) + _float(0.5) + _integer(1) + _float(0.5),
        _integer(-1) + _integer(-1) + _integer(0),
        _token("</Topology>"),
    ]
    rows = b"".join(
        _integer(number) + _integer(0) + _integer(phone.first) + _integer(phone.further)
        for number, phone in zip(numbers, phones, strict=True)
    )
    return b"".join([
        _token("<TransitionModel>"), *topology,
        _token("<Tuples>"), _integer(len(phones)), rows, _token("</Tuples>"),
        _token("<LogProbs>"), _vector([0.0] + [half] * 2 * len(phones)), _token("</LogProbs>"),
        _token("</TransitionModel>"),
    ])  # fmt: skip


def _network(layers: Sequence[Layer]) -> bytes:
    lines = [f"input-node name=input dim={layers[0].weights.shape[1] // len(layers[0].offsets)}"]
    components: list[bytes] = []
    before = "input"
    for number, layer in enumerate(layers):
        steps = _components(number, layer, before)
        for name, source, body in steps:
            lines.append(f"component-node name={name} component={name} input={source}")
            components.append(_token("<ComponentName>") + _token(name) + body)
        before = steps[-1][0]
    lines.append(f"output-node name=output input={before} objective=linear")
    left = -sum(min(layer.offsets) for layer in layers)
    right = sum(max(layer.offsets) for layer in layers)
    return b"".join([
        _token("<Nnet3>"), b"\n", "\n".join(lines).encode(), b"\n\n",
        _token("<NumComponents>"), _integer(len(components)), *components, _token("</Nnet3>"),
        _token("<LeftContext>"), _integer(left), _token("<RightContext>"), _integer(right),
        _token("<Priors>"), _vector([]),
    ])  # fmt: skip


def _components(number: int, layer: Layer, before: str) -> list[tuple[str, str, bytes]]:
    """(name, input, body) of each component of a layer."""
    size = len(layer.bias)
    frames = [f"Offset({before}, {at})" if at else before for at in layer.offsets]
    seen = f"Append({', '.join(frames)})" if len(frames) > 1 else before
    affine = (
        _token("<FixedAffineComponent>") + _token("<LinearParams>") + _matrix(layer.weights)
        + _token("<BiasParams>") + _vector(layer.bias) + _token("</FixedAffineComponent>")
    )  # fmt: skip
    found = [(f"affine{number}", seen, affine)]
    if layer.relu:
        found.append((f"relu{number}", found[-1][0], _nonlinear("RectifiedLinear", size)))
    if layer.added:
        body = (
            _token("<NoOpComponent>") + _token("<Dim>") + _integer(size)
            + _token("<BackpropScale>") + _float(1.0) + _token("</NoOpComponent>")
        )  # fmt: skip
        found.append((f"sum{number}", f"Sum({before}, {found[-1][0]})", body))
    if layer.softmax:
        found.append((f"softmax{number}", found[-1][0], _nonlinear("LogSoftmax", size)))
    return found


def _nonlinear(kind: str, size: int) -> bytes:
    return b"".join([
        _token(f"<{kind}Component>"), _token("<Dim>"), _integer(size),
        _token("<ValueAvg>"), _vector([]), _token("<DerivAvg>"), _vector([]),
        _token("<Count>"), _float(0.0), _token(f"</{kind}Component>"),
    ])  # fmt: skip


_WEIGHTS, _BIAS = b"<LinearParams> CM ", b"<BiasParams> FV "


def written_layers(model: bytes) -> Iterator[tuple[Floats, Floats]]:
    """(outputs × inputs, bias) of every affine layer, in order."""
    at = model.find(_WEIGHTS)
    while at >= 0:
        weights, behind = _read_matrix(model, at + len(_WEIGHTS))
        begin = model.index(_BIAS, behind) + len(_BIAS)
        (count,) = struct.unpack_from("<xi", model, begin)
        yield weights, np.frombuffer(model, "<f4", count, begin + 5).copy()
        at = model.find(_WEIGHTS, begin)


def _read_matrix(model: bytes, at: int) -> tuple[Floats, int]:
    """Kaldi's matrix of one byte a number, and where it ends."""
    low, span, rows, columns = struct.unpack_from("<ffii", model, at)
    at += struct.calcsize("<ffii")
    marks = np.frombuffer(model, "<u2", 4 * columns, at).reshape(columns, 4)
    at += 8 * columns
    codes = np.frombuffer(model, np.uint8, rows * columns, at).reshape(columns, rows)
    values = low + marks.astype(np.float64) * (span / 65535)
    found = [
        np.interp(row, (0, 64, 192, 255), four) for row, four in zip(codes, values, strict=True)
    ]
    return np.array(found, np.float32).T, at + rows * columns


def statistics(mean: Sequence[float], frames: float = 1e5) -> bytes:
    """`global_cmvn.stats`: the mean that the running mean starts from."""
    table = np.zeros((2, len(mean) + 1))
    table[0, :-1] = np.asarray(mean) * frames
    table[0, -1] = frames
    table[1, :-1] = (np.asarray(mean) ** 2 + 1.0) * frames
    size = _integer(2) + _integer(len(mean) + 1)
    return b"\0B" + _token("DM") + size + table.astype("<f8").tobytes()

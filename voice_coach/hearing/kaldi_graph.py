"""A decoding graph as Vosk reads it: arcs in columns, written as an OpenFst file. Pure."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_ARC = np.dtype([("input", "<i4"), ("output", "<i4"), ("cost", "<f4"), ("target", "<i4")])
_STATE = np.dtype([("final", "<f4"), ("arcs", "<i8")])
_MAGIC, _VERSION, _MUTABLE = 2125659606, 2, 3
_SORTED_BY = {"input": 0x10000000, "output": 0x40000000}


@dataclass
class Arcs:
    """Arcs while a graph grows; the cost is minus the log of a probability."""

    blocks: list[tuple[Integers, Integers, Integers, Integers, NDArray[np.float64]]] = field(
        default_factory=list
    )

    def add(
        self,
        source: Integers | int,
        target: Integers | int,
        input_: Integers | int,
        output: Integers | int = 0,
        cost: NDArray[np.float64] | float = 0.0,
    ) -> None:
        """One arc or many; single numbers count for all of them."""
        columns = np.broadcast_arrays(
            np.atleast_1d(np.asarray(source, np.int64)), target, input_, output
        )
        numbers = [np.asarray(column, np.int64) for column in columns]
        costs = np.broadcast_to(np.asarray(cost, np.float64), numbers[0].shape)
        self.blocks.append((numbers[0], numbers[1], numbers[2], numbers[3], costs))

    def columns(self) -> tuple[Integers, Integers, Integers, Integers, NDArray[np.float64]]:
        """Source, target, input, output, cost of all arcs."""
        first, second, third, fourth, fifth = zip(*self.blocks, strict=True)
        return tuple(map(np.concatenate, (first, second, third, fourth, fifth)))  # type: ignore[return-value]


def written(arcs: Arcs, finals: Mapping[int, float], sort: str = "input") -> bytes:
    """An OpenFst `VectorFst<StdArc>` that starts in state 0; `sort` by "input" or "output"."""
    source, target, input_, output, cost = arcs.columns()
    order = np.lexsort((input_ if sort == "input" else output, source))
    rows = np.empty(len(order), _ARC)
    rows["input"], rows["output"] = input_[order], output[order]
    rows["cost"], rows["target"] = cost[order], target[order]
    count = 1 + int(max(source.max(), target.max(), *finals))
    states = np.empty(count, _STATE)
    states["final"] = np.inf
    states["final"][list(finals)] = list(finals.values())
    states["arcs"] = np.bincount(source, minlength=count)
    head = [struct.pack("<i", _MAGIC)]
    head += [struct.pack("<i", len(name)) + name for name in (b"vector", b"standard")]
    flags = _MUTABLE | _SORTED_BY[sort]
    head.append(struct.pack("<iiQqqq", _VERSION, 0, flags, 0, count, len(rows)))
    return b"".join(head) + _interleaved(states, rows)


def _interleaved(states: NDArray[np.void], rows: NDArray[np.void]) -> bytes:
    """Each state's head and then its arcs."""
    per_state = states["arcs"].astype(np.int64)
    before = np.concatenate(([0], np.cumsum(per_state)[:-1]))
    size = len(states) * _STATE.itemsize + len(rows) * _ARC.itemsize
    out = np.empty(size // 4, "<u4")
    heads = (np.arange(len(states)) * _STATE.itemsize + before * _ARC.itemsize) // 4
    head_words, arc_words = _STATE.itemsize // 4, _ARC.itemsize // 4
    out[heads[:, None] + np.arange(head_words)] = states.view("<u4").reshape(-1, head_words)
    owner = np.repeat(np.arange(len(states)), per_state)
    inside = np.arange(len(rows)) - before[owner]
    places = heads[owner] + head_words + inside * arc_words
    out[places[:, None] + np.arange(arc_words)] = rows.view("<u4").reshape(-1, arc_words)
    return out.tobytes()

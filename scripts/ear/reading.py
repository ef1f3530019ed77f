"""A network read back from a model's folder, so that training can go on from what was published.

`final.mdl` holds the batch norms folded into the weights; here each layer gets a norm again that
does nothing to the sound it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ear.batches import Utterance, batches
from ear.kaldi import MODEL, Floats, written_layers
from ear.network import OFFSETS, Network, outputs_for, padded, widened

_BATCHES = 12
"""Of training sound, that the norms are taken from."""


def network_of(folder: Path, width: int, learnt: Sequence[Utterance]) -> Network:
    """The model's network, ready to learn more; a narrower one is widened."""
    network = _unfolded(folder)
    some = list(islice(batches(learnt, np.random.default_rng(0), masked=False), _BATCHES))
    _settle_norms(network, [batch.features for batch in some])
    wide = Network(width)
    wide.load_state_dict(widened(network.state_dict(), wide.state_dict()))
    return wide


def _unfolded(folder: Path) -> Network:
    """The network with norms that do nothing."""
    layers = list(written_layers((folder / MODEL).read_bytes()))
    network = Network(len(layers[0][1]))
    convolutions: list[Any] = [*network.layers, network.last]
    for (weights, bias), layer, offsets in zip(layers, convolutions, (*OFFSETS, (0,)), strict=True):
        shaped = weights.reshape(len(bias), len(offsets), -1).transpose(0, 2, 1)
        layer.weight.data = torch.from_numpy(np.ascontiguousarray(shaped))
        layer.bias.data = torch.from_numpy(bias)
    for norm in network.norms:
        norm.running_var.fill_(1.0 - norm.eps)
    return network


@torch.no_grad()
def _settle_norms(network: Network, features: Sequence[Tensor]) -> None:
    """Norms that give back what they are given, on average over this sound; layer by layer."""
    network.eval()
    for norm in network.norms:
        seen: list[NDArray[np.float32]] = []
        hook = norm.register_forward_pre_hook(
            lambda _, given, seen=seen: seen.append(given[0].numpy())
        )
        for batch in features:
            network(batch)
        hook.remove()
        frames = np.concatenate([it.transpose(0, 2, 1).reshape(-1, it.shape[1]) for it in seen])
        mean, variance = torch.from_numpy(frames.mean(0)), torch.from_numpy(frames.var(0))
        state: dict[str, Tensor] = {
            "running_mean": mean,
            "running_var": variance,
            "weight": torch.sqrt(variance + norm.eps),
            "bias": mean,
        }
        norm.load_state_dict(state, strict=False)


class Hearing:
    """A published model as a function from features to scores."""

    def __init__(self, folder: Path) -> None:
        self._network = _unfolded(folder)
        self._network.eval()

    @torch.no_grad()
    def scores(self, features: Floats) -> Floats:
        """(frame, band) less the running mean → (output frame, output), log probabilities."""
        seen = padded(features, outputs_for(len(features))).T
        found: Floats = self._network(torch.from_numpy(np.ascontiguousarray(seen))[None])[0].numpy()
        return found

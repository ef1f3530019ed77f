"""The sequence criterion against the plain sum over all paths; exported layers against torch."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only where the ear is trained")

from ear.batches import Utterance, batches, grouped, labels_of  # noqa: E402
from ear.mmi import Batch, bigram, denominator, numerator  # noqa: E402
from ear.network import CONTEXT, OUTPUTS, Network, outputs_for, padded  # noqa: E402


def scores(frames: int, phones: int) -> torch.Tensor:
    torch.manual_seed(1)
    return torch.log_softmax(torch.randn(1, frames, 2 * phones), 2)


def path_score(table: torch.Tensor, path: tuple[int, ...]) -> float:
    """A path names the place in the chain at every frame; here chain and phone are the same."""
    total = 0.0
    for t, place in enumerate(path):
        new = t == 0 or path[t - 1] != place
        total += float(table[0, t, 2 * place + (0 if new else 1)])
    return total


def log_sum(values: list[float]) -> float:
    most = max(values)
    return most + math.log(sum(math.exp(value - most) for value in values))


def chain(phones: list[int], frames: int) -> Batch:
    begins = [min(n, frames - 1) for n in range(len(phones))]
    return Batch(
        torch.zeros(0), torch.tensor([frames]), torch.zeros(0), torch.tensor([phones]),
        torch.tensor([len(phones)]), torch.tensor([begins]),
    )  # fmt: skip


def test_the_numerator_sums_over_the_chain_with_optional_silences() -> None:
    table = scores(4, 3)
    paths = [
        path
        for path in itertools.product((0, 1, 2), repeat=4)
        # silence (0), then phone 1, then phone 2; the silence may be missing
        if list(path) == sorted(path) and path[-1] == 2 and 1 in path and path[0] in (0, 1)
    ]
    wanted = log_sum([path_score(table, path) for path in paths])
    assert float(numerator(table, chain([0, 1, 2], 4))) == pytest.approx(wanted, abs=1e-4)


def test_the_denominator_sums_over_all_sequences() -> None:
    table = scores(3, 2)
    follow = torch.tensor([[0.3, 0.7], [0.6, 0.4]])
    begin = torch.tensor([0.9, 0.1])
    total = []
    for first in (0, 1):
        start = math.log(begin[first]) + float(table[0, 0, 2 * first])
        total += _ways(table, follow, first, 1, start)
    found = denominator(table, torch.tensor([3]), follow, begin)
    assert float(found) == pytest.approx(log_sum(total), abs=1e-4)


def _ways(
    table: torch.Tensor, follow: torch.Tensor, here: int, t: int, score: float
) -> list[float]:
    if t == table.shape[1]:
        return [score]
    found = _ways(table, follow, here, t + 1, score + float(table[0, t, 2 * here + 1]))
    for there in range(len(follow)):
        step = math.log(follow[here, there]) + float(table[0, t, 2 * there])
        found += _ways(table, follow, there, t + 1, score + step)
    return found


def test_frames_behind_the_end_count_for_nothing() -> None:
    short, long = scores(4, 3), torch.cat((scores(4, 3), torch.full((1, 3, 6), -9.0)), 1)
    one, two = chain([0, 1, 2], 4), chain([0, 1, 2], 4)
    assert float(numerator(short, one)) == pytest.approx(float(numerator(long, two)), abs=1e-4)
    plain = torch.full((3, 3), 1 / 3), torch.full((3,), 1 / 3)
    lengths = torch.tensor([4])
    assert float(denominator(short, lengths, *plain)) == pytest.approx(
        float(denominator(long, lengths, *plain)), abs=1e-4
    )


def test_a_bigram_is_a_distribution() -> None:
    follow, begin = bigram([np.array([0, 1, 2, 0], np.int8)], 3)
    assert follow.sum(1).tolist() == pytest.approx([1.0] * 3)
    assert float(begin.sum()) == pytest.approx(1.0)
    assert float(follow[0, 0]) == 0.0


def test_the_exported_layers_do_what_the_network_does() -> None:
    torch.manual_seed(2)
    network = Network(16)
    for norm in network.norms:
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2.0)
    network.eval()
    features = np.random.default_rng(1).normal(0, 1, (50, 40)).astype(np.float32)
    count = outputs_for(50)
    seen = torch.from_numpy(padded(features, count).T.copy())[None]
    wanted = network(seen)[0].detach().numpy()
    known: dict[tuple[int, int], np.ndarray] = {}
    layers = network.exported()

    def output(number: int, t: int) -> np.ndarray:
        if number < 0:
            return features[min(max(t, 0), 49)]
        if (number, t) not in known:
            layer = layers[number]
            x = np.concatenate([output(number - 1, t + at) for at in layer.offsets])
            y = layer.weights @ x + layer.bias
            y = np.maximum(y, 0) if layer.relu else y
            y = y + output(number - 1, t) if layer.added else y
            known[number, t] = y - np.log(np.exp(y).sum()) if layer.softmax else y
        return known[number, t]

    for t in (0, 5, count - 1):
        assert output(len(layers) - 1, 3 * t) == pytest.approx(wanted[t], abs=1e-3)
    assert wanted.shape == (count, OUTPUTS)


def utterance(frames: int) -> Utterance:
    starts = np.array([0, 12, 30], np.int32)
    features = np.zeros((frames, 40), np.float16)
    return Utterance(features, np.array([0, 5, 0], np.int8), starts)


def test_labels_tell_a_phones_first_frame_from_the_further_ones() -> None:
    assert labels_of(utterance(45), 15).tolist() == [
        0,
        1,
        1,
        1,
        10,
        11,
        11,
        11,
        11,
        11,
        0,
        1,
        1,
        1,
        1,
    ]


def test_every_utterance_is_in_one_batch() -> None:
    some = [utterance(40 + n) for n in range(300)]
    groups = grouped(some, np.random.default_rng(1))
    assert sorted(n for group in groups for n in group) == list(range(300))
    batch = next(batches(some, np.random.default_rng(1), masked=False))
    assert batch.features.shape[2] == 3 * (int(batch.lengths.max()) - 1) + 1 + 2 * CONTEXT

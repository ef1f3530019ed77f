"""Training: first each frame's phone, then whole sequences; a checkpoint after every few minutes.

Seeded; on one thread the same recipe gives the same network, interrupted or not.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ear.batches import Utterance, batches, grouped, loaded
from ear.kaldi import MODEL
from ear.mmi import Batch, bigram, denominator, numerator
from ear.network import OUTPUTS, Network, widened
from ear.reading import network_of
from ear.shards import Stage, write_text

FIRST_PART = 0.3
"""Of the epochs, those that learn frames before sequences."""
RATE_AT_END = 0.01
"""The learning rate at the end against the highest."""
SEQUENCE_RATE = 0.5
"""The learning rate of the sequence part against the first one's."""
FRAME_SHARE = 0.1
"""Of the frame criterion in the sequence part."""
DECAY = 1e-2
KEPT_BACK = 0.02
"""Of the utterances: they only tell how training goes."""
_SAVE_EVERY = 120.0


@dataclass
class Position:
    """How far training has come."""

    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    """Of the processor's time, so that a pause does not count."""


def train(
    stage: Stage,
    files: Sequence[Path],
    mean: Sequence[float],
    start: Path | None,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Train to the end of the recipe's epochs; the network is in `network.pt`.

    With `start`, the folder of another training or of a model, sequences are learnt from the first
    step on.
    """
    if (known := stage.facts()) is not None:
        return known
    began = time.monotonic()
    recipe = stage.recipe
    torch.manual_seed(recipe["seed"])
    utterances = loaded(files, np.array(mean, np.float32))
    chosen = np.random.default_rng(0).random(len(utterances)) < KEPT_BACK
    kept = [it for it, one in zip(utterances, chosen, strict=True) if one]
    learnt = [it for it, one in zip(utterances, chosen, strict=True) if not one]
    network = _first(start, recipe["width"], learnt)
    first = 0.0 if start else FIRST_PART
    course = Course(stage, network, first, say)
    course.run(learnt, kept)
    facts = course.position.__dict__
    return stage.finish(began, utterances=len(learnt), training=facts, log=course.log)


def _first(start: Path | None, width: int, learnt: Sequence[Utterance]) -> Network:
    """The network that training begins with."""
    if start is None:
        return Network(width)
    if (start / MODEL).is_file():
        return network_of(start, width, learnt)
    return load_network(start, width)


class Course:
    """One network's way through the epochs."""

    def __init__(
        self,
        stage: Stage,
        network: Network,
        first_part: float,
        say: Callable[[str], None],
    ) -> None:
        self._stage, self._network, self._first_part, self._say = stage, network, first_part, say
        recipe = stage.recipe
        self._epochs, self._seed, self._rate = recipe["epochs"], recipe["seed"], recipe["rate"]
        self._optimizer = torch.optim.AdamW(network.parameters(), self._rate, weight_decay=DECAY)
        self.position = Position()
        self.log: list[dict[str, float]] = []
        self._bigram = bigram([], OUTPUTS // 2)
        self._chance = torch.get_rng_state()
        self._last = 0.0
        self._resume()

    def run(self, learnt: Sequence[Utterance], kept: Sequence[Utterance]) -> None:
        """All epochs that are left."""
        self._bigram = bigram([it.phones for it in learnt], OUTPUTS // 2)
        steps = len(grouped(learnt, np.random.default_rng(0)))
        while self.position.epoch < self._epochs:
            self._network.train()
            self._epoch(learnt, steps)
            self.position = Position(self.position.epoch + 1, 0, self.position.seconds)
            self._check(kept)
            self._save()

    def _epoch(self, learnt: Sequence[Utterance], steps: int) -> None:
        epoch, first = self.position.epoch, self.position.step
        torch.manual_seed(self._seed * 1000 + epoch)
        if first:
            torch.set_rng_state(self._chance)
        rng = np.random.default_rng((self._seed, epoch))
        saved = time.monotonic()
        for step, batch in enumerate(batches(learnt, rng, masked=True)):
            if step < first:
                continue
            self._step(batch, epoch + min(1.0, step / steps))
            if time.monotonic() - saved > _SAVE_EVERY:
                saved = time.monotonic()
                self._save()
                self._say(f"epoch {epoch}, step {step} of about {steps}: {self._last:.3f}")

    def _step(self, batch: Batch, passed: float) -> None:
        """One batch; `passed` in epochs."""
        began = time.process_time()
        sequences = passed >= self._epochs * self._first_part
        self._set_rate(passed, sequences)
        loss = self._loss(batch, sequences)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._network.parameters(), 5.0)
        self._optimizer.step()
        self._last = float(loss.detach())
        self.position.step += 1
        self.position.seconds += time.process_time() - began

    def _loss(self, batch: Batch, sequences: bool) -> Tensor:
        scores: Tensor = self._network(batch.features)
        frames = nn.functional.nll_loss(
            scores.flatten(0, 1), batch.labels.flatten(), ignore_index=-1
        )
        if not sequences:
            return frames
        right = numerator(scores, batch)
        every = denominator(scores, batch.lengths, *self._bigram)
        return (every - right).sum() / batch.lengths.sum() + FRAME_SHARE * frames

    def _set_rate(self, passed: float, sequences: bool) -> None:
        """Warm-up, then a straight fall; sequences learn more slowly."""
        rate = self._rate * (RATE_AT_END + (1 - RATE_AT_END) * (1 - passed / self._epochs))
        rate *= min(1.0, 0.05 + 4 * passed) * (SEQUENCE_RATE if sequences else 1.0)
        for group in self._optimizer.param_groups:
            group["lr"] = rate

    @torch.no_grad()
    def _check(self, kept: Sequence[Utterance]) -> None:
        self._network.eval()
        right = every = 0
        criterion = frames = 0.0
        for batch in batches(kept, np.random.default_rng(0), masked=False):
            scores = self._network(batch.features)
            known = batch.labels >= 0
            right += int(((scores.argmax(2) // 2 == batch.labels // 2) & known).sum())
            every += int(known.sum())
            gap = denominator(scores, batch.lengths, *self._bigram) - numerator(scores, batch)
            criterion += float(gap.sum())
            frames += float(batch.lengths.sum())
        row = {
            "epoch": self.position.epoch,
            "frames_right": round(right / max(1, every), 4),
            "sequence_loss": round(criterion / max(1.0, frames), 4),
            "seconds": round(self.position.seconds),
        }
        self.log.append(row)
        self._say(json.dumps(row))

    def _save(self) -> None:
        path = self._stage.folder / "network.pt"
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        state = {
            "network": self._network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "position": self.position.__dict__,
            "log": self.log,
            "chance": torch.get_rng_state(),
        }
        torch.save(state, part)
        part.replace(path)
        write_text(self._stage.folder / "log.json", json.dumps(self.log, indent=1))

    def _resume(self) -> None:
        path = self._stage.folder / "network.pt"
        if path.is_file():
            state = torch.load(path, weights_only=True)
            self._network.load_state_dict(state["network"])
            self._optimizer.load_state_dict(state["optimizer"])
            self.position = Position(**state["position"])
            self.log, self._chance = state["log"], state["chance"]
            self._say(f"going on at epoch {self.position.epoch}, step {self.position.step}")


def load_network(folder: Path, width: int) -> Network:
    """The network of a stage's folder, ready to be exported; a narrower one is widened."""
    state = torch.load(folder / "network.pt", weights_only=True)["network"]
    network = Network(width)
    network.load_state_dict(widened(state, network.state_dict()))
    network.eval()
    return network

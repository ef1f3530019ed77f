"""One command, stage by stage: what is done is kept, what was interrupted goes on."""

from __future__ import annotations

import argparse
import random
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ear import recordings, texts, voices
from ear.fbank import BANDS
from ear.feature_stage import features, gather_noises
from ear.kaldi import MODEL
from ear.options import STAGES, UNSEEN, options
from ear.realign import realigned
from ear.shards import Stage
from ear.speech_stages import aligned, noise_files, recorded_shards, speech, synthetic_shards
from ear.unseen import unseen_by

ROOT = Path(__file__).resolve().parents[2]
PHRASES = 40
"""Of each intent, at most."""
STEPS = {
    "speech": "make_speech",
    "align": "align",
    "features": "make_features",
    "train": "train",
    "export": "export",
    "calibrate": "calibrate",
    "measure": "measure",
}
TESTED = 300
"""Phrases that the unseen voices say."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stages up to the one that was asked for."""
    chosen = options(argv, ROOT)
    training = Training(chosen)
    for name in STAGES[: STAGES.index(chosen.until) + 1]:
        say(f"stage {name}")
        getattr(training, STEPS[name])()
    return 0


def say(text: str) -> None:
    """A line for whoever waits, with the time of day."""
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


@dataclass
class Training:
    """The stages with their recipes; each recipe holds the keys of those before it."""

    chosen: argparse.Namespace

    # -- speech

    @cached_property
    def phrases(self) -> list[str]:
        """What may be said to the coach, shuffled."""
        found = texts.coach_phrases(self.chosen.content, PHRASES)
        random.Random(self.chosen.seed).shuffle(found)
        return found

    @cached_property
    def speech(self) -> Stage:
        """Synthetic speech to learn from."""
        return self._speech_stage("speech", seen=True, count=self.chosen.utterances)

    @cached_property
    def test_speech(self) -> Stage:
        """Synthetic speech by voices that are not learnt from."""
        return self._speech_stage("test-speech", seen=False, count=TESTED)

    def _speech_stage(self, name: str, *, seen: bool, count: int) -> Stage:
        speakers = [voice for voice in voices.available() if voice.endswith(UNSEEN) != seen]
        recipe = {"count": count, "seed": self.chosen.seed, "voices": speakers}
        return Stage(self.chosen.cache, name, {**recipe, "content": str(self.chosen.content)})

    def make_speech(self) -> None:
        """The lines of both stages, spoken."""
        for stage in (self.speech, self.test_speech):
            if stage.facts() is None:
                recipe = stage.recipe
                said = texts.lines(self.phrases, recipe["voices"], recipe["count"], recipe["seed"])
                speech(stage, said, say)

    # -- alignment

    @cached_property
    def synthetic(self) -> Stage:
        """Synthetic speech, aligned."""
        return Stage(self.chosen.cache, "aligned", {"speech": self.speech.key, "version": 1})

    @cached_property
    def recorded(self) -> dict[str, Stage]:
        """Recordings of people, cut and aligned: a stage for each folder."""
        return {
            argument: Stage(
                self.chosen.cache, "real", {"recordings": Path(argument).name, "version": 2}
            )
            for argument in self.chosen.recordings
        }

    @property
    def sounds(self) -> tuple[Stage, ...]:
        """All aligned sound, the synthetic first."""
        return self.synthetic, *self.recorded.values()

    def align(self) -> None:
        """All of them."""
        aligned(self.synthetic, synthetic_shards(self.speech), say)
        for argument, stage in self.recorded.items():
            aligned(stage, recorded_shards(_listed(argument)), say)
        if self.chosen.realign is not None:
            for stage in self.sounds:
                better = self.timed(stage)
                realigned(better, stage, self.chosen.realign, say)

    # -- times by our own model

    def timed(self, sounds: Stage) -> Stage:
        """Aligned sound with its times, PocketSphinx's or our own model's."""
        model = self.chosen.realign
        if model is None:
            return sounds
        published = zlib.crc32((model / MODEL).read_bytes())
        recipe = {"aligned": sounds.key, "model": published, "version": 1}
        return Stage(self.chosen.cache, "realigned", recipe)

    # -- features

    @cached_property
    def features(self) -> list[tuple[Stage, Stage]]:
        """(aligned sound, what the network learns from it), synthetic speech first."""
        chosen = self.chosen
        found: list[tuple[Stage, Stage]] = []
        for stage in map(self.timed, self.sounds):
            recipe = {
                "aligned": stage.key,
                "babble": [it.key for it in self.sounds],
                "noise": [path.name for path in chosen.noise],
                "without": chosen.keep_noise,
                "copies": chosen.real_copies if found else chosen.copies,
                "version": 3,
            }
            found.append((stage, Stage(chosen.cache, "features", recipe)))
        return found

    def make_features(self) -> None:
        """Every utterance in several rooms."""
        if all(stage.facts() for _, stage in self.features):
            return
        files = noise_files(self.chosen.noise, self.chosen.keep_noise)
        speech = [it.files() for it in self.sounds]
        noises = gather_noises(files, speech, self.chosen.seed)
        for sounds, stage in self.features:
            features(stage, sounds.files(), noises, stage.recipe["copies"], say)

    def learnt_from(self) -> tuple[list[Path], list[float]]:
        """The files of features, and the mean of all their frames."""
        facts = [(stage, stage.facts()) for _, stage in self.features]
        total, count = np.zeros(BANDS), 0
        for _, known in facts:
            if known is None:
                raise SystemExit("The features are not ready: start without --until first.")
            total += np.array(known["mean"]) * known["frames"]
            count += known["frames"]
        files = [path for stage, _ in facts for path in stage.files()]
        return files, (total / count).tolist()

    # -- the network

    @cached_property
    def training(self) -> Stage:
        """The network, trained."""
        chosen = self.chosen
        recipe = {
            "features": [stage.key for _, stage in self.features],
            "width": chosen.width,
            "epochs": chosen.epochs,
            "seed": chosen.seed,
            "start": chosen.start.name if chosen.start else "",
            "rate": chosen.rate,
            "version": 2,
        }
        return Stage(chosen.cache, "train", recipe)

    def train(self) -> None:
        """The longest stage; goes on from its last checkpoint."""
        import torch

        from ear.train import train

        torch.set_num_threads(self.chosen.threads)
        train(self.training, *self.learnt_from(), self.chosen.start, say)

    # -- the model

    @property
    def folder(self) -> Path:
        """Where the model goes."""
        folder: Path = self.chosen.out / self.chosen.name
        return folder

    def export(self) -> None:
        """The folder that Vosk loads."""
        from ear.export import export

        files, mean = self.learnt_from()
        extra = self.chosen.words.read_text("utf-8").split() if self.chosen.words else []
        words = texts.vocabulary(self.chosen.content, extra)
        size = export(self.folder, self.training, files, mean, words, self.chosen, UNSEEN)
        say(f"{self.folder.name}: {size / 1e6:.2f} MB, {len(words)} words")

    def calibrate(self) -> None:
        """What the scores of the model mean."""
        from ear.calibrate import calibrate
        from ear.measure import synthetic
        from ear.table import ORDER_CONTENT
        from voice_coach.hearing.model_seal import seal

        chosen = self.chosen
        orders = [recordings.split_argument(it)[0] for it in chosen.recordings]
        unseen = unseen_by(self.folder, chosen.home)
        spoken = synthetic(self.test_speech.files(), tune=True)
        calibrate(self.folder, unseen, orders, ORDER_CONTENT, spoken, say)
        seal(self.folder)

    def measure(self) -> None:
        """Figures and the card; in a process of its own, which loads no torch."""
        from ear.report import report

        report(self.folder, self.chosen, self.stages(), say)

    def stages(self) -> dict[str, Stage]:
        """All of them, by name."""
        return {
            "speech": self.speech,
            "test speech": self.test_speech,
            "synthetic": self.synthetic,
            **{f"recorded {number}": it for number, it in enumerate(self.recorded.values())},
            **{f"features {number}": it for number, (_, it) in enumerate(self.features)},
            "training": self.training,
        }


def _listed(argument: str) -> list[recordings.Recording]:
    return list(recordings.listed(*recordings.split_argument(argument)))

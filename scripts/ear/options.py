"""The command line of scripts/train_ear."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

STAGES = ("speech", "align", "features", "train", "export", "calibrate", "measure")
UNSEEN = ("flite:rms", "pico:en-GB", "+f2", "+m3")
"""Voices, or endings of their names, that only measure."""


def options(argv: Sequence[str] | None, root: Path) -> argparse.Namespace:
    """What the caller asked for."""
    parser = argparse.ArgumentParser(
        prog="train_ear",
        description="Train a Vosk model of our own from speech that is made here, and recordings.",
    )
    add = parser.add_argument
    add("--most", type=int, default=300, metavar="N", help="files of a kind to measure")
    add("--name", default="voice-coach-en", help="the model's folder under --out")
    add("--out", type=Path, default=root / "models", metavar="DIR")
    add("--cache", type=Path, default=root / "models" / ".ear", metavar="DIR")
    add("--content", type=Path, metavar="DIR", help="intents to speak; the coach's by default")
    add("--words", type=Path, metavar="FILE", help="more words that the model shall know")
    add("--recordings", action="append", default=[], metavar="DIR[:a|:b]",
        help="real people, with transcripts.tsv; :a or :b takes half of the speakers")  # fmt: skip
    add("--noise", type=Path, action="append", default=[], metavar="DIR")
    add("--keep-noise", action="append", default=[], metavar="STEM", help="noise for tests only")
    add("--test", action="append", default=[], metavar="DIR[:a|:b]", help="recordings to measure")
    add("--home", type=Path, default=root.parent / "shared", metavar="DIR",
        help="where recordings/, speech/ and noise/ are that measure")  # fmt: skip
    add("--orders", type=Path, metavar="DIR", help="its labels.json names the orders that measure")
    add("--foreign", action="append", default=[], metavar="DIR", help="talk to be rejected")
    add("--utterances", type=int, default=5000, metavar="N", help="synthetic ones")
    add("--copies", type=int, default=3, metavar="N", help="rooms for each synthetic utterance")
    add("--real-copies", type=int, default=8, metavar="N", help="and for each recorded one")
    add("--width", type=int, default=256, metavar="N", help="units in a layer")
    add("--epochs", type=int, default=8, metavar="N")
    add("--rate", type=float, default=2e-3, metavar="R", help="learning rate at its highest")
    add("--threads", type=int, default=1, metavar="N", help="one gives the same model every time")
    add(
        "--start",
        type=Path,
        metavar="FOLDER",
        help="go on from this training, or from a model's folder",
    )
    add("--realign", type=Path, metavar="MODEL", help="the phones' times by this model of ours")
    add("--seed", type=int, default=1, metavar="N")
    add("--until", choices=STAGES, default=STAGES[-1], help="stop after this stage")
    return parser.parse_args(argv)

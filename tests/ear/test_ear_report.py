"""What is measured is measured fairly, and the card says where everything came from."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ear import ears, measure, report
from ear.card import card
from ear.recordings import Recording

from voice_coach.content.loader import load
from voice_coach.messages import Heard
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

ROOT = Path(__file__).resolve().parents[2]
SOUND = (np.sin(np.arange(16000) / 9) * 4000).astype(np.int16)
NOISE = [np.random.default_rng(1).normal(0, 1, 9000).astype(np.float32)]


def test_the_same_file_and_condition_give_every_ear_the_same_sound() -> None:
    one, two = (ears.with_noise(SOUND, "x", "12 dB", NOISE) for _ in range(2))
    assert (one == two).all()
    assert not (one == ears.with_noise(SOUND, "y", "12 dB", NOISE)).all()
    assert ears.with_noise(SOUND, "x", "clean", NOISE) is SOUND


@pytest.mark.parametrize("decibels", [20, 12, 6])
def test_noise_is_as_far_below_the_voice_as_it_says(decibels: int) -> None:
    noisy = ears.with_noise(SOUND, "x", f"{decibels} dB", NOISE).astype(float)
    added = noisy - SOUND
    assert 20 * np.log10(np.std(SOUND) / np.std(added)) == pytest.approx(decibels, abs=0.5)


def test_a_gate_takes_yes_and_no_and_no_dog() -> None:
    gate = ears.gate(Phrasebook(load(None)))
    assert gate.accepts("yes")
    assert gate.accepts("no")
    assert gate.accepts("stop")
    assert not gate.accepts("dog")


@pytest.mark.parametrize(
    ("text", "score", "taken"), [("yes", 0.3, True), ("yes", 0.2, False), ("stop", 0.1, True)]
)
def test_a_denial_is_believed_sooner(text: str, score: float, taken: bool) -> None:
    assert bool(ears.believed(Heard(text, score))) is taken


def test_right_wrong_and_foreign_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(measure.recordings, "read", lambda path: SOUND)
    files = [Recording(tmp_path / f"{n}", text, "s", "t") for n, text in enumerate(("yes", "no"))]
    files.append(Recording(tmp_path / "2", "dog", "s", "t"))

    def always_yes(grammar: Grammar, sound: np.ndarray) -> Heard:
        return Heard("yes", 1.0, audio_seconds=1.0, decode_seconds=0.5)

    grammar = Grammar(0, ((0, 1, "yes"), (0, 1, "no")), frozenset({1}))
    both = {"ours": always_yes, "pocketsphinx": always_yes}
    row = measure.words(both, files, grammar, (), lambda _: None)["clean"]
    assert row["ours"]["heard"] == 1
    assert row["ours"]["wrong"] == 1
    assert row["ours"]["accepted"] == 1
    assert row["ours"]["work"] == 0.5
    assert row["paired"] == {"ours": [0, 0]}


def test_the_card_names_what_went_in(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "LICENCE.txt").write_text("CC BY 4.0, by somebody", "utf-8")
    chosen = argparse.Namespace(
        epochs=2, seed=1, recordings=[f"{tmp_path / 'real'}:a"], noise=[], keep_noise=[], test=[]
    )
    known = {"utterances": {"x": 3}, "speakers": {"x": 2}, "hours": {"x": 0.1}}
    facts = {
        "speech": {"recipe": {"voices": ["flite:slt"]}},
        "synthetic": known,
        "features 0": {"hours": {"x": 0.3}},
        "training": {"training": {"seconds": 12.0}, "log": [{"frames_right": 0.7}]},
    }
    cost = {"size_mb": 2.8, "load_ms": 9.0, "memory_mb": 90.0, "memory_without_mb": 60.0}
    phrases = {"ours": {"files": 4, "right": 3, "wrong": 1}}
    text = card(tmp_path / "ear", chosen, facts, {"cost": cost, "phrases": phrases})
    for part in ("# ear", "2.8 MB", "12 s, 2 epochs", "half a", "CC BY 4.0", "CMU flite", "(75 %)"):
        assert part in text
    assert "## What it cannot do" in text


def test_the_command_explains_itself_without_the_training_packages() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "train_ear"), "--help"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "--recordings" in done.stdout


GRAMMAR = Grammar(0, ((0, 1, "no"), (0, 2, "not"), (2, 1, "now")), frozenset({1}))


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        ([("now", -5.0), ("no", -5.8)], "no"),
        ([("now", -5.0), ("no", -7.0)], ""),
        ([("now now", -5.0), ("not now", -6.9)], "not now"),
        ([("[unk]", -5.0), ("no", -5.1)], ""),
        ([("[unk] no", -5.0)], "no"),
        ([], ""),
    ],
)
def test_the_best_phrase_may_be_a_little_worse_than_the_best_reading(
    readings: list[tuple[str, float]], text: str
) -> None:
    assert ears.best_phrase(readings, GRAMMAR) == text


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    counted: list[str] = []
    for key in ("a", "a", "b"):
        figures = report.Figures(tmp_path / "figures.json", key)
        figures.add("words", lambda key=key: counted.append(key) or key, lambda _: None)
    assert counted == ["a", "b"]

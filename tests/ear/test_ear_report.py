"""What is measured is measured fairly, and the card says where everything came from."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ear import ears, measure, recordings
from ear.card import card
from ear.unseen import Unseen

from voice_coach.content.loader import load
from voice_coach.messages import Heard
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


def test_right_wrong_and_nothing_are_told_apart() -> None:
    counts = measure.Counts()
    for text, right in (("yes", True), ("no", False), ("", False)):
        counts.add(Heard(text, 1.0, audio_seconds=1.0, decode_seconds=0.5), right)
    assert (counts.files, counts.right, counts.wrong, counts.speed) == (3, 1, 1, 0.5)


def test_no_is_right_where_nope_was_said() -> None:
    same = measure.means_the_same(Phrasebook(load(None)), "nope")
    assert same("no")
    assert not same("yes")
    assert not same("")


def test_what_was_learnt_is_never_measured(tmp_path: Path) -> None:
    speech = tmp_path / "speech" / "words"
    speech.mkdir(parents=True)
    rows = [f"{n}.flac\tyes\tspeaker{n}" for n in range(40)]
    (speech / "transcripts.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    for n in range(40):
        (speech / f"{n}.flac").touch()
    unseen = Unseen(tmp_path, {"words": "words:b", "talk": [], "noise": [], "orders": []})
    learnt = {it.speaker for it in recordings.listed(speech, "a")}
    tune, test = ({it.speaker for it in unseen.words(tune=tune)} for tune in (True, False))
    assert learnt
    assert tune
    assert test
    assert not (learnt & (tune | test))
    assert not (tune & test)


def test_the_card_names_what_went_in(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "LICENCE.txt").write_text("CC BY 4.0, by somebody", "utf-8")
    chosen = argparse.Namespace(
        cache=tmp_path,
        seed=1,
        width=384,
        recordings=[f"{tmp_path / 'real'}:a"],
        noise=[],
        keep_noise=[],
        test=[],
    )
    known = {"utterances": {"x": 3}, "speakers": {"x": 2}, "hours": {"x": 0.1}}
    facts = {
        "speech": {"recipe": {"voices": ["flite:slt"]}},
        "synthetic": known,
        "features 0": {"hours": {"x": 0.3}},
        "training": {
            "recipe": {"start": "train-1", "epochs": 2},
            "training": {"seconds": 12.0},
            "log": [{"frames_right": 0.7}],
        },
    }
    earlier = {"recipe": {"epochs": 3}, "training": {"seconds": 30.0}}
    (tmp_path / "train-1").mkdir()
    (tmp_path / "train-1" / "done.json").write_text(json.dumps(earlier), "utf-8")
    text = card(tmp_path / "ear", chosen, facts, "| what | goal | ours |")
    for part in ("# ear", "42 s of", "3, 2", "half a", "CC BY 4.0", "CMU flite", "| goal |"):
        assert part in text
    assert "## What it cannot do" in text


def test_the_command_explains_itself_without_the_training_packages() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "train_ear"), "--help"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "--recordings" in done.stdout


def test_a_card_gets_new_figures_and_keeps_the_rest() -> None:
    from ear.card import measured_anew

    text = "# x\n\n## What it can do\n\nold\n\n## What it cannot do\n\n- fly\n"
    new = measured_anew(text, "| a | b |")
    assert new.startswith("# x\n\n## What it can do\n\n")
    assert "| a | b |\n\n## What it cannot do\n\n- fly\n" in new
    assert "old" not in new

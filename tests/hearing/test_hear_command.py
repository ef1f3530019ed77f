"""`voice-coach hear`: a line of JSON for every file that is sound, a sentence for the others."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from speaking_people import Speak

from voice_coach.commands import hear
from voice_coach.content.loader import load
from voice_coach.hearing import sound_files
from voice_coach.hearing.phrase_recognizer import PhraseRecognizer
from voice_coach.understanding.phrasebook import Phrasebook

COFFEE = Path(__file__).parents[1] / "data" / "coffee"
RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings" / "coffee"
FIELDS = ["file", "text", "intent", "slots", "score", "audio_seconds", "decoding_seconds"]
ORDER = "can i have a medium mocha with milk"


def written(folder: Path, name: str, frames: bytes) -> Path:
    sound_files.write(folder / name, np.frombuffer(frames, "<i2"))
    return folder / name


def heard(*words: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    hear.configure(parser)
    return hear.run(parser.parse_args(["--content", str(COFFEE), *words]))


@pytest.mark.voices
def test_an_order_is_heard_with_its_slots(
    tmp_path: Path, speak: Speak, capsys: pytest.CaptureFixture[str]
) -> None:
    order = written(tmp_path, "order.flac", speak(ORDER))
    silence = written(tmp_path, "silence.wav", bytes(32000))
    assert heard(str(order), str(silence)) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(first) == list(second) == FIELDS
    assert (first["file"], first["text"], first["intent"]) == (str(order), ORDER, "orderDrink")
    wanted = {"size": "medium", "coffeeDrink": "mocha", "milkAmount": "milk"}
    assert first["slots"] == wanted
    assert 0.5 < first["score"] <= 1
    assert first["decoding_seconds"] > 0
    assert (second["text"], second["intent"], second["slots"]) == ("", None, {})
    assert second["audio_seconds"] == 1.0


@pytest.mark.voices
def test_a_broken_file_does_not_stop_the_rest(
    tmp_path: Path, speak: Speak, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.wav").write_bytes(b"no sound")
    order = written(tmp_path, "order.wav", speak(ORDER))
    code = heard(str(tmp_path / "broken.wav"), str(tmp_path / "none.wav"), str(order))
    printed = capsys.readouterr()
    assert code == 1
    assert json.loads(printed.out)["text"] == ORDER
    assert "broken.wav cannot be read" in printed.err
    assert "there is no sound file" in printed.err
    assert "Traceback" not in printed.err


@pytest.mark.shared
@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings beside the project")
def test_real_people_are_heard(own_ear: PhraseRecognizer) -> None:
    book = Phrasebook(load(COFFEE))
    own_ear.set_grammar(book.grammar())
    labels = json.loads((RECORDINGS / "labels.json").read_text(encoding="utf-8"))
    right = 0
    for name in sorted(labels)[:40]:
        slots = {slot: value.strip() for slot, value in labels[name]["slots"].items()}
        right += hear.hear(RECORDINGS / name, own_ear, book)["slots"] == slots
    assert right >= 36

"""The scenes that come along go as they demand, by ear, and much faster than life."""

import shutil
from pathlib import Path

import pytest

from voice_coach.content import loader
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.rehearsal.casting import cast
from voice_coach.rehearsal.scene import load
from voice_coach.rehearsal.stage import Stage
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.phrasebook import Phrasebook

pytestmark = pytest.mark.voices

SCENES = sorted((loader.packaged() / "rehearsals").glob("*.toml"))
ENGINES = ("flite", "espeak")
PROMPT = 1.5
"""Seconds from a request's last word to the coach's first; simulated, so without decoding."""


def test_there_are_the_five() -> None:
    assert {path.stem for path in SCENES} >= {
        "hug",
        "not-now",
        "repair-space",
        "tired",
        "two-songs",
    }


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_the_coach_answers_as_demanded(
    path: Path, engine: str, shipped: Phrasebook, voice: Voice, recognizer: Recognizer
) -> None:
    if engine == "flite" and not shutil.which("flite"):
        pytest.skip("flite is not installed")
    scene = load(path)
    players = cast(scene, shipped, recognizer, voice, engine)
    stage = Stage(scene, players)
    turns = list(stage.play())
    players.close()
    wrong = [(t.place, v.expected, v.came) for t in turns for v in t.verdicts if not v.ok]
    assert wrong == []
    slow = [turn.place for turn in turns if turn.intent and (turn.latency or 0) > PROMPT]
    assert slow == []

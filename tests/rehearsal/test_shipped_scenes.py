"""The scenes that come along go as they demand, by ear, and much faster than life."""

import shutil
from pathlib import Path

import pytest

from voice_coach.content import loader
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.rehearsal.casting import cast
from voice_coach.rehearsal.scene import Scene, load
from voice_coach.rehearsal.stage import Played, Stage
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.phrasebook import Phrasebook

pytestmark = pytest.mark.voices

SCENES = sorted((loader.packaged() / "rehearsals").glob("*.toml"))
EVENINGS = frozenset(
    """
    tired hug two-songs-ours repair-space not-now safety tv-noise letter-typed promise-next-day
    low-energy-and-access
    """.split()  # noqa: SIM905  # read as a list of words
)
"""The ten acceptance scenes: played by both engines' voices. The others by the one that is here
without any system package; that both play them was seen when they were written."""
PLAYS = [
    pytest.param(path, engine, id=f"{path.stem}-{engine}")
    for path in SCENES
    for engine in ("espeak", *(("flite",) if path.stem in EVENINGS else ()))
]
PROMPT = 1.5
"""Seconds from a request's last word to the coach's first; simulated, so without decoding."""


def test_there_are_the_ten_evenings() -> None:
    assert {path.stem for path in SCENES} >= EVENINGS


@pytest.mark.parametrize(("path", "engine"), PLAYS)
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
    assert slow(scene, turns) == []


def slow(scene: Scene, turns: list[Played]) -> list[int]:
    """Turns whose request was answered late. Couples who asked for time are given it; the first
    yes at a gate is answered by the other one."""
    patience = int(str(scene.settings.get("patience", 1)))
    late = []
    for turn in turns:
        limit = PROMPT + 0.8 * (patience - 1)
        if turn.intent not in ("", "yes") and (turn.latency or 0) > limit:
            late.append(turn.place)
        patience = {"more_time": 2, "most_time": 3}.get(turn.intent, patience)
    return late

"""German evenings go as they demand: typed, for no German ear comes along."""

from collections.abc import Iterator

import pytest

from voice_coach.content import loader
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.rehearsal.casting import cast
from voice_coach.rehearsal.scene import load
from voice_coach.rehearsal.stage import Stage
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.phrasebook import Phrasebook

pytestmark = pytest.mark.voices

SCENES = sorted((loader.packaged("de") / "rehearsals").glob("*.toml"))
EVENINGS = frozenset(
    {"erster-abend", "reparatur", "brief", "versprechen", "angst", "jeden-donnerstag"}
)


@pytest.fixture(scope="module")
def german() -> Phrasebook:
    return Phrasebook(loader.load(language="de"))


@pytest.fixture(scope="module")
def german_voice(german: Phrasebook) -> Iterator[Voice]:
    with Voice(german.content.locale.voice) as voice:
        yield voice


def test_there_are_the_six_evenings() -> None:
    assert {path.stem for path in SCENES} >= EVENINGS


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_the_coach_answers_as_demanded(
    path, german: Phrasebook, german_voice: Voice, recognizer: Recognizer
) -> None:
    scene = load(path)
    assert scene.locale == "de"
    players = cast(scene, german, recognizer, german_voice, "espeak")
    turns = list(Stage(scene, players).play())
    players.close()
    wrong = [(t.place, v.expected, v.came) for t in turns for v in t.verdicts if not v.ok]
    assert wrong == []

"""Real parts for the stage: the ear that comes with the program, the voice, the couple's voices."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voice_coach.content import loader
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.rehearsal.casting import cast, ear
from voice_coach.rehearsal.scene import parse
from voice_coach.rehearsal.stage import Played, Stage
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.phrasebook import Phrasebook

Rehearse = Callable[..., tuple[Stage, list[Played]]]
TINY = Path(__file__).parent / "content"


@pytest.fixture(scope="session")
def tiny() -> Phrasebook:
    """A coach that can do three things."""
    return Phrasebook(loader.load(TINY))


@pytest.fixture(scope="session")
def shipped() -> Phrasebook:
    """The coach's own content."""
    return Phrasebook(loader.load())


@pytest.fixture(scope="session")
def voice() -> Iterator[Voice]:
    with Voice() as voice:
        yield voice


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    return ear(embedded=True)


@pytest.fixture
def rehearse(tiny: Phrasebook, voice: Voice, recognizer: Recognizer) -> Iterator[Rehearse]:
    """Plays a scene's text on the tiny content."""
    casts = []

    def play(*turns: str, head: str = "", engine: str = "auto") -> tuple[Stage, list[Played]]:
        text = "\n".join(('title = "x"', head, *(f"[[turn]]\n{turn}" for turn in turns)))
        scene = parse(text, "x.toml")
        casts.append(cast(scene, tiny, recognizer, voice, engine))
        stage = Stage(scene, casts[-1])
        return stage, list(stage.play())

    yield play
    for one in casts:
        one.close()

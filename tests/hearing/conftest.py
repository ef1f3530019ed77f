"""One ear and one speaker for all tests of the room: both take a while to wake up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from speaking_people import Speak, room, speaker

from voice_coach.hearing.choice import embedded_ear
from voice_coach.hearing.recognizer import Recognizer


@pytest.fixture(scope="session")
def own_ear() -> Recognizer:
    """The embedded ear."""
    return embedded_ear()


@pytest.fixture(scope="session")
def speak() -> Iterator[Speak]:
    """Words in, int16 frames out, with half a second of room on both sides."""
    mouth = speaker()
    yield lambda words: room(0.5) + mouth.speak(words).frames.tobytes() + room(0.5, seed=1)
    mouth.close()

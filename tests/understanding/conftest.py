"""The shipped phrases, built once."""

import pytest

from voice_coach.content.loader import load
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook


@pytest.fixture(scope="session")
def book() -> Phrasebook:
    return Phrasebook(load())


@pytest.fixture(scope="session")
def matcher(book: Phrasebook) -> Matcher:
    return Matcher(book)

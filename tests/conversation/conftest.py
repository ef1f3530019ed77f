"""The coach's own language, loaded once; every test gets a coach that has just greeted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from voice_coach.content.loader import load
from voice_coach.content.schema import Content
from voice_coach.settings import Settings
from voice_coach.testing import Coach, rehearsed
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook


@pytest.fixture(scope="session")
def content() -> Content:
    return load()


@pytest.fixture(scope="session")
def understanding(content: Content) -> Matcher:
    return Matcher(Phrasebook(content))


@pytest.fixture
def coach(content: Content, understanding: Matcher) -> Coach:
    return rehearsed(content, understanding=understanding)


@pytest.fixture
def make(content: Content, understanding: Matcher) -> Callable[..., Coach]:
    def made(
        saved: Mapping[str, object] | None = None, now: float = 0.0, **settings: object
    ) -> Coach:
        return rehearsed(content, Settings(**settings), saved, now, understanding)  # type: ignore[arg-type]

    return made

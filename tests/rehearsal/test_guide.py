"""docs/guide.md promises a scene for every row; the scenes say which rows they prove."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voice_coach.commands.understand import in_state
from voice_coach.content.loader import load as load_content
from voice_coach.content.loader import packaged
from voice_coach.rehearsal.scene import Scene, load
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

ROOT = Path(__file__).parents[2]
ROWS = 48
_ROW = re.compile(r"^\| (\d+) \| [^|]+ \| “([^|]+)” \| `([\w-]+)` \|$", re.MULTILINE)
_NAMED = re.compile(r"\| `([\w-]+)` \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "guide.md").read_text("utf-8")


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {path.stem: load(path) for path in (packaged() / "rehearsals").glob("*.toml")}


def test_every_row_has_a_scene_that_proves_it(page: str, scenes: dict[str, Scene]) -> None:
    rows = [(int(row), name) for row, _, name in _ROW.findall(page)]
    assert [row for row, _ in rows] == list(range(1, ROWS + 1))
    assert [(row, name) for row, name in rows if row not in scenes[name].rows] == []


def test_what_the_page_says_to_say_is_what_the_scene_says(
    page: str, scenes: dict[str, Scene]
) -> None:
    for _, say, name in _ROW.findall(page):
        lines = [turn.say or turn.type for turn in scenes[name].turn]
        assert next(line for line in lines if line) == say


def test_what_the_page_says_to_say_is_understood(page: str) -> None:
    understand = in_state(Matcher(Phrasebook(load_content())), "awake")
    lost = [say for _, say, _ in _ROW.findall(page) if understand(say).intent is None]
    assert lost == []


def test_every_scene_stands_on_the_page(page: str, scenes: dict[str, Scene]) -> None:
    assert set(_NAMED.findall(page)) == set(scenes)

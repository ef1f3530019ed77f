"""docs/content.md shows an example and says what is understood: here it is loaded and asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voice_coach.content.lint import check
from voice_coach.content.loader import load
from voice_coach.content.schema import Content
from voice_coach.content.script_schema import StepKind
from voice_coach.rehearsal.scene import parse as parse_scene
from voice_coach.understanding.phrasebook import Phrasebook

PAGE = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
ROWS = re.findall(r"^\| ([a-z0-9 ]+) \| (order|start_oven|close) \| (.+) \|$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Content:
    home = tmp_path_factory.mktemp("bakery")
    (home / "bakery.toml").write_text(EXAMPLES[0], encoding="utf-8")
    return load(home)


def test_the_page_shows_several_sentences() -> None:
    assert len(ROWS) >= 7


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_sentence_means_what_the_page_says(bakery: Content, row: tuple[str, str, str]) -> None:
    said, intent, shown = row
    expected = dict(part.split(" = ") for part in shown.split(", "))
    (reading,) = Phrasebook(bakery).parses(said)
    assert reading.intent == intent
    assert {
        k: f'"{v}"' if isinstance(v, str) else f"{v:g}" for k, v in reading.slots.items()
    } == expected


def test_the_example_has_no_fault(bakery: Content) -> None:
    assert check(bakery) == []


def test_the_page_s_script_and_card_load_too(tmp_path: Path) -> None:
    for number, text in enumerate(EXAMPLES[1:-1]):
        (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8")
    content = load(tmp_path)
    assert list(content.scripts) == ["tea"]
    assert [card.id for card in content.cards] == ["li-001"]


def test_the_page_s_scene_is_a_scene() -> None:
    scene = parse_scene(EXAMPLES[-1], "page")
    assert [turn.say for turn in scene.turn] == ["start a hug timer please", "stop please", ""]


def test_the_page_names_every_kind_of_step() -> None:
    assert all(f"| `{kind}` |" in PAGE for kind in StepKind.__args__)  # type: ignore[attr-defined]

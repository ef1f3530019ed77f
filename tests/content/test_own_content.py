"""A couple's own content outside the package: it adds a script, rewords, or brings a language."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach import own_content
from voice_coach.content.lint import check
from voice_coach.content.loader import packaged
from voice_coach.errors import ContentError
from voice_coach.testing import play, rehearsed

TEA = """
[intents.tea_talk]
templates = ["[let us|let's] [have a] tea talk", "(tea|kettle) time for us"]

[scripts.tea_talk]
starts = ["tea_talk"]

[[scripts.tea_talk.steps]]
id = "pour"
kind = "say"
say = "Pour two cups first."

[[scripts.tea_talk.steps]]
id = "card"
kind = "card"
deck = "tea"

[[cards]]
id = "tea-001"
deck = "tea"
text = "Which cup in this house has a story?"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = own_content.folder("en")
    folder.mkdir(parents=True)
    return folder


def test_one_file_adds_a_script_with_its_own_words_and_cards(home: Path) -> None:
    (home / "tea.toml").write_text(TEA, "utf-8")
    content = own_content.content(None)
    assert not [it for it in check(content) if it.severity == "error"]
    coach = rehearsed(content)
    assert play(coach, "let's have a tea talk please") == [
        "Pour two cups first.",
        "Which cup in this house has a story?",
    ]
    play(coach, "stop", "start a hug timer")
    assert coach.timers or "hug" in coach.did[-1].lower(), "what came along is still there"


def test_what_has_the_same_name_wins_and_is_said_to_come_from_there(home: Path) -> None:
    (home / "replies.toml").write_text('[replies]\ngreeting = "Here we are."\n', "utf-8")
    content = own_content.content(None)
    assert content.replies["greeting"] == ["Here we are."]
    assert content.origin["replies.greeting"] == str(home / "replies.toml")


def test_a_name_twice_in_the_own_files_is_a_mistake(home: Path) -> None:
    for name in ("a", "b"):
        (home / f"{name}.toml").write_text('[replies]\ngreeting = "Hello."\n', "utf-8")
    with pytest.raises(ContentError, match=r"stands in .*a\.toml too"):
        own_content.content(None)


def test_a_slip_costs_no_evening(home: Path) -> None:
    (home / "tea.toml").write_text("[intents.tea_talk]\ntemplates = 3\n", "utf-8")
    content, trouble = own_content.content_or_without(None, "en")
    assert "hug_timer" in content.intents
    assert str(home / "tea.toml") in trouble


def test_a_language_can_come_from_outside(home: Path) -> None:
    other = own_content.folder("xx")
    other.mkdir(parents=True)
    (other / "all.toml").write_text('[locale]\nlanguage = "xx"\n' + TEA, "utf-8")
    assert own_content.content(None, "xx").locale.language == "xx"


def test_scenes_of_the_couple_can_be_rehearsed_by_name(home: Path) -> None:
    (home / "rehearsals").mkdir()
    (home / "rehearsals" / "tea.toml").write_text('title = "Tea"\n', "utf-8")
    scenes = own_content.scenes(None)
    assert scenes["tea"].parent == home / "rehearsals"
    assert scenes["hug"].parent == packaged() / "rehearsals"


def test_the_coachs_content_is_read_alone_when_a_directory_is_named(home: Path) -> None:
    (home / "replies.toml").write_text('[replies]\ngreeting = "Here we are."\n', "utf-8")
    assert own_content.content(packaged()).replies["greeting"] != ["Here we are."]

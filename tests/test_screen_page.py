"""docs/screen.md against the program: every word, key and picture of the screen, and no more."""

from __future__ import annotations

import re

import pytest
from screen_plays import PLAYS
from screens import SIZES

from tests.at_window import SCREEN_PAGE, key_rows
from voice_coach.content.loader import load
from voice_coach.hearing import keys
from voice_coach.messages import Listening
from voice_coach.screen.words import BETWEEN, SHAPES, SPEAKING, Words

DOCS = SCREEN_PAGE.parent
PAGE = SCREEN_PAGE.read_text("utf-8")
REPLIES = load().replies
LISTS = ("screen.first", "screen.always", "screen.hidden", "screen.say.")
LARGEST = 25_000
"""Bytes of one picture."""
NAMES = {b" ": "Space", b"\r": "Enter", b"\n": "Enter"}
"""Keys that have no letter of their own."""


def pictures() -> set[str]:
    return {path.name for path in (DOCS / "pictures").glob("screen-*.svg")}


def test_each_picture_stands_on_the_page_and_each_on_the_page_is_there() -> None:
    assert set(re.findall(r"\(pictures/([^)]+)\)", PAGE)) == pictures()
    assert set(re.findall(r"!\[[^]]+\]\(pictures/screen-[\w-]+-(\d+)\.svg\)", PAGE)) == {"80"}


def test_each_picture_has_its_play_in_every_size() -> None:
    kept = [state for play in PLAYS for state in play.keeps]
    assert len(set(kept)) == len(kept)
    assert {f"screen-{it}-{width}.svg" for it in kept for width, _ in SIZES} == pictures()


@pytest.mark.parametrize("name", sorted(pictures()))
def test_a_picture_is_small_and_loads_nothing(name: str) -> None:
    drawn = (DOCS / "pictures" / name).read_text("utf-8")
    assert len(drawn.encode()) < LARGEST
    assert not re.search(r"@import|@font-face|url\(\"?http|href=", drawn)


def test_every_word_of_the_screen_is_explained() -> None:
    words = {name: said for name, said in REPLIES.items() if name.startswith("screen.")}
    single = {name: said[0] for name, said in words.items() if not name.startswith(LISTS)}
    del single["screen.keys"]  # the table of keys
    missing = {
        name: part
        for name, said in single.items()
        for part in said.removeprefix("0: ").split(BETWEEN)
        if part not in PAGE
    }
    assert missing == {}


def test_every_listening_state_has_its_row() -> None:
    rows = set(re.findall(r"^\| (\S .+?) \|", PAGE, re.MULTILINE))
    words = Words(REPLIES)
    for mode in Listening:
        shape = SPEAKING if mode is Listening.OVER else SHAPES[mode]
        assert f"{shape} {words.state(mode)}" in rows


def test_the_table_of_keys_is_complete() -> None:
    known = {NAMES.get(code, code.decode().lower()) for code in keys._KEYS}
    assert set(key_rows()) == {*known, "Esc", "1 to 9", "0", "Ctrl-C"}
    told = REPLIES["screen.keys"][0].split(BETWEEN)
    assert {it.partition(":")[0] for it in told} <= set(key_rows())

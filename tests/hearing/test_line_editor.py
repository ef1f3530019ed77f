"""A line typed key by key: letters of any language, mending, and Escape, which is stop."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.hearing.escapes import codes_of
from voice_coach.hearing.line_editor import LONGEST, Escaped, Line, LineEditor

letters = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp")))


def ended(*typed: bytes) -> tuple[list[Line | Escaped], str]:
    editor = LineEditor()
    found = [editor.feed(code) for part in typed for code in codes_of(part)]
    return [it for it in found if it is not None], editor.text


@given(letters, st.lists(st.integers(0, 60)))
def test_however_it_arrives_it_is_the_line(text: str, cuts: list[int]) -> None:
    wanted = "".join(it for it in text if it.isprintable())
    typed = text.encode() + b"\r"
    places = sorted({0, len(typed), *(it for it in cuts if it < len(typed))})
    parts = [typed[a:b] for a, b in itertools.pairwise(places)]
    assert ended(*parts) == ([Line(wanted)], "")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (b"hugs\x7f", "hug"),
        ("schön\x7f\x7f".encode(), "sch"),
        (b"a hug timer\x17", "a hug"),
        (b"nonsense\x15hug", "hug"),
        (b"h\x1b[Du\x1bOHg", "hug"),
        (b"h\x00\x01ug\t", "hug"),
        (b"\x7f\x7f", ""),
    ],
)
def test_mistakes_are_mended_and_arrows_write_nothing(typed: bytes, text: str) -> None:
    assert ended(typed) == ([], text)


def test_escape_gives_the_line_up() -> None:
    [only], text = ended(b"I never said th\x1b")
    assert isinstance(only, Escaped)
    assert text == ""


def test_a_line_has_an_end() -> None:
    assert len(ended(b"a" * (LONGEST + 50))[1]) == LONGEST


@given(st.binary(max_size=80))
def test_no_bytes_upset_it(typed: bytes) -> None:
    _, text = ended(typed)
    assert text.isprintable()

"""Numbers and lengths of time: words for the voice, digits for the captions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.loader import load
from voice_coach.content.schema import Content, ContentFile, Locale
from voice_coach.content.spoken import duration, fill, number, placeholders
from voice_coach.errors import ContentError

TIMES = {
    0: ("zero seconds", "0 seconds"),
    1: ("one second", "1 second"),
    20: ("twenty seconds", "20 seconds"),
    60: ("one minute", "1 minute"),
    90: ("ninety seconds", "90 seconds"),
    150: ("two minutes and thirty seconds", "2 minutes and 30 seconds"),
    420: ("seven minutes", "7 minutes"),
    3600: ("one hour", "1 hour"),
    4500: ("seventy-five minutes", "75 minutes"),
    7800: ("two hours and ten minutes", "2 hours and 10 minutes"),
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A field without words of its own: the units are those of English."""
    home = tmp_path_factory.mktemp("shop")
    (home / "shop.toml").write_text("[locale]\nlanguage = 'en'\n", encoding="utf-8")
    return load(home)


@pytest.mark.parametrize("seconds", TIMES)
def test_a_length_of_time_is_said_in_words_and_shown_in_digits(
    seconds: int, content: Content
) -> None:
    spoken, shown = TIMES[seconds]
    assert duration(seconds, content) == spoken
    assert duration(seconds, content, spoken=False) == shown


@given(st.floats(0, 200_000))
def test_no_length_of_time_has_a_decimal_or_a_digit_when_spoken(
    content: Content, seconds: float
) -> None:
    said = duration(seconds, content)
    assert not any(letter.isdigit() for letter in said)
    assert " point " not in said


@given(st.integers(0, 100 * 3600))
def test_a_spoken_length_of_time_loses_no_second(content: Content, seconds: int) -> None:
    shown = duration(seconds, content, spoken=False).replace(" and ", " ").split()
    sizes = {"second": 1, "minute": 60, "hour": 3600}
    total = sum(int(n) * sizes[u.rstrip("s")] for n, u in zip(shown[::2], shown[1::2], strict=True))
    assert total == seconds


def test_a_sentence_is_filled_with_what_is_known(content: Content) -> None:
    slots: dict[str, str | float] = {"seconds": 20.0, "songs": 2.0, "who": "you"}
    line = "{songs:number} songs, {seconds:duration}, {who}, {songs}."
    assert fill(line, slots, content) == "Two songs, twenty seconds, you, two."
    assert fill(line, slots, content, spoken=False) == "2 songs, 20 seconds, you, 2."
    assert fill("Nothing to fill.", {}, content) == "Nothing to fill."


def test_parts_of_a_number_are_said_too(content: Content) -> None:
    assert number(2.5, content) == "two point five"
    assert number(2.5, content, spoken=False) == "2.5"
    assert number(21, content) == "twenty-one"


def test_a_filled_in_answer_is_never_read_as_a_placeholder(content: Content) -> None:
    assert fill("{who}", {"who": "{secret}", "secret": "x"}, content) == "{secret}"


@pytest.mark.parametrize(
    ("line", "slots", "sentence"),
    [
        ("{who}", {}, "nothing is known for {who} in '{who}'. Slots with a value here: none."),
        ("{n:durations}", {"n": 1.0}, "no format 'durations' in {n:durations}. Did you mean 'dura"),
        ("{n:number}", {"n": "few"}, "{n:number} holds words, not a number. Use {n}."),
        ("{n}", {"n": float("nan")}, "nan is not a number that can be said."),
        ("{n:duration}", {"n": float("inf")}, "inf is not a length of time."),
    ],
)
def test_what_cannot_be_filled_in_is_said(
    line: str, slots: dict[str, str | float], sentence: str, content: Content
) -> None:
    with pytest.raises(ContentError) as caught:
        fill(line, slots, content)
    assert sentence in caught.value.sentence()


def test_a_language_without_words_for_units_says_which_are_missing() -> None:
    parts = ContentFile()
    bare = Content(
        locale=Locale(language="de"),
        slots=parts.slots,
        rules=parts.rules,
        intents=parts.intents,
        scripts=parts.scripts,
        replies={},
        cards=[],
        origin={},
    )
    with pytest.raises(ContentError, match=r"no words for 'unit\.seconds'"):
        duration(20, bare)


def test_the_linter_can_ask_what_a_sentence_needs() -> None:
    assert placeholders("{a} and {b:duration}") == [("a", ""), ("b", "duration")]

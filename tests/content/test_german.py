"""A second language is data: the German directory is loaded as it is and holds a German evening."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import voice_coach
from voice_coach.content.loader import load, packaged
from voice_coach.content.schema import Content
from voice_coach.settings import Settings
from voice_coach.testing import Coach, play, rehearsed
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

PACKAGE = Path(voice_coach.__file__).parent


@pytest.fixture(scope="module")
def german() -> Content:
    return load(language="de")


@pytest.fixture(scope="module")
def make(german: Content) -> Callable[[], Coach]:
    understanding = Matcher(Phrasebook(german))
    return lambda: rehearsed(german, Settings(locale="de"), understanding=understanding)


@pytest.fixture
def coach(make: Callable[[], Coach]) -> Coach:
    return make()


def strings_in_python() -> set[str]:
    trees = [ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {node.value for node in nodes if isinstance(node.value, str)}


def test_it_is_a_directory_like_any_other_and_no_python_knows_it(german: Content) -> None:
    assert load(packaged("de")) == german
    assert german.locale.language == "de"
    assert not {"de", "german", "German", "deutsch"} & strings_in_python()


def test_every_reply_that_python_asks_for_by_name_is_there(german: Content) -> None:
    asked_for = strings_in_python() & load().replies.keys()
    assert "greeting" in asked_for
    assert asked_for <= german.replies.keys()


def test_a_hug(coach: Coach) -> None:
    said = play(coach, "Umarmung, zwanzig Sekunden")
    assert "Zwanzig Sekunden." in said[0]
    assert coach.timers == (("Umarmung", 20.0, False),)
    assert "*chime" in play(coach, 20.1)


def test_a_hug_that_is_too_long_or_not_wanted(coach: Coach) -> None:
    assert play(coach, "Umarmung für vierzig Sekunden")[0] == "Ich mache zwanzig Sekunden."
    assert "Keine Umarmung ist auch gut." in play(coach, "nicht jetzt")[-1]
    assert coach.timers == ()


def test_starters_do_not_repeat_and_stop_is_silence(coach: Coach, german: Content) -> None:
    light = {card.text for card in german.cards if card.depth == "light"}
    read = [
        play(coach, "Fragekarte")[-1],
        play(coach, "noch eine")[-1],
        play(coach, "noch eine")[-1],
    ]
    assert len(set(read)) == 3
    assert set(read) <= light
    assert play(coach, "stopp", 60) == ["hush"]


@pytest.mark.parametrize(
    ("said", "name", "seconds"),
    [
        ("Timer zehn Minuten", "Timer", 600),
        ("stell bitte einen Timer auf anderthalb Stunden", "Timer", 5400),
        ("Teetimer vier Minuten", "Tee", 240),
        ("weck uns in einer halben Stunde", "Timer", 1800),
        ("Timer fünfundzwanzig Minuten und dreißig Sekunden", "Timer", 1530),
    ],
)
def test_timers(coach: Coach, said: str, name: str, seconds: float) -> None:
    play(coach, said)
    assert coach.timers == ((name, seconds, False),)


def test_how_long_left_and_the_end(coach: Coach) -> None:
    play(coach, "Timer zehn Minuten", 200)
    assert play(coach, "wie lange noch")[0].startswith("Noch sechs Minuten und ")
    assert play(coach, 400)[-1].startswith(("Timer: Die Zeit", "Die Zeit ist um"))


def test_a_repair_needs_two_yeses(coach: Coach) -> None:
    assert "zwei Ja" in play(coach, "Reparatur")[0]
    assert play(coach, "ja", 2) == []
    assert "schnell, oder ruhig" in play(coach, "ja")[0]


@pytest.mark.parametrize("refusal", ["nicht jetzt", "nein", "noch nicht"])
def test_at_the_gate_anything_else_is_not_now(coach: Coach, refusal: str) -> None:
    play(coach, "Reparatur", "ja")
    assert "Wann wäre es besser" in play(coach, refusal)[0]
    assert "morgen" in play(coach, "morgen")[0].lower()
    assert [timer.name for timer in coach.conversation.state.board.timers] == ["Erinnerung"]
    assert coach.timers == (), "a reminder is no timer to show"


def test_words_of_fear_begin_nothing_and_support_names_numbers(coach: Coach) -> None:
    exit_line = "Lassen wir es für heute dabei."
    assert play(coach, "ich habe Angst vor ihm")[0].startswith(exit_line)
    play(coach, "Unterstützung")
    assert any("eins eins sechs" in line for line in play(coach, "laut"))

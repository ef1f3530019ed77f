"""The window of `voice-coach run` in a real terminal: by keys, and nothing left behind."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import rig as sound
from tests import terminal
from tests.terminal import Terminal, home_in
from voice_coach.settings import Settings, load

pytestmark = pytest.mark.sound
COACH = [sys.executable, "-m", "voice_coach", "run"]
"""`run` by its name: nobody is asked about their first evening."""


SPOKEN = 90.0
"""Seconds for the longest stretch that the coach speaks."""


@pytest.fixture
def window(sound_rig: sound.SoundRig, tmp_path: Path) -> Iterator[Terminal]:
    if reason := terminal.missing():
        pytest.skip(reason)
    with Terminal(COACH, 40, 24, home_in(tmp_path)) as window:
        yield window


def test_a_hug_by_keys_and_no_word_left_behind(window: Terminal) -> None:
    window.until("2 a hug timer")
    window.press("2")
    window.until("understood: a hug timer")
    window.until("you both want one")
    window.until("hug 0:1")
    window.until("understood: a hug timer", gone=True)
    window.press("Escape")
    window.until("hug 0:1", gone=True)
    window.press("0")
    window.until("(2/")
    window.press("m")
    window.until("microphone closed")
    window.press("C-c")
    window.until("the end 0")
    assert "hug" not in window.everything()


def test_words_of_ones_own_are_seen_while_they_are_typed_and_gone_then(window: Terminal) -> None:
    window.until("2 a hug timer")
    window.press("t")
    window.until("›")
    window.press("hug for ten secx", "BSpace", "onds")
    window.until("› hug for ten seconds")
    window.press("Enter")
    window.until("you both want one")
    window.until("hug 0:0")
    assert "ten seconds" not in window.shown().replace("10 seconds", "")
    window.press("t", "never", "Escape")
    window.until("hug 0:0", gone=True)
    window.until("›", gone=True)
    window.press("C-c")
    window.until("the end 0")


def test_the_first_evening_by_keys(sound_rig: sound.SoundRig, tmp_path: Path) -> None:
    if reason := terminal.missing():
        pytest.skip(reason)
    command = [sys.executable, "-m", "voice_coach"]
    with Terminal(command, 80, 24, home_in(tmp_path)) as window:
        window.until("Two names")
        window.press("Ana, Ben", "Enter")
        window.until("Say hello to each other", 60)
        window.until("Ana · Ben")
        window.until("I hear", 60)
        answer(window, "Is that all right with you both?", "yes")
        window.until("understood: yes")
        window.until("understood: yes", gone=True)
        window.press(key(window, "yes"))
        answer(window, "Is this pace right?", "faster")
        answer(window, "In what I offer", "no touch")
        answer(window, "One word can stop everything", "lighthouse")
        window.until("Ask for a question", SPOKEN)
        window.press("C-c")
        window.until("the end 0")
    written = load(tmp_path / "config" / "voice-coach" / "settings.toml")
    assert written == Settings(
        rate=175, touch="none", check_in_word="lighthouse", names=["Ana", "Ben"]
    )
    state = (tmp_path / "state" / "voice-coach" / "state.json").read_text("utf-8")
    assert "lighthouse" not in state


def answer(window: Terminal, question: str, phrase: str) -> None:
    """Wait until that is asked, and press the key that says this."""
    window.until(question, SPOKEN)
    window.until("listening for an answer")
    window.press(key(window, phrase))


def key(window: Terminal, phrase: str) -> str:
    found = re.search(rf"(\d) {phrase}\b", window.shown())
    assert found is not None, window.shown()
    return found[1]

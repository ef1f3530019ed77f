"""The window of `voice-coach run` in a real terminal: by keys, and nothing left behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import rig as sound
from tests import terminal
from tests.terminal import Terminal, home_in

pytestmark = pytest.mark.sound
COACH = [sys.executable, "-m", "voice_coach", "run"]
"""`run` by its name: nobody is asked about their first evening."""


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

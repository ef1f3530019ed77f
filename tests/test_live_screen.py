"""The window of `voice-coach run` in a real terminal: by keys, and nothing left behind."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import rig as sound
from tests import terminal
from tests.at_window import SPEAKS, changed, key, key_rows, tell
from tests.terminal import Terminal, home_in
from voice_coach.settings import Settings, load

pytestmark = pytest.mark.sound
COACH = [sys.executable, "-m", "voice_coach", "run"]
"""`run` by its name: nobody is asked about their first evening."""

HUNG = 20.0
"""Seconds after which somebody would pull the plug; 2 to 6 were measured."""
AT_ONCE = 15.0

SPOKEN = 90.0
"""Seconds for the longest stretch that the coach speaks."""


@pytest.fixture
def window(sound_rig: sound.SoundRig, tmp_path: Path) -> Iterator[Terminal]:
    if reason := terminal.missing():
        pytest.skip(reason)
    with Terminal(COACH, 40, 24, home_in(tmp_path)) as window:
        yield window


def test_every_key_of_the_page_does_what_it_says(window: Terminal) -> None:
    window.until("1 a conversation starter")
    for row in key_rows():
        PRESSED[row](window)


@pytest.mark.voices
def test_a_hug_is_asked_for_and_stopped_aloud(window: Terminal) -> None:
    window.until("2 a hug timer")
    tell(window, "start a hug timer", "understood: a hug timer")
    window.until("hug 0:1")
    tell(window, "stop please", "understood: stop")
    window.until("hug 0:1", gone=True)


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


def calls(name: str) -> Callable[[Terminal], None]:
    """Space or Enter: it listens, and opens a closed microphone."""

    def pressed(window: Terminal) -> None:
        window.press("m")
        window.until("microphone closed")
        window.press(name)
        window.until("microphone closed", gone=True)
        window.until("rising")
        window.until("rising", gone=True)

    return pressed


def stops(window: Terminal) -> None:
    window.press("2")
    window.until("you both want one")
    quiet(window)


def quiet(window: Terminal) -> None:
    """Esc in mid-sentence, and it listens for a request with all keys."""
    before = window.until(SPEAKS)
    window.press("Escape")
    changed(window, before)  # a key that follows at once would be part of an arrow's code
    window.until("listening for a request")
    window.until("1 a conversation starter")
    window.until("understood", gone=True)


def digits(window: Terminal) -> None:
    """Each means what stands beside it; the next one waits until all is quiet again."""
    for digit in "123456789":
        shown = re.search(rf"{digit} (\S.*?) *$", window.shown(), re.MULTILINE)
        assert shown is not None
        window.press(digit)
        window.until(f"understood: {shown[1]}")
        quiet(window)


def turns(window: Terminal) -> None:
    pages = int(window.shown().split("(1/")[1].split(")")[0])
    for page in [*range(2, pages + 1), 1]:
        window.press("0")
        window.until(f"({page}/{pages})")


def mutes(window: Terminal) -> None:
    for letter, closed in (("m", True), ("m", False), ("M", True), ("M", False)):
        window.press(letter)
        window.until("microphone closed", gone=not closed)


def types(window: Terminal) -> None:
    window.press("t")
    window.until("Enter: send")
    window.press("hug 5m", "C-w", " tixer", "BSpace", "BSpace", "BSpace", "mer")
    window.until("› hug timer")
    window.press("C-u", "no hug after all")
    window.until("› no hug after all")
    window.press("Escape")
    window.until("›", gone=True)


def closes(window: Terminal) -> None:
    window.press("C-c")
    window.until("the end 0")


PRESSED = {
    "Space": calls("Space"),
    "Enter": calls("Enter"),
    "Esc": stops,
    "1 to 9": digits,
    "0": turns,
    "m": mutes,
    "t": types,
    "Ctrl-C": closes,
}
"""What each row of the table of keys in docs/screen.md comes to."""


@pytest.mark.parametrize("begun", [(), ("1",), ("1", "Escape")], ids=["idle", "mid", "stopped"])
def test_ctrl_c_ends_it_though_the_sound_server_hangs(
    sound_rig: sound.SoundRig, window: Terminal, begun: tuple[str, ...]
) -> None:
    window.until("1 a conversation starter")
    for name in begun:
        window.press(name)
        window.until("understood" if name == "1" else "listening for a request")
    with sound_rig.frozen():
        window.press("C-c")
        window.until("the end 0", HUNG)


def test_ctrl_c_twice_does_not_even_wait(sound_rig: sound.SoundRig, window: Terminal) -> None:
    window.until("1 a conversation starter")
    window.press("1")
    window.until(SPEAKS)
    with sound_rig.frozen():
        window.press("C-c", "C-c")
        window.until("the end", AT_ONCE)


def answer(window: Terminal, question: str, phrase: str) -> None:
    """Wait until that is asked, and press the key that says this."""
    window.until(question, SPOKEN)
    window.until("listening for an answer")
    window.press(key(window, phrase))

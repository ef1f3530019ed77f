"""A letter at the live coach: asked for aloud, typed at its terminal, kept on a spoken yes."""

from __future__ import annotations

import os
import sys
import termios
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests import rig as sound
from tests import terminal as tmux
from tests.live import LiveCoach
from tests.terminal import Terminal, home_in
from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keys import Passphrase, Strength

pytestmark = [pytest.mark.sound, pytest.mark.voices]
QUIET = np.zeros(4_000, np.int16)
WORDS = "tea at four on sunday"
SECRET = Passphrase(WORDS, Strength(kib=64, passes=1, lanes=1))
CANARY = "marzipan"


def until_unseen(screen: int, unseen: bool) -> None:
    """Wait until what is typed there is not shown, or shown again."""
    deadline, poll = time.monotonic() + 30, threading.Event()
    while bool(termios.tcgetattr(screen)[3] & termios.ECHO) is unseen:
        assert time.monotonic() < deadline
        poll.wait(0.02)


def ask(rig: sound.SoundRig, coach: LiveCoach, words: str, wanted: str) -> None:
    """Say it, again if a tone of the coach fell into it, until that is shown."""
    before = coach.count()
    for _ in range(3):
        rig.feed(np.concatenate([QUIET, QUIET, sound.speak_as("slt", words), QUIET]))
        try:
            coach.until(lambda line: wanted in line, before, 5)
        except AssertionError:
            continue
        return
    raise AssertionError(f"three times {words!r}, and no {wanted!r}")


def test_a_letter_is_typed_beside_a_real_microphone(
    sound_rig: sound.SoundRig, tmp_path: Path, terminal: tuple[int, int]
) -> None:
    keyboard, screen = terminal
    path = box_path(tmp_path / "state" / "voice-coach")
    Box.create(path, SECRET).close()
    with LiveCoach(tmp_path, keyboard=screen) as coach:
        until_unseen(screen, True)
        os.write(keyboard, f"{WORDS}\n".encode())
        coach.until_listening("for a request")
        coach.until_log("event=Spoke")
        ask(sound_rig, coach, "write a letter please", "Type it here")
        ask(sound_rig, coach, "type it here", "line by line")
        coach.until_listening("taking down")
        until_unseen(screen, False)
        before = coach.count()
        os.write(keyboard, f"Dear you, my {CANARY} came out well.\nstart a hug timer\n".encode())
        os.write(keyboard, b"done\n")
        coach.until(lambda line: "For both of you" in line, before)
        until_unseen(screen, True)
        ask(sound_rig, coach, "only me", "Sealed until when")
        ask(sound_rig, coach, "no seal", "Your yes only")
        ask(sound_rig, coach, "yes please", "coach")
        coach.stop()
        assert not any(CANARY in line or "hug, if" in line for _, line in coach.lines)
    box = Box.open(path, SECRET)
    (item,) = box.everything()
    box.close()
    assert item.label.finished
    assert item.text == f"Dear you, my {CANARY} came out well.\nstart a hug timer"
    readable = [
        it for it in tmp_path.rglob("*") if it.is_file() and CANARY.encode() in it.read_bytes()
    ]
    assert readable == []


def test_a_letter_is_written_in_the_window_without_a_sound(
    sound_rig: sound.SoundRig, tmp_path: Path
) -> None:
    if reason := tmux.missing():
        pytest.skip(reason)
    path = box_path(tmp_path / "state" / "voice-coach")
    Box.create(path, SECRET).close()
    command = [sys.executable, "-m", "voice_coach", "run"]
    with Terminal(command, 80, 24, home_in(tmp_path)) as window:
        window.until("passphrase")
        window.press(WORDS, "Enter")
        window.until("2 a hug timer")
        write(window, "write a letter", "Type it here")
        window.until("listening for an answer")
        write(window, "type it here", "taking down")
        window.until("›")
        window.press(f"Dear you, my {CANARY} came out 2 well.", "Enter")
        window.until(CANARY, gone=True)
        window.press("done", "Enter")
        window.until("For both of you")
        window.until("listening for an answer")
        write(window, "only me", "Sealed until when")
        window.until("listening for an answer")
        write(window, "no seal", "Your yes only")
        window.until("listening for an answer")
        window.press("1")
        window.until("understood: yes")
        window.until("listening for a request")
        window.press("C-c")
        window.until("the end 0")
        assert CANARY not in window.everything()
    box = Box.open(path, SECRET)
    (item,) = box.everything()
    box.close()
    assert item.text == f"Dear you, my {CANARY} came out 2 well."


def write(window: Terminal, words: str, wanted: str) -> None:
    """A line of one's own, and what the coach makes of it."""
    window.press("t")
    window.until("›")
    window.press(words, "Enter")
    window.until(wanted)

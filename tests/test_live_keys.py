"""Keys in a real terminal, beside a real microphone: push-to-talk, mute, stop."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tests import rig as sound
from tests.live import LiveCoach

pytestmark = [pytest.mark.sound, pytest.mark.voices]
QUIET = np.zeros(4_000, np.int16)


def speak(rig: sound.SoundRig, words: str) -> None:
    rig.feed(np.concatenate([QUIET, QUIET, sound.speak_as("slt", words), QUIET]))


def test_with_push_to_talk_nothing_is_captured_before_the_key(
    sound_rig: sound.SoundRig, tmp_path: Path, terminal: tuple[int, int]
) -> None:
    keyboard, screen = terminal
    with LiveCoach(tmp_path, "--push-to-talk", keyboard=screen) as coach:
        coach.until(lambda line: "microphone closed" in line)
        coach.until_log("event=Spoke")
        speak(sound_rig, "start a hug timer")
        assert "event=SpeechStarted" not in coach.log.read_text("utf-8")
        before = coach.count()
        os.write(keyboard, b" ")
        coach.until(lambda line: "microphone open" in line, before)
        coach.until_log("event=Spoke", 2)
        for _ in range(3):
            speak(sound_rig, "start a hug timer")
            if any("you both want one" in line for _, line in coach.lines):
                break
        coach.until(lambda line: "you both want one" in line, before)
        coach.until(lambda line: "microphone closed" in line, before)


def test_m_closes_the_microphone_and_escape_stops(
    sound_rig: sound.SoundRig, tmp_path: Path, terminal: tuple[int, int]
) -> None:
    keyboard, screen = terminal
    with LiveCoach(tmp_path, keyboard=screen) as coach:
        coach.until_listening("for a request")
        coach.until_log("event=Spoke")
        os.write(keyboard, b"m")
        coach.until(lambda line: "microphone closed" in line)
        speak(sound_rig, "start a hug timer")
        assert "event=SpeechStarted" not in coach.log.read_text("utf-8")
        os.write(keyboard, b"m")
        coach.until(lambda line: "microphone open" in line)
        os.write(keyboard, b"\x1b")
        coach.until_log("actions=Hush")


def test_push_to_talk_without_a_terminal_says_what_to_do(
    sound_rig: sound.SoundRig, tmp_path: Path
) -> None:
    with LiveCoach(tmp_path, "--push-to-talk") as coach:
        shown = coach.until(lambda line: "Push-to-talk" in line)
    assert "Start voice-coach in one" in shown

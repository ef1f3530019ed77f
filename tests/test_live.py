"""The coach as a couple meets it: a process, a sound card, voices in the room."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests import rig as sound
from tests.live import LiveCoach

pytestmark = [pytest.mark.sound, pytest.mark.voices]
QUIET = np.zeros(4_000, np.int16)


@pytest.fixture
def coach(sound_rig: sound.SoundRig, tmp_path: Path) -> Iterator[LiveCoach]:
    with LiveCoach(tmp_path) as coach:
        coach.until_listening("for a request")
        yield coach


def speak(rig: sound.SoundRig, words: str, voice: str = "slt") -> None:
    """Into the microphone, with a breath before and after."""
    rig.feed(np.concatenate([QUIET, QUIET, sound.speak_as(voice, words), QUIET]))


def say_until(rig: sound.SoundRig, coach: LiveCoach, words: str, event: str) -> None:
    """Say it, and say it again if a tone of the coach fell into it, as anybody would."""
    for _ in range(3):
        speak(rig, words)
        try:
            coach.until_log(event, timeout=3)
        except AssertionError:
            continue
        return
    raise AssertionError(f"three times {words!r}, and no {event}")


def ask(rig: sound.SoundRig, coach: LiveCoach, words: str, wanted: str) -> str:
    """Say it, again if need be, until a line with `wanted` is shown; that line."""
    before = coach.count()
    for _ in range(3):
        speak(rig, words)
        try:
            return coach.until(lambda line: wanted in line, before, 4)
        except AssertionError:
            continue
    raise AssertionError(f"three times {words!r}, and no {wanted!r}")


def heard_by_the_ear(frames: np.ndarray, phrases: list[str]) -> str:
    """What our own ear makes of what left the loudspeaker."""
    from voice_coach.content.template import parse
    from voice_coach.hearing.choice import embedded_ear
    from voice_coach.understanding.acceptor import minimal

    ear = embedded_ear()
    ear.set_grammar(minimal([parse(phrase) for phrase in phrases], {}, {}))
    ear.accept(frames.tobytes())
    return ear.finish().text


def test_asked_aloud_it_answers_aloud(sound_rig, coach):
    before = coach.count()
    with sound_rig.listen() as speaker:
        shown = ask(sound_rig, coach, "start a hug timer", "you both want one")
        coach.until(lambda line: line.startswith("timer"), before, 15)
        frames = speaker.stop()
    assert "20 seconds" in shown
    last = "twenty seconds"
    tail = frames[-int(1.6 * speaker.rate) :]
    assert heard_by_the_ear(tail, [last, "ten minutes", "good night", "two songs"]) == last


def test_stop_ends_a_hug_and_silence_follows(sound_rig, coach):
    ask(sound_rig, coach, "start a hug timer", "you both want one")
    coach.until(lambda line: line.startswith("timer"), 0, 15)
    at = coach.count()
    say_until(sound_rig, coach, "stop", "actions=Hush")
    with sound_rig.listen() as speaker:
        speaker.until(6)
        frames = speaker.stop()
    assert int(np.abs(frames.astype(int)).max()) < 100
    assert coach.said(at) == []


def test_what_is_not_for_it_gets_no_answer(sound_rig, coach):
    before = coach.count()
    speak(sound_rig, "the neighbours painted their fence a rather strange shade of green")
    coach.until_log("event=Heard")
    assert coach.said(before) == []


def test_a_killed_voice_is_replaced_and_the_sentence_is_said(sound_rig, coach):
    children = Path(f"/proc/{coach.process.pid}/task/{coach.process.pid}/children")
    voices = [int(pid) for pid in children.read_text().split()]
    assert voices
    for pid in voices:
        os.kill(pid, signal.SIGKILL)
    with sound_rig.listen() as speaker:
        ask(sound_rig, coach, "start a two song timer", "Two songs. Yours")
        assert speaker.until_sound(1000)


def test_timers_survive_a_kill(sound_rig, tmp_path):
    with LiveCoach(tmp_path) as coach:
        coach.until_listening("for a request")
        ask(sound_rig, coach, "set a timer for twenty minutes", "timer  ▶")
        coach.kill()
    with LiveCoach(tmp_path) as coach:
        line = coach.until(lambda line: line.startswith("timer"), 0, 15)
        assert "19:" in line or "20:00" in line


def test_ctrl_c_ends_it_quietly(coach):
    assert coach.stop() == 0
    assert not any("Traceback" in line for _, line in coach.lines)


def test_without_a_microphone_it_says_so_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nothing.sock")
    with LiveCoach(tmp_path) as coach:
        assert coach.process.wait(30) == 3
        coach.until(lambda line: "voice-coach rehearse" in line)
        notes = [line for _, line in coach.lines if line.startswith("note")]
    assert len(notes) == 3
    assert not any("Traceback" in line for _, line in coach.lines)


def test_with_a_sound_server_that_hangs_it_says_so_in_one_sentence(sound_rig, tmp_path):
    with sound_rig.frozen(), LiveCoach(tmp_path) as coach:
        assert coach.process.wait(60) == 3
        coach.until(lambda line: "voice-coach rehearse" in line)
        notes = [line for _, line in coach.lines if line.startswith("note")]
    assert len(notes) == 3
    # What PortAudio's list holds by then is chance: nothing at all, or no answer to any question.
    assert "does not answer" in notes[0] or "no microphone" in notes[0]


def test_no_word_of_the_couple_reaches_the_disk_or_the_screen(sound_rig, coach, tmp_path):
    canary = "give us a conversation starter"
    ask(sound_rig, coach, canary, "?")
    coach.stop()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert canary.encode() not in path.read_bytes(), path
    assert not any(canary in line for _, line in coach.lines)

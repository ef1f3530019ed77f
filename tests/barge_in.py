"""Someone says "stop" over the coach's voice: how long until it is silent."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests import rig as sound
from tests.live import LiveCoach

QUIET = np.zeros(4_000, np.int16)
LEVEL = 300
"""int16: louder than this counts as sound."""
LONG = "what is this"
"""Asks for an answer of several seconds."""


def asked(rig: sound.SoundRig, coach: LiveCoach) -> None:
    """The coach has begun to say something long."""
    coach.until_listening("for a request")
    coach.until_log("event=Spoke")
    for _ in range(3):
        spoken = coach.log.read_text("utf-8").count("speaker started")
        rig.feed(np.concatenate([QUIET, QUIET, sound.speak_as("slt", LONG), QUIET]))
        try:
            coach.until_log("speaker started", spoken + 1, timeout=3)
        except AssertionError:
            continue
        return
    raise AssertionError("it did not begin to speak")


def silent_after(rig: sound.SoundRig, coach: LiveCoach, word: NDArray[np.int16]) -> float:
    """Seconds from the end of the word at the microphone to the coach's last sample."""
    asked(rig, coach)
    with rig.listen() as speaker, sound.Recording(16_000, "mic_feed.monitor") as microphone:
        speaker.until_sound(LEVEL)
        rig.feed(np.concatenate([word, np.zeros(16_000, np.int16)]))
        speaker.until(speaker.seconds + 1.0)
        said, heard = microphone.frames, speaker.frames
        ended = (
            microphone.started
            + float(np.flatnonzero(np.abs(said.astype(int)) > LEVEL)[-1]) / 16_000
        )
        last = float(np.flatnonzero(np.abs(heard.astype(int)) > 60)[-1]) / speaker.rate
        return speaker.started + last - ended


def measured(rig: sound.SoundRig, times: int) -> list[float]:
    """So often, each time a new coach, by three voices."""
    found = []
    for number in range(times):
        word = sound.speak_as(("slt", "awb", "kal16")[number % 3], "stop")
        with tempfile.TemporaryDirectory() as home, LiveCoach(Path(home), "--barge-in") as coach:
            found.append(silent_after(rig, coach, word))
    return found

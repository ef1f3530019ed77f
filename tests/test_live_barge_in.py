"""Cut short in mid-sentence: "stop" over the coach's voice, and talk that is not for it."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import pytest

from tests import rig as sound
from tests.barge_in import LEVEL, asked, measured
from tests.live import LiveCoach

pytestmark = [pytest.mark.sound, pytest.mark.voices]
MICROPHONE = "mic_feed.monitor"
ONSET = 0.5
"""Seconds after which it has been noticed that somebody speaks, and the coach is softer."""
ENDPOINT = 0.8
"""Seconds after which it has been noticed that they have ended, and it is as loud as before."""


def test_stop_cuts_the_coach_short(sound_rig: sound.SoundRig) -> None:
    assert statistics.median(measured(sound_rig, 3)) < 0.3


def test_talk_that_is_not_for_it_lowers_its_voice_and_it_goes_on(
    sound_rig: sound.SoundRig, tmp_path: Path
) -> None:
    talk = sound.speak_as("awb", "the neighbours painted their fence green")
    with LiveCoach(tmp_path, "--barge-in") as coach:
        asked(sound_rig, coach)
        spoken = coach.log.read_text("utf-8").count("event=Spoke")
        with sound_rig.listen() as speaker, sound.Recording(sound.RATE, MICROPHONE) as microphone:
            assert speaker.until(1.0)
            sound_rig.feed(talk)
            began, ended = sounding(microphone)
            coach.until_log("event=Spoke", spoken + 1, timeout=40)
        assert "Hush" not in coach.log.read_text("utf-8")
    low = loudness(speaker, began + ONSET, ended)
    assert low < 0.4 * loudness(speaker, speaker.started, began)
    assert low < 0.4 * loudness(speaker, ended + ENDPOINT, ended + ENDPOINT + 1.0)


def sounding(recording: sound.Recording) -> tuple[float, float]:
    """When (monotonic seconds) the first and the last loud frame came."""
    loud = np.flatnonzero(np.abs(recording.frames.astype(int)) > LEVEL) / recording.rate
    return recording.started + float(loud[0]), recording.started + float(loud[-1])


def loudness(recording: sound.Recording, start: float, end: float) -> float:
    """Of the louder syllables between two moments (monotonic): root mean square of 50 ms."""
    frames = recording.heard_from(start)[: int((end - start) * recording.rate)].astype(float)
    step = recording.rate // 20
    parts = frames[: len(frames) // step * step].reshape(-1, step)
    return float(np.percentile(parts.std(axis=1), 80))

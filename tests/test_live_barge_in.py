"""Cut short in mid-sentence: "stop" over the coach's voice, and talk that is not for it."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests import rig as sound
from tests.barge_in import LEVEL, asked, measured
from tests.live import LiveCoach

pytestmark = [pytest.mark.sound, pytest.mark.voices]


def test_stop_cuts_the_coach_short(sound_rig: sound.SoundRig) -> None:
    assert statistics.median(measured(sound_rig, 3)) < 0.4


def test_talk_that_is_not_for_it_lowers_its_voice_and_it_goes_on(
    sound_rig: sound.SoundRig, tmp_path: Path
) -> None:
    with LiveCoach(tmp_path, "--barge-in") as coach:
        asked(sound_rig, coach)
        hushed = coach.log.read_text("utf-8").count("Hush")
        with sound_rig.listen() as speaker:
            speaker.until_sound(LEVEL)
            sound_rig.feed(sound.speak_as("awb", "the neighbours painted their fence green"))
            coach.until_log("event=Heard", 2)
            coach.until_log("event=Spoke", 2, timeout=40)
        assert coach.log.read_text("utf-8").count("Hush") == hushed

"""An echo-cancelled microphone is found, and how to get one is said."""

from __future__ import annotations

import subprocess

import pytest

from tests import rig as sound
from voice_coach.hearing.echo import Cancelled, advice, cancelled, look

LISTING = """0\tmic_feed.monitor\tmodule-null-sink.c\ts16le 1ch 48000Hz\tIDLE
1\tcoach_ear\tmodule-echo-cancel.c\tfloat32le 1ch 32000Hz\tIDLE
2\tcoach_voice.monitor\tmodule-echo-cancel.c\tfloat32le 1ch 32000Hz\tIDLE
3\techo-cancel-source\tPipeWire\tfloat32le 1ch 48000Hz\tIDLE
"""


def test_such_sources_are_known_by_driver_or_name() -> None:
    assert cancelled(LISTING) == ("coach_ear", "echo-cancel-source")
    assert cancelled("nonsense") == ()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "headphones"),
        (Cancelled(), "module-echo-cancel"),
        (Cancelled(("quiet",)), "set-default-source quiet"),
        (Cancelled(("quiet",), default=True), "barge_in = true"),
    ],
)
def test_each_answer_says_what_to_do(found: Cancelled | None, said: str) -> None:
    assert said in advice(found)
    assert "barge_in = true" in advice(found)


@pytest.mark.sound
def test_a_real_server_is_asked(sound_rig: sound.SoundRig) -> None:
    assert look() == Cancelled()
    load = "pactl load-module module-echo-cancel aec_method=webrtc source_name=coach_ear"
    master = "source_master=mic_feed.monitor sink_master=speaker"
    number = subprocess.run(
        [*load.split(), *master.split()], capture_output=True, text=True, check=True
    ).stdout.strip()
    try:
        assert look() == Cancelled(("coach_ear",))
        subprocess.run(["pactl", "set-default-source", "coach_ear"], check=True)
        assert look() == Cancelled(("coach_ear",), default=True)
    finally:
        subprocess.run(["pactl", "set-default-source", "mic_feed.monitor"], check=True)
        subprocess.run(["pactl", "unload-module", number], check=True)

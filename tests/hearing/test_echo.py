"""A microphone without the coach's voice is found, headphones are, and how to get one is said."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rig import SoundRig

from voice_coach.hearing.echo import LOAD, Found, advice, cancelled, look, worn

SOURCES = """0\tmic_feed.monitor\tmodule-null-sink.c\ts16le 1ch 48000Hz\tIDLE
1\tcoach_voice.monitor\tmodule-echo-cancel.c\tfloat32le 1ch 32000Hz\tIDLE
2\tcoach_ear\tmodule-echo-cancel.c\tfloat32le 1ch 32000Hz\tIDLE
"""
SINKS = """Sink #0
\tName: built_in
\tActive Port: {port}
\tProperties:
\t\tdevice.form_factor = "internal"
Sink #1
\tName: blue
\tProperties:
\t\tdevice.form_factor = "{form}"
"""


def row(name: str, driver: str = "PipeWire") -> str:
    return f"7\t{name}\t{driver}\tfloat32le 1ch 48000Hz\tIDLE"


def test_such_a_source_is_known_by_its_driver_and_is_no_monitor() -> None:
    assert cancelled(SOURCES) == "coach_ear"


@pytest.mark.parametrize(
    "name",
    ["echo-cancel-source", "alsa_input.usb.echo-cancel", "source.echo_cancel",
     "Echo Cancellation Source"],
)  # fmt: skip
def test_or_by_its_name(name: str) -> None:
    assert cancelled(row("alsa_input.pci") + "\n" + row(name)) == name


@given(st.text())
def test_anything_else_is_none(listing: str) -> None:
    if "echo" not in listing.lower():
        assert cancelled(listing) == ""
    assert isinstance(worn(listing, "blue"), bool)


@pytest.mark.parametrize(
    ("port", "form", "sink", "yes"),
    [
        ("analog-output-headphones", "speaker", "built_in", True),
        ("[Out] Headphones", "speaker", "built_in", True),
        ("analog-output-speaker", "headset", "built_in", False),
        ("analog-output-speaker", "headset", "blue", True),
        ("analog-output-headphones", "speaker", "blue", False),
        ("analog-output-headphones", "headset", "elsewhere", False),
    ],
)
def test_headphones_count_where_the_sound_goes(port: str, form: str, sink: str, yes: bool) -> None:
    assert worn(SINKS.format(port=port, form=form), sink) is yes


@pytest.mark.parametrize(
    ("found", "said", "unsaid"),
    [
        (None, "with headphones", "pactl"),
        (Found(), LOAD, "headphones are in use"),
        (Found(headphones=True), "headphones are in use", "pactl"),
        (Found("ear", "voice"), "set-default-source 'ear'; pactl set-default-sink 'voice'", LOAD),
        (Found("ear"), "set-default-source 'ear'", "set-default-sink"),
        (Found("ear", "voice", in_use=True), "ear takes the coach's voice out", "pactl"),
    ],
)
def test_each_answer_says_what_to_do_and_no_more(
    found: Found | None, said: str, unsaid: str
) -> None:
    assert said in advice(found)
    assert unsaid not in advice(found)
    assert "set barge_in = true" in advice(found)


def pactl(*words: str) -> None:
    subprocess.run(["pactl", *words], check=True, capture_output=True)


@pytest.mark.sound
def test_what_the_doctor_says_can_be_done_and_then_it_is_content(sound_rig: SoundRig) -> None:
    assert look() == Found()
    # The rig has no microphone of its own that is the default's; the master is named.
    pactl(*shlex.split(LOAD)[1:], "source_master=mic_feed.monitor", "sink_master=speaker")
    pactl("set-default-source", "mic_feed.monitor")
    pactl("set-default-sink", "speaker")
    assert look() == Found("coach_ear", "coach_voice")
    pactl("set-default-source", "coach_ear")
    assert look() == Found("coach_ear", "coach_voice")
    pactl("set-default-sink", "coach_voice")
    assert look() == Found("coach_ear", "coach_voice", in_use=True)


@pytest.mark.sound
def test_without_a_server_there_is_nothing_to_find(sound_rig: SoundRig) -> None:
    sound_rig.kill()
    assert look() is None

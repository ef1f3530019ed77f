"""The trial over a sound card that does not exist: a room that hisses and echoes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rig
from rig import SoundRig

from voice_coach.checkup.check import Check, examine
from voice_coach.checkup.trial import Trial
from voice_coach.content.loader import load

pytestmark = [pytest.mark.sound, pytest.mark.voices]
REPLIES = load().replies
SENTENCE = REPLIES["checkup.sentence"][0]
ASKED = {key: REPLIES[f"checkup.{key}"][0] for key in ("quiet", "tone", "speak", "thanks")}


def echoing() -> None:
    """What the loudspeaker plays comes back into the microphone, softer."""
    subprocess.run(
        ["pactl", "load-module", "module-loopback", "source=speaker.monitor", "sink=mic_feed",
         "latency_msec=60"],
        check=True, capture_output=True,
    )  # fmt: skip


def hiss(seconds: float, level: float) -> np.ndarray:
    return np.random.default_rng(5).normal(0, level, round(seconds * rig.RATE)).astype(np.int16)


def held(
    sound_rig: SoundRig, words: np.ndarray | None, seconds: float
) -> tuple[dict[str, Check], list[str]]:
    """The checks by name, and what was asked; somebody says these words when asked to."""
    asked: list[str] = []
    said: list[rig.Feeding] = []

    def tell(line: str) -> None:
        asked.append(line)
        if words is not None and line.startswith(ASKED["speak"].partition("{")[0]):
            said.append(sound_rig.feed_soon(words))

    room = sound_rig.feed_soon(hiss(40, 40))
    checks = {check.name: check for check in examine(Trial(tell, seconds).looks())}
    for playing in (room, *said):
        playing.stop()
    return checks, asked


def test_somebody_speaks_in_a_room_that_echoes(sound_rig: SoundRig) -> None:
    echoing()
    prompt = rig.speak_as(rig.voices()[0], ASKED["speak"].replace("{sentence}", SENTENCE))
    # The coach asks aloud first; whoever answers begins when it has ended.
    wait = np.zeros(len(prompt) + rig.RATE // 2, np.int16)
    words = np.concatenate([wait, rig.speak_as(rig.voices()[0], SENTENCE)])
    checks, asked = held(sound_rig, words, 3.0)
    assert len(asked) == 4
    assert SENTENCE in asked[2]
    assert checks["room"].figures["noise_dbfs"] == pytest.approx(-58, abs=4)
    assert checks["your voice"].ok, checks["your voice"].detail
    assert checks["voice above room"].figures["signal_to_noise_db"] > 12
    assert checks["clipping"].ok
    assert "came back" in checks["echo"].detail
    assert checks["your sentence"].ok, checks["your sentence"].detail


def test_nobody_speaks_and_there_is_no_echo(sound_rig: SoundRig) -> None:
    checks, _ = held(sound_rig, None, 1.0)
    assert not checks["your voice"].ok
    assert "headphones" in checks["echo"].detail
    assert not checks["your sentence"].ok
    assert all(check.fix for check in checks.values() if not check.ok)


def test_without_a_microphone_it_is_said_once() -> None:
    checks = list(examine(Trial(lambda _: None).looks()))
    assert "microphone" in checks[0].detail
    assert {check.detail for check in checks[1:]} == {"not tried, for there was no sound."}


def test_the_command_asks_on_the_side_and_keeps_nothing(
    sound_rig: SoundRig, tmp_path: Path
) -> None:
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", "doctor", "--json"],
        env=os.environ | homes | {"TMPDIR": str(tmp_path)},
        capture_output=True, text=True, check=True, timeout=90,
    )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"microphone", "room", "echo", "your sentence"} <= {check["name"] for check in told}
    assert ASKED["quiet"] in done.stderr
    left = [it.relative_to(tmp_path) for it in tmp_path.rglob("*") if it.is_file()]
    assert [it for it in left if it.parts[0] != "pulse"] == []  # the sound server's own cookie

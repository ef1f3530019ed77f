"""A couple dance to two songs of theirs: a process, a sound card, their voices in the room."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests import rig as sound
from tests.live import LiveCoach
from tests.speaking.songs_on_disk import music, write

pytestmark = [pytest.mark.sound, pytest.mark.voices]
QUIET = np.zeros(8_000, np.int16)
RATE = 48_000
PITCHES = (220.0, 330.0)
SECONDS = 6.0


def settle(home: Path, songs: str, touch: str = "hug") -> None:
    """Their settings.toml."""
    folder = home / "config" / "voice-coach"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(f'songs = "{songs}"\ntouch = "{touch}"\n')


@pytest.fixture
def coach(sound_rig: sound.SoundRig, tmp_path: Path) -> Iterator[LiveCoach]:
    for pitch in PITCHES:
        write(tmp_path / "music" / f"{pitch:.0f}.ogg", music(SECONDS, 0.3, pitch))
    settle(tmp_path, "music", touch="kiss")
    with LiveCoach(tmp_path) as coach:
        coach.until_listening("for a request")
        yield coach


def say(rig: sound.SoundRig, coach: LiveCoach, words: str, event: str) -> None:
    """Say it, again if a tone of the coach fell into it, until this is logged once more."""
    before = coach.log.read_text("utf-8").count(event)
    for _ in range(3):
        rig.feed(np.concatenate([QUIET, sound.speak_as("slt", words), QUIET // 2]))
        try:
            coach.until_log(event, before + 1, timeout=3)
        except AssertionError:
            continue
        return
    raise AssertionError(f"three times {words!r}, and no {event}")


def dance(rig: sound.SoundRig, coach: LiveCoach) -> None:
    """Their first song begins to sound."""
    say(rig, coach, "two songs please", "actions=Say")
    coach.until_log("event=Spoke", 2)
    say(rig, coach, "our songs", "actions=Say")
    coach.until_log("event=MusicBegan")


def level_of(frames: np.ndarray, pitch: float) -> np.ndarray:
    """How loud this pitch is, in each tenth of a second."""
    count = len(frames) // (RATE // 10)
    blocks = frames[: count * (RATE // 10)].reshape(count, -1).astype(float)
    wave = np.exp(-2j * np.pi * pitch * np.arange(RATE // 10) / RATE)
    return np.abs(blocks @ wave) / (RATE // 10)


def sounding(frames: np.ndarray, pitch: float) -> tuple[float, float]:
    """From when to when, in seconds."""
    heard = np.flatnonzero(level_of(frames, pitch) > 100)
    return float(heard[0]) / 10, float(heard[-1] + 1) / 10


def test_two_songs_with_two_seconds_between_and_a_tone_at_the_end(sound_rig, coach) -> None:
    dance(sound_rig, coach)
    begun = coach.count()
    with sound_rig.listen(RATE) as speaker:
        coach.until_log("event=MusicEnded", timeout=30)
        ended = speaker.seconds
        coach.until(lambda line: "kiss" in line, begun)
        frames = speaker.frames[: round(ended * RATE)]
    first, second = (sounding(frames, pitch) for pitch in PITCHES)
    assert second[0] - first[1] == pytest.approx(2.0, abs=0.2)
    assert second[1] - second[0] == pytest.approx(SECONDS, abs=0.2)
    assert coach.said(begun) == ["A kiss, if you both like."]


def test_called_it_lowers_the_music_and_stop_is_silence(sound_rig, coach) -> None:
    with sound_rig.listen(RATE) as speaker:
        dance(sound_rig, coach)
        say(sound_rig, coach, "hello coach", "actions=Chime,Music")
        speaker.until(speaker.seconds + 1.0)
        levels = level_of(speaker.frames, PITCHES[0])
        say(sound_rig, coach, "stop please", "actions=Hush")
        stopped = time.monotonic()
        speaker.until(speaker.seconds + 1.0)
        after = speaker.heard_from(stopped)
    assert 20 * np.log10(levels[-5:].mean() / levels.max()) < -10
    assert np.abs(after[RATE // 5 :].astype(int)).max() < 100


def test_a_folder_that_is_not_there_is_told_at_the_start_and_time_is_kept(
    sound_rig: sound.SoundRig, tmp_path: Path
) -> None:
    settle(tmp_path, "no such folder")
    with LiveCoach(tmp_path) as coach:
        coach.until_listening("for a request")
        told = [line for _, line in coach.lines if "songs" in line and "settings.toml" in line]
        assert len(told) == 1
        before = coach.count()
        say(sound_rig, coach, "two songs please", "actions=Say")
        coach.until_log("event=Spoke", 2)
        say(sound_rig, coach, "our songs", "actions=Say")
        coach.until(lambda line: "can't play your songs" in line, before)

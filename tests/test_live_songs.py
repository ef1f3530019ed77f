"""A couple dance to two songs of theirs: a process, a sound card, their voices in the room."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from functools import partial
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
SECONDS = 10.0


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


def say(rig: sound.SoundRig, words: str, seen: Callable[[], object]) -> None:
    """Say it, again if a tone of the coach fell into it, until this is seen."""
    for _ in range(3):
        rig.feed(np.concatenate([QUIET, sound.speak_as("slt", words), QUIET // 2]))
        with contextlib.suppress(AssertionError):
            seen()
            return
    raise AssertionError(f"said three times, and in vain: {words!r}")


def dance(rig: sound.SoundRig, coach: LiveCoach, *shown: str) -> None:
    """They ask for two songs of theirs, and this is the answer."""
    after = coach.count()
    wanted = shown or ("Two of yours", "Yours, then")
    said = partial(coach.until, lambda line: any(it in line for it in wanted), after, 6)
    say(rig, "two songs ours", said)


def level_of(frames: np.ndarray, pitch: float) -> np.ndarray:
    """How loud this pitch is, in each tenth of a second."""
    count = len(frames) // (RATE // 10)
    blocks = frames[: count * (RATE // 10)].reshape(count, -1).astype(float)
    wave = np.exp(-2j * np.pi * pitch * np.arange(RATE // 10) / RATE)
    return np.abs(blocks @ wave) / (RATE // 10)


def gap(frames: np.ndarray) -> float:
    """Seconds from the last of the first song to the first of the second."""
    one, other = (level_of(frames, pitch) > 500 for pitch in PITCHES)
    begins = int(np.argmax(other))
    return (begins - 1 - int(np.flatnonzero(one[:begins])[-1])) / 10


def test_two_songs_with_two_seconds_between_and_a_tone_at_the_end(sound_rig, coach) -> None:
    dance(sound_rig, coach)
    coach.until_log("event=MusicBegan")
    begun = coach.count()
    with sound_rig.listen(RATE) as speaker:
        coach.until_log("event=MusicEnded", timeout=30)
        coach.until(lambda line: "kiss" in line, begun)
        frames = speaker.frames
    assert gap(frames) == pytest.approx(2.0, abs=0.2)
    assert coach.said(begun) == ["A kiss, if you both like."]


def test_called_it_lowers_the_music_and_stop_is_silence(sound_rig, coach) -> None:
    with sound_rig.listen(RATE) as speaker:
        dance(sound_rig, coach)
        coach.until_log("event=MusicBegan")
        say(sound_rig, "hello coach", lambda: coach.until_log("actions=Chime,Music", timeout=6))
        speaker.until(speaker.seconds + 1.0)
        levels = level_of(speaker.frames, PITCHES[0])
        say(sound_rig, "stop please", lambda: coach.until_log("actions=Hush", timeout=6))
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
        dance(sound_rig, coach, "can't play your songs")

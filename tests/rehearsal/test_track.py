"""The recording: who stands where, and how much of the silence stays."""

from pathlib import Path

import numpy as np
import soundfile

from voice_coach.hearing.recognizer import RATE
from voice_coach.rehearsal.track import Track


def sound(length: float, height: int = 1000) -> np.ndarray:
    return np.full(int(length * RATE), height, np.int16)


def test_the_couple_are_left_and_the_coach_is_right() -> None:
    track = Track()
    track.add(0, sound(1), coach=False)
    track.add(RATE, sound(1, 2000), coach=True)
    stereo = track.stereo()
    assert stereo.shape == (2 * RATE, 2)
    assert (stereo[:RATE] == [1000, 0]).all()
    assert (stereo[RATE:] == [0, 2000]).all()


def test_three_seconds_of_a_long_silence_stay() -> None:
    track = Track()
    track.add(0, sound(1), coach=False)
    track.add(1200 * RATE, sound(1), coach=True)
    track.add(1203 * RATE, sound(1), coach=False)
    stereo = track.stereo()
    assert len(stereo) == (1 + 3 + 1 + 2 + 1) * RATE
    assert stereo[4 * RATE, 1] == 1000
    assert not stereo[RATE : 4 * RATE].any()


def test_both_may_sound_at_once() -> None:
    track = Track()
    track.add(0, sound(2), coach=True)
    track.add(RATE, sound(2), coach=False)
    stereo = track.stereo()
    assert len(stereo) == 3 * RATE
    assert (stereo[RATE : 2 * RATE] == 1000).all()


def test_hush_cuts_the_coach_and_nobody_else() -> None:
    track = Track()
    track.add(0, sound(2), coach=True)
    track.add(2 * RATE, sound(1), coach=True)
    track.add(0, sound(2), coach=False)
    track.cut(RATE)
    stereo = track.stereo()
    assert len(stereo) == 2 * RATE
    assert not stereo[RATE:, 1].any()
    assert stereo[RATE:, 0].all()


def test_the_file_is_sixteen_bits_at_sixteen_kilohertz(tmp_path: Path) -> None:
    track = Track()
    track.add(0, sound(1), coach=False)
    track.save(tmp_path / "a.wav")
    told = soundfile.info(tmp_path / "a.wav")
    assert (told.samplerate, told.channels, told.subtype) == (RATE, 2, "PCM_16")


def test_a_play_without_a_sound_is_an_empty_recording() -> None:
    assert Track().stereo().shape == (0, 2)

"""EBU R 128: a whisper and a wall of sound come out equally loud."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import loudness as meter
import numpy as np
import pytest
import soundfile
from songs_on_disk import RATE, cut, music, write

from voice_coach.errors import SoundError
from voice_coach.speaking.loudness import CEILING, TARGET, USUAL, Leveller, Loudness, measure
from voice_coach.speaking.song_file import SongReader, inspect


def as_played(path: Path, gain: float) -> np.ndarray:
    reader = SongReader(path, 48_000, gain)
    pieces = []
    while len(piece := reader.read()):
        pieces.append(piece)
    reader.close()
    return np.concatenate(pieces).astype(np.float32) / 32768


def test_the_standards_own_tone_measures_what_the_standard_says(tmp_path: Path) -> None:
    """997 Hz, one channel at full scale: -3.01 LUFS (ITU-R BS.1770)."""
    tone = np.sin(2 * np.pi * 997 * np.arange(RATE * 10) / RATE)
    soundfile.write(tmp_path / "tone.wav", tone, RATE, subtype="FLOAT")
    assert measure(tmp_path / "tone.wav").lufs == pytest.approx(-3.01, abs=0.1)


def test_pieces_measure_what_the_whole_does(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    wave = music(120, 0.5).mean(axis=1)
    wave *= np.interp(np.arange(len(wave)), np.linspace(0, len(wave), 20), chance.random(20) ** 3)
    path = write(tmp_path / "uneven.flac", wave)
    whole = meter.integrated_loudness(wave.astype(np.float32), RATE)
    assert measure(path).lufs == pytest.approx(whole, abs=0.1)


def test_two_very_different_songs_are_within_one_unit_of_each_other(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    loud = np.clip(chance.normal(size=(RATE * 20, 2)), -1, 1)
    quiet = music(20, 0.05)
    leveller = Leveller()
    levels = []
    for name, wave in (("loud.mp3", loud), ("quiet.ogg", quiet)):
        song = inspect(write(tmp_path / name, wave))
        played = as_played(song.path, leveller.gain(song))
        assert np.abs(played).max() <= math.pow(10, CEILING / 20) * 1.1
        levels.append(meter.integrated_loudness(played, 48_000))
    leveller.close()
    assert levels == pytest.approx([TARGET, TARGET], abs=0.5)


def test_a_song_with_one_loud_clap_is_not_made_to_clip() -> None:
    assert 20 * math.log10(Loudness(-40.0, -3.0).gain) == pytest.approx(1.0)


def test_silence_is_left_alone(tmp_path: Path) -> None:
    assert measure(write(tmp_path / "silence.wav", np.zeros((RATE * 4, 2)))).gain == 1.0


def test_a_file_is_measured_once_and_beside_everything_else(tmp_path: Path) -> None:
    song = inspect(write(tmp_path / "song.flac", music(5, 0.1)))
    leveller = Leveller()
    leveller.prepare(song)
    assert any(thread.name.startswith("loudness") for thread in threading.enumerate())
    gain = leveller.gain(song)
    song.path.unlink()
    assert leveller.gain(song) == gain != Loudness(USUAL, 0.0).gain
    leveller.close()


def test_a_song_that_breaks_off_is_taken_for_a_usual_one(tmp_path: Path) -> None:
    path = cut(write(tmp_path / "song.mp3", music(20)), 0.5)
    with pytest.raises(SoundError, match="breaks off"):
        measure(path)
    leveller = Leveller()
    assert 20 * math.log10(leveller.gain(inspect(path))) == pytest.approx(TARGET - USUAL)
    leveller.close()

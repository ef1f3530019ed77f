"""Sound files of every kind come out as 16 kHz mono; the others as a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_coach.errors import SoundError
from voice_coach.hearing import sound_files
from voice_coach.hearing.recognizer import RATE


def tone(rate: int, seconds: float = 0.5, hertz: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000, 96000])
@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_any_rate_becomes_the_ears(tmp_path: Path, rate: int, ending: str) -> None:
    path = tmp_path / f"tone.{ending}"
    soundfile.write(path, tone(rate), rate)
    sound = sound_files.read(path)
    assert sound.dtype == np.int16
    assert abs(len(sound) - RATE // 2) <= 1
    wanted = tone(RATE)[: len(sound)] * 32768
    error = sound[800:-800] - wanted[800:-800]
    assert np.sqrt(np.mean(error**2)) < 150


def test_what_lies_above_the_ears_reach_does_not_fold_back(tmp_path: Path) -> None:
    path = tmp_path / "high.wav"
    soundfile.write(path, tone(48_000, hertz=12_000), 48_000)
    assert np.abs(sound_files.read(path)[800:-800]).max() < 60


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "FLOAT", "ULAW"])
def test_other_sample_formats_are_read(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(RATE), RATE, subtype=subtype)
    assert np.abs(sound_files.read(path)).max() == pytest.approx(16384, rel=0.05)


def test_channels_are_mixed(tmp_path: Path) -> None:
    path = tmp_path / "two.wav"
    soundfile.write(path, np.stack((tone(RATE), np.zeros(RATE // 2)), axis=1), RATE)
    assert np.abs(sound_files.read(path)).max() == pytest.approx(8192, rel=0.02)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    sound = np.arange(-500, 500, dtype=np.int16)
    sound_files.write(tmp_path / "ramp.wav", sound)
    assert np.array_equal(sound_files.read(tmp_path / "ramp.wav"), sound)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"this is no sound at all" * 40])
def test_a_broken_file_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.wav").write_bytes(content)
    with pytest.raises(SoundError, match=r"broken\.wav cannot be read"):
        sound_files.read(tmp_path / "broken.wav")


def test_an_empty_file_is_a_sentence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE)
    with pytest.raises(SoundError, match="holds no sound"):
        sound_files.read(tmp_path / "empty.wav")


def test_a_missing_file_or_a_folder_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.wav"):
        with pytest.raises(SoundError, match="there is no sound file"):
            sound_files.read(path)


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    for name in ("none/sound.wav", "sound.nonsense"):
        with pytest.raises(SoundError, match="cannot be written"):
            sound_files.write(tmp_path / name, np.zeros(10, np.int16))

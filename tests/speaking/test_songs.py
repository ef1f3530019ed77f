"""The couple's songs: what is a sound file plays, and what is not is named in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_coach.errors import SoundError
from voice_coach.speaking.songs import list_songs, read_song


def test_a_stereo_song_becomes_one_channel_at_the_players_rate(tmp_path: Path) -> None:
    both = np.stack([np.full(44_100, 0.5), np.full(44_100, -0.25)], axis=1)
    soundfile.write(tmp_path / "ours.flac", both, 44_100)
    song = read_song(tmp_path / "ours.flac", 48_000)
    assert song.rate == 48_000
    assert song.seconds == pytest.approx(1.0, abs=0.001)
    assert int(np.median(song.frames)) == pytest.approx(0.125 * 32767, abs=20)


def test_the_folder_is_read_by_name_and_only_sound(tmp_path: Path) -> None:
    for name in ("b.wav", "a.FLAC", "cover.jpg", "c.mp3"):
        (tmp_path / name).touch()
    assert [song.name for song in list_songs(tmp_path)] == ["a.FLAC", "b.wav", "c.mp3"]


def test_broken_missing_and_empty_songs_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF of the wrong kind")
    soundfile.write(tmp_path / "empty.wav", np.zeros(0, np.int16), 8000)
    for name, why in (
        ("broken.wav", "cannot be read"),
        ("gone.ogg", "cannot be read"),
        ("empty.wav", "is empty"),
    ):
        with pytest.raises(SoundError, match=f"{name} {why}") as caught:
            read_song(tmp_path / name, 48_000)
        assert caught.value.fix


def test_a_folder_that_is_not_there_is_an_error_and_not_an_empty_list(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="cannot be read"):
        list_songs(tmp_path / "nowhere")

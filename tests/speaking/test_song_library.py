"""The couple's songs: what is found, what is played, and why the rest is not."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from songs_on_disk import RATE, cut, music, write

from voice_coach.errors import SoundError
from voice_coach.speaking.band import look, place_of
from voice_coach.speaking.song_file import PIECE, SongFile, SongReader, inspect
from voice_coach.speaking.song_library import choose, find_songs

FORMATS = ("mp3", "ogg", "flac", "wav")


def frames_of(path: Path, rate: int = 48_000, gain: float = 1.0) -> np.ndarray:
    reader = SongReader(path, rate, gain)
    pieces = []
    while len(piece := reader.read()):
        pieces.append(piece)
    reader.close()
    return np.concatenate(pieces)


# --- finding ----------------------------------------------------------------------------------


def test_a_folder_is_read_with_the_folders_in_it_by_name_and_nothing_hidden(tmp_path: Path) -> None:
    for name in ("b.wav", "a.FLAC", "more/c.mp3", ".hidden.mp3", ".trash/d.mp3", "cover.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in find_songs(tmp_path)]
    assert found == ["a.FLAC", "b.wav", "more/c.mp3"]


def test_a_playlist_is_read_from_where_it_lies(tmp_path: Path) -> None:
    write(tmp_path / "music" / "Für Elise.wav", music(1))
    write(tmp_path / "music" / "two.flac", music(1))
    lines = ["#EXTM3U", "#EXTINF:1,Elise", "music/Für Elise.wav", "", "music\\two.flac",
             (tmp_path / "music" / "Für Elise.wav").as_uri(), "gone.mp3"]  # fmt: skip
    for name, encoding in (("ours.m3u8", "utf-8-sig"), ("ours.m3u", "cp1252")):
        (tmp_path / name).write_bytes("\r\n".join(lines).encode(encoding))
        chosen = choose(find_songs(tmp_path / name), wanted=9)
        names = [song.path.name for song in chosen.songs]
        assert names == ["Für Elise.wav", "two.flac", "Für Elise.wav"]
        assert chosen.skipped == ("gone.mp3 is not there. Check your list of songs.",)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.m3u", "n" * 300, "n" * 300 + ".m3u"])
def test_what_is_not_there_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(SoundError, match="of your songs") as caught:
        find_songs(tmp_path / name)
    assert "settings.toml" in caught.value.fix


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda found: b"file://%" + found))
def test_any_playlist_can_be_read(tmp_path_factory: pytest.TempPathFactory, found: bytes) -> None:
    playlist = tmp_path_factory.getbasetemp() / "any.m3u8"
    playlist.write_bytes(found)
    paths = find_songs(playlist)
    if paths:
        with pytest.raises(SoundError, match="None of your songs"):
            choose(paths, 2)


def test_a_name_that_cannot_be_one_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "ours.m3u8").write_text("n" * 300 + ".mp3\nhttp://radio.example/live.mp3\na\\" * 2)
    with pytest.raises(SoundError, match="None of your songs") as caught:
        choose(find_songs(tmp_path / "ours.m3u8"), 2)
    assert "is not there" in caught.value.fix


def test_what_is_no_whole_path_is_in_their_home(tmp_path: Path) -> None:
    assert place_of("~/Music") == place_of("Music") == Path.home() / "Music"
    assert place_of(str(tmp_path)) == tmp_path


def test_a_place_without_a_song_is_told_before_they_dance(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="There is no song in"):
        look(tmp_path)
    with pytest.raises(SoundError, match="cannot be read"):
        look(tmp_path / "gone")
    write(tmp_path / "below" / "song.ogg", music(0.5))
    look(tmp_path)


# --- choosing ---------------------------------------------------------------------------------


def test_the_next_evening_has_the_next_songs_round_and_round(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{name}.wav", music(0.5)) for name in "abc"]
    first = choose(paths, 2)
    second = choose(paths, 2, first.songs[-1].place + 1)
    assert [song.path.stem for song in first.songs] == ["a", "b"]
    assert [song.path.stem for song in second.songs] == ["c", "a"]


def test_what_is_no_song_is_noticed_before_the_first_note(tmp_path: Path) -> None:
    (tmp_path / "a text.mp3").write_text("not a song " * 500)
    (tmp_path / "b nothing.mp3").touch()
    write(tmp_path / "c empty.wav", np.zeros((0, 2)))
    (tmp_path / "d bought.m4p").write_bytes(bytes(1000))
    (tmp_path / "e folder.ogg").mkdir()
    os.mkfifo(tmp_path / "f pipe.wav")
    write(tmp_path / "g song.ogg", music(1))
    chosen = choose([*find_songs(tmp_path), tmp_path / "e folder.ogg"], wanted=3)
    assert [song.path.name for song in chosen.songs] == ["g song.ogg"]
    reasons = dict(sentence.split(".", 1) for sentence in chosen.skipped)
    assert {name: reason[4:].split(".")[0] for name, reason in reasons.items()} == {
        "a text": "cannot be read as sound",
        "b nothing": "cannot be read as sound",
        "c empty": "is empty",
        "d bought": "is in a format that cannot be played here (M4P)",
        "e folder": "is not there",
        "f pipe": "is not there",
    }


def test_without_one_song_left_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("not a song")
    for paths in (find_songs(tmp_path), []):
        with pytest.raises(SoundError, match=r"^None of your songs can be played\.$") as caught:
            choose(paths, 2)
        assert caught.value.fix


def test_a_song_is_known_again_by_its_file_and_not_by_its_name(tmp_path: Path) -> None:
    song = inspect(write(tmp_path / "ours.wav", music(0.5)))
    moved = inspect(song.path.rename(tmp_path / "renamed.wav"))
    assert moved.key == song.key
    assert "ours" not in song.key
    assert inspect(write(tmp_path / "ours.wav", music(0.5))).key != song.key


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_played_whole_in_one_channel_at_the_players_rate(
    tmp_path: Path, kind: str
) -> None:
    song = inspect(write(tmp_path / f"song.{kind}", music(3)))
    assert song.seconds == pytest.approx(3, abs=0.1)
    frames = frames_of(song.path)
    assert len(frames) == pytest.approx(3 * 48_000, abs=4800)
    spectrum = np.abs(np.fft.rfft(frames[:96_000].astype(float)))
    assert np.argmax(spectrum) / 2 == pytest.approx(220, abs=1)
    # The tone that climbs fastest is 1760 Hz at 0.04: a seam between two pieces would stand out.
    assert np.abs(np.diff(frames.astype(int))).max() < 3500


def test_a_song_that_ends_softly_is_not_cut_off_by_the_conversion(tmp_path: Path) -> None:
    whole = music(1).mean(axis=1) * 32767
    frames = frames_of(write(tmp_path / "song.wav", music(1)))
    assert len(frames) == pytest.approx(48_000, abs=2)
    assert abs(int(frames[-1])) < np.abs(np.diff(whole)).max()


def test_where_nothing_is_converted_every_frame_arrives(tmp_path: Path) -> None:
    ramp = np.arange(-20_000, 20_000, dtype=np.int16)
    path = write(tmp_path / "ramp.wav", ramp, 48_000)
    assert np.abs(frames_of(path).astype(int) - ramp).max() <= 1


@pytest.mark.parametrize("kind", ["mp3", "flac"])
def test_a_song_that_breaks_off_says_so_and_how_much_is_missing(tmp_path: Path, kind: str) -> None:
    path = cut(write(tmp_path / f"song.{kind}", music(20)), 0.5)
    assert inspect(path).seconds == pytest.approx(20, abs=0.1)
    with SongFile(path) as file:
        with pytest.raises(SoundError, match="in the middle"):
            list(iter(lambda: len(file.read(PIECE)), 0))
        assert 7 < file.left < 13


@pytest.mark.parametrize("kind", ["ogg", "wav"])
def test_a_song_whose_file_knows_no_better_is_just_shorter(tmp_path: Path, kind: str) -> None:
    path = cut(write(tmp_path / f"song.{kind}", music(20)), 0.5)
    assert 7 < len(frames_of(path)) / 48_000 < 13


def test_frames_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    import soundfile

    wave = music(1).astype(np.float32)
    wave[::100] = np.nan
    soundfile.write(tmp_path / "odd.wav", wave, RATE, subtype="FLOAT")
    assert np.abs(frames_of(tmp_path / "odd.wav").astype(int)).max() > 1000


def test_a_long_song_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def most(seconds: float) -> int:
        reader = SongReader(write(tmp_path / "long.flac", music(seconds)), 48_000, 1.0)
        tracemalloc.start()
        while len(reader.read()):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        reader.close()
        return peak

    assert most(60) < 1.1 * most(3) + 100_000

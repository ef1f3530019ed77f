"""Songs in a rehearsal: real files by the real deck, and what of it is on the recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from voice_coach.content import loader
from voice_coach.hearing.recognizer import RATE, Recognizer
from voice_coach.messages import Dance, Music, MusicBegan, MusicBroke, MusicEnded, MusicFailed, Wish
from voice_coach.rehearsal.casting import cast
from voice_coach.rehearsal.dance_floor import DanceFloor, Songs
from voice_coach.rehearsal.scene import load
from voice_coach.rehearsal.stage import Played, Stage
from voice_coach.speaking.music_level import DUCKED
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.phrasebook import Phrasebook

STEP = RATE // 50


class Evening:
    """A dance floor, its songs, and all that sounded."""

    def __init__(self, *lengths: float) -> None:
        self.songs = Songs(lengths)
        self.news: list[object] = []
        self.floor = DanceFloor(self.news.append)
        self.frame = 0
        self.sound = np.zeros(0, np.int16)

    def do(self, action: Dance | Music, seconds: float = 0.0) -> np.ndarray:
        """Order it; what sounds in the time after it."""
        self.floor.perform(action, self.songs.place)
        return self.wait(seconds)

    def wait(self, seconds: float) -> np.ndarray:
        parts = [np.zeros(0, np.int16)]
        for _ in range(round(seconds * RATE / STEP)):
            if self.floor.playing:
                parts.append(self.floor.pass_time(self.frame / RATE, STEP))
            else:
                parts.append(np.zeros(STEP, np.int16))
            self.frame += STEP
            self.floor.tell_news()
        return np.concatenate(parts)


@pytest.fixture
def dance() -> Iterator[Callable[..., Evening]]:
    evenings = []

    def begun(*lengths: float) -> Evening:
        evenings.append(Evening(*lengths))
        return evenings[-1]

    yield begun
    for evening in evenings:
        evening.floor.close()
        evening.songs.close()


def stretches(sound: np.ndarray) -> list[tuple[float, float]]:
    """Where it sounds, in seconds; gaps below 0.1 s do not count."""
    loud = np.flatnonzero(np.abs(sound.astype(int)) > 100)
    breaks = np.flatnonzero(np.diff(loud) > RATE // 10)
    begins, ends = [loud[0], *loud[breaks + 1]], [*loud[breaks], loud[-1]]
    return [(begin / RATE, end / RATE) for begin, end in zip(begins, ends, strict=True)]


def loudness(sound: np.ndarray) -> float:
    return float(np.sqrt((sound.astype(float) ** 2).mean()))


def test_two_songs_two_seconds_apart(dance) -> None:
    evening = dance(5.0, 4.0, 3.0)
    (begin, end), (again, last) = stretches(evening.do(Dance(2), 14))
    assert end - begin == pytest.approx(5, abs=0.1)
    assert again - end == pytest.approx(2, abs=0.1)
    assert last - again == pytest.approx(4, abs=0.1)
    assert evening.news == [MusicBegan(0, 5.0), MusicBegan(1, 4.0), MusicEnded()]
    assert not evening.floor.playing


def test_under_the_coachs_voice_and_when_called_it_is_softer(dance) -> None:
    evening = dance(20.0)
    before = loudness(evening.do(Dance(1), 2)[RATE:])
    evening.floor.give_way(True)
    under = loudness(evening.wait(1)[RATE // 2 :])
    evening.do(Music(Wish.LOWER))
    evening.floor.give_way(False)
    called = loudness(evening.wait(1)[RATE // 2 :])
    after = loudness(evening.do(Music(Wish.RAISE), 2)[RATE:])
    assert under / before == pytest.approx(DUCKED, rel=0.1)
    assert called / before == pytest.approx(DUCKED, rel=0.1)
    assert after / before == pytest.approx(1, rel=0.1)


def test_paused_it_is_silent_and_then_plays_the_rest(dance) -> None:
    evening = dance(6.0)
    parts = [evening.do(Dance(1), 3), evening.do(Music(Wish.PAUSE), 60)]
    assert not np.any(parts[1][RATE:])
    parts.append(evening.do(Music(Wish.RESUME), 8))
    heard = sum(end - begin for part in parts for begin, end in stretches(part))
    assert heard == pytest.approx(6, abs=0.3)
    assert evening.news[-1] == MusicEnded()


def test_stop_is_silence_at_once_and_nothing_is_told(dance) -> None:
    evening = dance(20.0)
    evening.do(Dance(1), 2)
    assert not np.any(evening.do(Music(Wish.STOP), 5))
    assert evening.news == [MusicBegan(0, 20.0)]


def test_a_file_that_is_no_song_is_left_out_and_none_at_all_is_told(dance) -> None:
    some = dance(0, 3.0)
    some.do(Dance(1), 5)
    assert some.news == [MusicBegan(1, 3.0), MusicEnded()]
    none = dance(0, 0)
    none.do(Dance(2), 1)
    assert none.news == [MusicFailed()]


def test_a_song_that_went_away_is_kept_time_for(dance) -> None:
    evening = dance(4.0, 4.0)
    evening.do(Dance(2), 1)
    (evening.songs.place / "song 2.wav").unlink()
    evening.wait(11)
    assert evening.news == [MusicBegan(0, 4.0), MusicBroke(4.0), MusicEnded()]


def test_made_up_songs_are_gone_when_the_scene_is_over() -> None:
    songs = Songs([1.0])
    assert list(songs.place.iterdir())
    songs.close()
    assert not songs.place.exists()


# --- a whole scene ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rehearsed(shipped: Phrasebook, recognizer: Recognizer) -> Callable[[str], object]:
    def play(name: str) -> tuple[Stage, list[Played]]:
        scene = load(Path(loader.packaged()) / "rehearsals" / f"{name}.toml")
        with Voice() as voice:
            players = cast(scene, shipped, recognizer, voice)
            stage = Stage(scene, players)
            turns = list(stage.play())
            players.close()
        return stage, turns

    return play


def music_of(stage: Stage) -> np.ndarray:
    """The songs alone, from the rise of the curtain on."""
    pieces = [piece for piece in stage.track.pieces if piece.music]
    sound = np.zeros(max(piece.end for piece in pieces), np.int16)
    for piece in pieces:
        sound[piece.start : piece.end] = piece.frames
    return sound


@pytest.mark.voices
def test_on_the_recording_the_gap_is_two_seconds_and_the_tone_comes_after(rehearsed) -> None:
    stage, turns = rehearsed("two-songs-ours")
    (begin, end), (again, last) = stretches(music_of(stage))
    assert again - end == pytest.approx(2.0, abs=0.1)
    assert (end - begin, last - again) == pytest.approx((20, 15), abs=0.1)
    said = [answer for turn in turns for answer in turn.outcome.answers]
    (tone,) = (answer for answer in said if answer.words == "(chime)")
    assert 0 <= tone.start - last < 0.2
    between = [answer for answer in said if begin < answer.start < last]
    assert between == []


@pytest.mark.voices
def test_called_the_music_is_low_until_it_is_told_what_to_do(rehearsed) -> None:
    stage, turns = rehearsed("two-songs-wishes")
    music = music_of(stage)
    called = next(turn for turn in turns if turn.turn and turn.turn.say == "hello coach")
    asked = round(called.outcome.answers[0].start * RATE)
    before, low = music[asked - RATE : asked], music[asked + RATE // 4 : asked + RATE]
    assert loudness(low) / loudness(before) == pytest.approx(DUCKED, rel=0.1)
    skipped = next(turn for turn in turns if turn.turn and turn.turn.say == "skip this one")
    later = round((skipped.words_end + 3) * RATE)
    assert loudness(music[later : later + RATE]) == pytest.approx(loudness(before), rel=0.3)

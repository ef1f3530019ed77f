"""Two songs as they leave the loudspeaker: a recording of the virtual sound card."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from rig import Recording, SoundRig
from songs_on_disk import cut, music, write

from voice_coach.errors import SoundError
from voice_coach.messages import MusicBegan, MusicBroke, MusicEnded, Wish
from voice_coach.speaking.jukebox_messages import News, VoiceEnded, VoiceStarted, Wished
from voice_coach.speaking.music_level import MusicLevel
from voice_coach.speaking.player import Player
from voice_coach.speaking.song_file import Song, inspect
from voice_coach.speaking.song_library import choose
from voice_coach.speaking.turntable import Turntable

pytestmark = pytest.mark.sound
RATE = 48_000
PITCHES = (220.0, 330.0, 440.0)
SECONDS = 2.0
STEEPEST = 1400
"""What these songs climb within one frame at -20 LUFS; a cut in the middle of one is a cliff."""


class Couple:
    """Hears what the conversation would, and waits for it."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self.failed: list[SoundError] = []
        self._heard = threading.Condition()

    def on_news(self, news: News) -> None:
        with self._heard:
            self.news.append(news)
            self._heard.notify_all()

    def on_failed(self, error: SoundError) -> None:
        self.failed.append(error)

    def wait_for(self, kind: type[News], times: int = 1, within: float = 15) -> bool:
        def told() -> bool:
            return sum(isinstance(news, kind) for news in self.news) >= times

        with self._heard:
            return self._heard.wait_for(told, within)


def open_player(
    level: MusicLevel, on_started: Callable[[object], None], on_drained: Callable[[], None]
) -> Player:
    return Player(on_started=on_started, on_drained=on_drained, gain=level)


@pytest.fixture
def couple() -> Couple:
    return Couple()


@pytest.fixture
def turntable(sound_rig: SoundRig, couple: Couple) -> Iterator[Turntable]:
    playing = Turntable(open_player, couple.on_news, couple.on_failed)
    yield playing
    playing.close()


@pytest.fixture
def songs(tmp_path: Path) -> list[Song]:
    paths = [write(tmp_path / f"{p:.0f}.flac", music(SECONDS, 0.3, p)) for p in PITCHES]
    return list(choose(paths, len(paths)).songs)


def sounding(frames: np.ndarray, level: int = 100) -> list[tuple[float, float]]:
    """Where it sounds, in seconds: gaps below 0.2 s do not count."""
    loud = np.flatnonzero(np.abs(frames.astype(int)) > level)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > 0.2 * RATE)
    begins, ends = [loud[0], *loud[breaks + 1]], [*loud[breaks], loud[-1]]
    return [(begin / RATE, end / RATE) for begin, end in zip(begins, ends, strict=True)]


def pitch(frames: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(len(frames))))
    return float(np.argmax(spectrum)) * RATE / len(frames)


def steepest(frames: np.ndarray) -> int:
    return int(np.abs(np.diff(frames.astype(int))).max())


def play_on(recording: Recording, seconds: float) -> None:
    assert recording.until(recording.seconds + seconds)


def test_two_songs_two_seconds_apart_whole_and_without_a_click(
    turntable: Turntable, couple: Couple, songs: list[Song], sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        turntable.play(lambda: songs)
        assert couple.wait_for(MusicEnded)
        assert recording.until_silence(0.3)
        frames = recording.frames
    assert couple.news == [MusicBegan(0, SECONDS), MusicBegan(1, SECONDS), MusicEnded()]
    (begin, end), (again, last) = sounding(frames)
    assert end - begin == pytest.approx(SECONDS, abs=0.03)
    assert again - end == pytest.approx(2.0, abs=0.03)
    assert last - again == pytest.approx(SECONDS, abs=0.03)
    assert pitch(frames[round(begin * RATE) : round(end * RATE)]) == pytest.approx(220, abs=2)
    assert pitch(frames[round(again * RATE) : round(last * RATE)]) == pytest.approx(330, abs=2)
    assert steepest(frames) < STEEPEST


def test_paused_it_is_silent_and_then_goes_on_where_it_was(
    turntable: Turntable, couple: Couple, songs: list[Song], sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        turntable.play(lambda: songs[:1], wanted=1)
        assert couple.wait_for(MusicBegan)
        play_on(recording, 0.7)
        turntable.tell(Wished(Wish.PAUSE))
        assert recording.until_silence(0.8)
        turntable.tell(Wished(Wish.RESUME))
        assert couple.wait_for(MusicEnded)
        assert recording.until_silence(0.3)
        frames = recording.frames
    (begin, end), (again, last) = sounding(frames, level=20)
    assert again - end > 0.5
    # What was lost at both ends of the pause is softer than can be heard.
    assert (end - begin) + (last - again) == pytest.approx(SECONDS, abs=0.1)
    assert steepest(frames) < STEEPEST


def test_skip_goes_to_the_next_song_and_one_more_to_a_third(
    turntable: Turntable, couple: Couple, songs: list[Song], sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        turntable.play(lambda: songs)
        turntable.tell(Wished(Wish.ONE_MORE))
        assert couple.wait_for(MusicBegan)
        play_on(recording, 0.5)
        turntable.tell(Wished(Wish.SKIP))
        assert couple.wait_for(MusicBegan, 2)
        play_on(recording, 0.5)
        turntable.tell(Wished(Wish.SKIP))
        assert couple.wait_for(MusicEnded)
        assert recording.until_silence(0.3)
        frames = recording.frames
    parts = [frames[round(a * RATE) : round(b * RATE)] for a, b in sounding(frames)]
    assert [pitch(part) for part in parts] == pytest.approx(PITCHES, abs=3)
    assert [news.place for news in couple.news[:-1]] == [0, 1, 2]
    assert steepest(frames) < STEEPEST


def test_stop_is_silence_at_once_without_a_click(
    turntable: Turntable, couple: Couple, songs: list[Song], sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        turntable.play(lambda: songs)
        assert couple.wait_for(MusicBegan)
        play_on(recording, 0.5)
        stopped = time.monotonic()
        turntable.tell(Wished(Wish.STOP))
        assert recording.until_silence(0.5)
        after = recording.heard_from(stopped)
    assert couple.news == [MusicBegan(0, SECONDS)]
    assert sounding(after)[0][1] < 0.2
    assert steepest(after) < STEEPEST


def test_under_a_voice_it_is_15_db_softer(
    turntable: Turntable, couple: Couple, songs: list[Song], sound_rig: SoundRig
) -> None:
    def loudness(start: float, end: float) -> float:
        frames = recording.heard_from(start)[: round((end - start) * RATE)].astype(float)
        return float(np.sqrt((frames**2).mean()))

    with sound_rig.listen(RATE) as recording:
        turntable.play(lambda: songs[:1], wanted=1)
        assert couple.wait_for(MusicBegan)
        play_on(recording, 0.6)
        ducked = time.monotonic()
        turntable.tell(VoiceStarted("couple"))
        play_on(recording, 0.65)
        restored = time.monotonic()
        turntable.tell(VoiceEnded("couple"))
        assert couple.wait_for(MusicEnded)
        frames = recording.frames
        # One beat of the song is half a second, so that is the measure.
        before, under = loudness(ducked - 0.5, ducked), loudness(restored - 0.5, restored)
    assert 20 * np.log10(under / before) == pytest.approx(-15, abs=1.0)
    assert steepest(frames) < STEEPEST


def test_a_song_that_breaks_off_is_told_and_the_next_one_comes(
    turntable: Turntable, couple: Couple, songs: list[Song], tmp_path: Path
) -> None:
    broken = inspect(cut(write(tmp_path / "broken.flac", music(6)), 0.2))
    turntable.play(lambda: [broken, songs[1]])
    assert couple.wait_for(MusicBroke)
    assert couple.news[1].left == pytest.approx(4.8, abs=0.5)
    turntable.tell(Wished(Wish.SKIP))
    assert couple.wait_for(MusicBegan, 2)
    turntable.tell(Wished(Wish.STOP))
    assert couple.failed == []


def test_a_song_that_has_gone_since_is_kept_time_for(
    turntable: Turntable, couple: Couple, songs: list[Song]
) -> None:
    songs[0].path.unlink()
    turntable.play(lambda: songs)
    assert couple.wait_for(MusicEnded)
    assert couple.news == [MusicBroke(SECONDS), MusicBegan(1, SECONDS), MusicEnded()]


def test_without_a_loudspeaker_it_is_said_and_the_music_is_over(
    songs: list[Song], couple: Couple, sound_rig: SoundRig
) -> None:
    turntable = Turntable(
        lambda level, started, drained: Player("no such loudspeaker", started, drained),
        couple.on_news,
        couple.on_failed,
    )
    turntable.play(lambda: songs)
    turntable.close()
    assert len(couple.failed) == 1
    assert couple.news == []


def test_where_no_song_can_be_played_it_is_said_and_the_next_evening_may_have_some(
    turntable: Turntable, couple: Couple, songs: list[Song], tmp_path: Path
) -> None:
    turntable.play(lambda: choose([tmp_path / "gone.mp3"], 2).songs)
    turntable.play(lambda: songs[:1], wanted=1)
    assert couple.wait_for(MusicEnded)
    assert [error.sentence() for error in couple.failed] == [
        "None of your songs can be played. gone.mp3 is not there. Check your list of songs."
    ]
    assert couple.news[0] == MusicBegan(0, SECONDS)


def test_turned_down_it_is_softer_while_it_plays(
    turntable: Turntable, couple: Couple, songs: list[Song], sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        turntable.play(lambda: songs[:1], wanted=1)
        assert couple.wait_for(MusicBegan)
        play_on(recording, 0.7)
        turned = time.monotonic()
        turntable.turn(0.5)
        assert couple.wait_for(MusicEnded)
        before = recording.heard_from(turned - 0.5)[: RATE // 2].astype(float)
        after = recording.heard_from(turned + 0.4)[: RATE // 2].astype(float)
        frames = recording.frames
    assert 10 * np.log10((after**2).mean() / (before**2).mean()) == pytest.approx(-6, abs=1)
    assert steepest(frames) < STEEPEST


def test_what_is_wished_for_without_music_comes_to_nothing(couple: Couple) -> None:
    turntable = Turntable(open_player, couple.on_news, couple.on_failed)
    for wish in Wish:
        turntable.tell(Wished(wish))
    turntable.tell(VoiceStarted("couple"))
    turntable.close()
    assert couple.news == []

"""The loudspeaker, measured at the loudspeaker: a recording of the virtual sound card."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from rig import Recording, SoundRig

from voice_coach.errors import SoundError
from voice_coach.speaking.player import Player
from voice_coach.speaking.sound import Sound

pytestmark = pytest.mark.sound
RATE = 48_000


def tone(seconds: float, pitch: float = 440.0, peak: int = 8000) -> Sound:
    places = np.arange(round(seconds * RATE)) / RATE
    return Sound((np.sin(2 * np.pi * pitch * places) * peak).astype(np.int16), RATE)


class Ears:
    """Counts what the player tells, and waits for it."""

    def __init__(self) -> None:
        self.started: list[object] = []
        self.drained_at: list[float] = []
        self._news = threading.Condition()

    def on_started(self, tag: object) -> None:
        with self._news:
            self.started.append(tag)
            self._news.notify_all()

    def on_drained(self) -> None:
        with self._news:
            self.drained_at.append(time.monotonic())
            self._news.notify_all()

    def await_drained(self, times: int = 1, within: float = 10) -> bool:
        with self._news:
            return self._news.wait_for(lambda: len(self.drained_at) >= times, within)

    def await_started(self, times: int = 1, within: float = 10) -> bool:
        with self._news:
            return self._news.wait_for(lambda: len(self.started) >= times, within)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def player(sound_rig: SoundRig, ears: Ears) -> Iterator[Player]:
    with Player(on_started=ears.on_started, on_drained=ears.on_drained) as playing:
        yield playing


def loud(recording: Recording, level: int = 300) -> tuple[float, float]:
    """Monotonic seconds of the first and the last loud frame."""
    found = np.flatnonzero(np.abs(recording.frames.astype(int)) > level)
    begun = recording.started
    return begun + float(found[0]) / RATE, begun + float(found[-1]) / RATE


def pitch(frames: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(len(frames))))
    return float(np.argmax(spectrum)) * RATE / len(frames)


def test_sounds_come_whole_and_in_order(player: Player, ears: Ears, sound_rig: SoundRig) -> None:
    with sound_rig.listen(RATE) as recording:
        for number, note in enumerate((440, 660, 880)):
            player.play(tone(0.2, note), tag=number)
        assert ears.await_drained()
        assert recording.until_silence(0.2)
        first, last = loud(recording)
        begin = round((first - recording.started) * RATE)
        notes = [
            pitch(recording.frames[begin + start : begin + start + 4800])
            for start in (2000, 11_600, 21_200)
        ]
    assert last - first == pytest.approx(0.6, abs=0.01)
    assert notes == pytest.approx([440, 660, 880], abs=12)
    assert ears.started == [0, 1, 2]
    assert len(ears.drained_at) == 1


def test_the_first_sample_is_soon_and_when_it_was_is_known(
    player: Player, ears: Ears, sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        asked = time.monotonic()
        item = player.play(tone(0.3))
        assert ears.await_drained()
        assert recording.until_silence(0.2)
        first, _ = loud(recording)
    assert first - asked < 0.15
    assert item.first_sample_at == pytest.approx(first, abs=0.06)


def test_drained_comes_after_the_last_sample_and_soon(
    player: Player, ears: Ears, sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        player.play(tone(0.4))
        assert ears.await_drained()
        assert recording.until_silence(0.2)
        _, last = loud(recording)
    # The recording's own clock is good to one of its 10 ms blocks.
    assert -0.012 < ears.drained_at[0] - last < 0.12


def test_a_gap_that_was_announced_is_not_the_end(player: Player, ears: Ears) -> None:
    player.play(tone(0.05), tag="first", more=True)
    assert ears.await_started()
    assert not ears.await_drained(within=0.4)
    player.play(tone(0.05), tag="last")
    assert ears.await_drained()
    assert ears.started == ["first", "last"]
    assert not player.busy


def test_hush_is_silence_within_50_milliseconds_and_without_a_click(
    player: Player, ears: Ears, sound_rig: SoundRig
) -> None:
    took = []
    for turn in range(7):
        with sound_rig.listen(RATE) as recording:
            player.play(tone(3), tag=turn)
            player.play(tone(3, 880), tag="never heard")
            assert recording.until_sound()
            assert recording.until(0.3 + turn * 0.013)
            asked = time.monotonic()
            player.hush()
            assert ears.await_drained(turn + 1)
            assert recording.until_silence(0.2)
            frames = recording.frames
            took.append(loud(recording, 60)[1] - asked)
        # A tone of 440 Hz and 8000 climbs at most 461 a frame; a click is a cliff.
        assert np.abs(np.diff(frames[len(frames) // 4 :].astype(int))).max() < 700
    assert statistics.median(took) < 0.05
    assert max(took) < 0.1
    assert "never heard" not in ears.started


def test_after_a_hush_the_next_sound_is_heard(
    player: Player, ears: Ears, sound_rig: SoundRig
) -> None:
    player.play(tone(3))
    assert ears.await_started()
    player.hush()
    assert ears.await_drained()
    with sound_rig.listen(RATE) as recording:
        player.play(tone(0.2))
        assert ears.await_drained(2)
        assert recording.until_silence(0.2)
        first, last = loud(recording)
    assert last - first == pytest.approx(0.2, abs=0.01)


def test_hush_with_nothing_to_say_says_nothing(player: Player, ears: Ears) -> None:
    player.hush()
    assert not ears.await_drained(within=0.2)


def test_ducked_it_is_a_quarter_as_loud_and_then_as_loud_as_before(
    player: Player, ears: Ears, sound_rig: SoundRig
) -> None:
    with sound_rig.listen(RATE) as recording:
        player.play(tone(1.5))
        assert recording.until_sound()
        assert recording.until(recording.seconds + 0.3)
        ducked = time.monotonic()
        player.duck()
        assert recording.until(recording.seconds + 0.4)
        restored = time.monotonic()
        player.restore()
        assert ears.await_drained()
        assert recording.until_silence(0.2)
    low = peak(recording, ducked + 0.1, restored)
    assert low == pytest.approx(2000, rel=0.02)
    assert peak(recording, ducked - 0.2, ducked) == pytest.approx(8000, rel=0.02)
    assert peak(recording, restored + 0.25, restored + 0.4) == pytest.approx(8000, rel=0.02)
    # A tone of 440 Hz and 8000 climbs at most 461 a frame; a click is a cliff.
    sounding = recording.heard_from(ducked - 0.2).astype(int)
    assert np.abs(np.diff(sounding)).max() < 700


def peak(recording: Recording, start: float, end: float) -> int:
    """The loudest frame between two moments (monotonic)."""
    frames = recording.heard_from(start)[: round((end - start) * RATE)]
    return int(np.abs(frames.astype(int)).max())


def test_a_voice_at_its_own_rate_is_brought_to_the_speakers(
    player: Player, ears: Ears, sound_rig: SoundRig
) -> None:
    low = tone(0.3).resampled(22_050)
    with sound_rig.listen(RATE) as recording:
        player.play(low)
        assert ears.await_drained()
        assert recording.until_silence(0.2)
        first, last = loud(recording)
        begin = round((first - recording.started) * RATE)
        assert pitch(recording.frames[begin + 1000 : begin + 10_600]) == pytest.approx(440, abs=6)
    assert last - first == pytest.approx(0.3, abs=0.01)


def test_the_loudspeaker_is_given_back_when_nothing_is_said(sound_rig: SoundRig) -> None:
    ears = Ears()
    with Player(on_drained=ears.on_drained, linger=0.05) as player:
        player.play(tone(0.05))
        assert ears.await_drained()
        deadline = time.monotonic() + 5
        while sound_rig.streams("sink-inputs"):
            assert time.monotonic() < deadline, "the stream is still open"
        player.play(tone(0.05))
        assert ears.await_drained(2)


def test_a_speaker_that_goes_away_and_comes_back_says_the_rest(
    player: Player, ears: Ears, sound_rig: SoundRig
) -> None:
    player.play(tone(1.5), tag="cut in two")
    player.play(tone(0.2), tag="kept")
    assert ears.await_started()
    sound_rig.kill()
    assert not ears.await_drained(within=0.5)
    sound_rig.start()
    assert ears.await_drained(within=15)
    assert ears.started == ["cut in two", "kept"]
    with sound_rig.listen(RATE) as recording:
        player.play(tone(0.2))
        assert ears.await_drained(2)
        assert recording.until_sound()


def test_no_such_speaker_is_said_with_what_there_is(sound_rig: SoundRig) -> None:
    with pytest.raises(SoundError, match="no loudspeaker named") as caught:
        Player("the good one in the kitchen")
    assert "There are: " in caught.value.fix


def test_no_sound_server_is_one_sentence(sound_rig: SoundRig) -> None:
    sound_rig.kill()
    with pytest.raises(SoundError) as caught:
        Player()
    assert caught.value.fix

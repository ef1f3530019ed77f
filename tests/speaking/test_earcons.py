"""Five tones that nobody can mistake for one another, by contour and not by pitch alone."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from voice_coach.messages import Earcon
from voice_coach.speaking.earcons import RATE, earcon

WINDOW = round(0.02 * RATE)


def contour(which: Earcon) -> list[float]:
    """The strongest pitch (Hz) of each 20 ms that can be heard, and 10 ms steps between."""
    frames = earcon(which).frames.astype(float)
    pitches = []
    for start in range(0, len(frames) - WINDOW, WINDOW // 2):
        part = frames[start : start + WINDOW]
        if np.abs(part).max() > 300:
            spectrum = np.abs(np.fft.rfft(part * np.hanning(WINDOW), 8 * WINDOW))
            pitches.append(float(np.argmax(spectrum)) * RATE / (8 * WINDOW))
    return pitches


def loudness(which: Earcon) -> list[float]:
    frames = earcon(which).frames.astype(float)
    return [float(np.abs(part).max()) for part in np.array_split(frames, 6)]


@pytest.mark.parametrize("which", Earcon)
def test_short_soft_and_never_sudden(which: Earcon) -> None:
    sound = earcon(which)
    peak = np.abs(sound.frames.astype(int)).max()
    assert 0.05 <= sound.seconds <= 0.4
    assert 4000 < peak < 9000
    assert np.abs(sound.frames[: round(0.001 * RATE)].astype(int)).max() < peak / 5
    assert abs(int(sound.frames[-1])) < 50


def test_open_rises() -> None:
    pitches = contour(Earcon.OPEN)
    assert pitches[-1] > 1.4 * pitches[0]
    assert all(later > earlier - 15 for earlier, later in itertools.pairwise(pitches))


def test_close_falls() -> None:
    pitches = contour(Earcon.CLOSE)
    assert pitches[-1] < 0.7 * pitches[0]
    assert all(later < earlier + 15 for earlier, later in itertools.pairwise(pitches))


def test_the_tick_is_one_tap_with_no_melody() -> None:
    assert earcon(Earcon.TICK).seconds < 0.1
    assert max(contour(Earcon.TICK)) - min(contour(Earcon.TICK)) < 60


def test_the_chime_is_two_notes_and_the_second_is_higher() -> None:
    pitches = contour(Earcon.CHIME)
    notes = [note for note in pitches if min(abs(note - 523), abs(note - 784)) < 40]
    assert len(notes) > 0.8 * len(pitches)
    assert abs(notes[0] - 523) < 40
    assert abs(notes[-1] - 784) < 40


def test_gone_falls_in_steps_and_dissolves() -> None:
    pitches, loud = contour(Earcon.GONE), loudness(Earcon.GONE)
    assert pitches[-1] < 0.65 * pitches[0]
    assert loud[0] > 1.5 * loud[2] > 2.0 * loud[5]


def test_close_and_gone_both_fall_but_only_one_fades() -> None:
    close = loudness(Earcon.CLOSE)
    assert close[4] > 0.9 * close[1]


def shape(which: Earcon) -> np.ndarray:
    """Its melody in semitones from its own middle, and its loudness, over twenty moments each."""
    pitches = 12 * np.log2(contour(which))
    loud = np.abs(earcon(which).frames.astype(float))
    moments = [float(part.max()) for part in np.array_split(loud, 20)]
    melody = np.interp(np.linspace(0, 1, 20), np.linspace(0, 1, len(pitches)), pitches)
    return np.concatenate([melody - np.median(melody), 6 * np.array(moments) / max(moments)])


@pytest.mark.parametrize("pair", list(itertools.combinations(Earcon, 2)), ids=str)
def test_in_any_pitch_no_tone_is_like_another(pair: tuple[Earcon, Earcon]) -> None:
    """Moved up or down as a whole, or heard by ears that tell no pitch by itself, they differ."""
    one, other = map(shape, pair)
    assert float(np.sqrt(np.mean((one - other) ** 2))) > 2.0


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("which", Earcon)
def test_soft_and_whole_at_every_rate_of_a_device(which: Earcon, rate: int) -> None:
    sound = earcon(which).resampled(rate)
    frames = sound.frames.astype(int)
    peak = int(np.abs(frames).max())
    assert sound.seconds == pytest.approx(earcon(which).seconds, abs=0.001)
    assert np.abs(frames[: round(0.002 * rate)]).max() < 0.6 * peak
    assert peak < 1.1 * np.abs(earcon(which).frames.astype(int)).max()


def test_a_tone_at_another_rate_lasts_as_long() -> None:
    assert earcon(Earcon.CHIME, 22_050).seconds == pytest.approx(0.4, abs=0.001)

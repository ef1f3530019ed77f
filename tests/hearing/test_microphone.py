"""The microphone, fed by a virtual sound card: what is said arrives, and losing it is noticed."""

from __future__ import annotations

import itertools
import threading
import time

import numpy as np
import pytest
import rig
from hypothesis import given
from hypothesis import strategies as st
from rig import SoundRig

from voice_coach.errors import SoundError
from voice_coach.hearing import devices
from voice_coach.hearing.microphone import BLOCK, KEPT, Backlog, Microphone
from voice_coach.hearing.rates import StreamResampler

RATE = 16_000


def sweep(seconds: float, rate: int = RATE) -> np.ndarray:
    """A rising tone: nothing else looks like it, so where it is found is where it was."""
    places = np.arange(round(seconds * rate)) / rate
    return (np.sin(2 * np.pi * (300 + 900 * places) * places) * 8000).astype(np.int16)


def take(microphone: Microphone, seconds: float) -> np.ndarray:
    blocks = [microphone.frames(2.0) or b"" for _ in range(round(seconds / BLOCK))]
    return np.frombuffer(b"".join(blocks), np.int16)


def likeness(heard: np.ndarray, said: np.ndarray) -> float:
    """The best correlation of what was said with any part of what was heard."""
    padded = np.fft.irfft(
        np.fft.rfft(heard.astype(float), 2 * len(heard))
        * np.conj(np.fft.rfft(said.astype(float), 2 * len(heard)))
    )
    start = int(np.argmax(padded[: len(heard) - len(said)]))
    return float(np.corrcoef(heard[start : start + len(said)], said)[0, 1])


# --- with a sound card that does not exist ----------------------------------------------------


@pytest.mark.sound
def test_what_is_said_arrives_undamaged(sound_rig: SoundRig) -> None:
    said = sweep(1.0)
    with Microphone() as microphone:
        assert microphone.frames(5.0) is not None
        feeding = sound_rig.feed_soon(said)
        heard = take(microphone, 2.0)
        feeding.wait()
        assert likeness(heard, said) > 0.99
        assert (microphone.dropped, microphone.stale) == (0, 0)


@pytest.mark.sound
@pytest.mark.voices
@pytest.mark.skipif(not rig.voices(), reason="neither flite nor espeak-ng is installed")
def test_words_arrive_as_they_were_said(sound_rig: SoundRig) -> None:
    said = rig.speak_as(rig.voices()[0], "listening, space, or a hug")
    with Microphone() as microphone:
        assert microphone.frames(5.0) is not None
        feeding = sound_rig.feed_soon(said)
        heard = take(microphone, len(said) / RATE + 1.0)
        feeding.wait()
    assert likeness(heard, said) > 0.99


@pytest.mark.sound
def test_a_block_is_20_milliseconds(sound_rig: SoundRig) -> None:
    with Microphone() as microphone:
        assert [len(microphone.frames(5.0) or b"") for _ in range(5)] == [640] * 5


@pytest.mark.sound
def test_muted_means_that_the_device_is_closed(sound_rig: SoundRig) -> None:
    microphone = Microphone()
    assert not microphone.is_open
    microphone.open()
    assert microphone.frames(5.0) is not None
    assert sound_rig.streams("source-outputs") == 1
    microphone.mute()
    assert sound_rig.streams("source-outputs") == 0
    assert microphone.frames(0.1) is None
    microphone.open()
    assert microphone.frames(5.0) is not None
    microphone.close()
    microphone.close()


@pytest.mark.sound
def test_a_slow_reader_loses_the_oldest_and_is_told_how_much(sound_rig: SoundRig) -> None:
    with Microphone() as microphone:
        deadline = time.monotonic() + 15
        while not microphone.dropped:
            assert time.monotonic() < deadline
            threading.Event().wait(0.05)
        kept = 0
        while microphone.frames(0.001) is not None and kept < 2 * KEPT:
            kept += 1
    assert KEPT - 5 <= kept < KEPT + 50


@pytest.mark.sound
def test_a_lost_microphone_is_noticed_and_found_again(sound_rig: SoundRig) -> None:
    lost, found = threading.Event(), threading.Event()
    with Microphone(on_lost=lost.set, on_found=found.set) as microphone:
        assert microphone.frames(5.0) is not None
        sound_rig.kill()
        assert lost.wait(5)
        assert not found.is_set()
        sound_rig.start()
        assert found.wait(10)
        microphone.discard()
        assert likeness(_said_into(microphone, sound_rig), sweep(1.0)) > 0.99


@pytest.mark.sound
def test_one_that_cannot_be_opened_now_is_lost_and_found(sound_rig: SoundRig) -> None:
    lost, found = threading.Event(), threading.Event()
    microphone = Microphone(on_lost=lost.set, on_found=found.set)
    sound_rig.kill()
    with pytest.raises(SoundError):
        microphone.open()
    microphone.open(at_once=False)
    try:
        assert lost.wait(10)
        sound_rig.start()
        assert found.wait(20)
        assert microphone.frames(5.0) is not None
    finally:
        microphone.close()


def _said_into(microphone: Microphone, sound_rig: SoundRig) -> np.ndarray:
    feeding = sound_rig.feed_soon(sweep(1.0))
    heard = take(microphone, 2.0)
    feeding.wait()
    return heard


@pytest.mark.sound
def test_after_a_stall_of_the_sound_server_its_stale_sound_is_not_heard(
    sound_rig: SoundRig,
) -> None:
    with Microphone() as microphone:
        assert microphone.frames(5.0) is not None
        with sound_rig.frozen():
            while microphone.frames(1.0) is not None:
                pass
        assert microphone.frames(10.0) is not None
        began = time.monotonic()
        heard = take(microphone, 1.0)
        # In step with the wall clock: what had piled up would have come in no time.
        assert time.monotonic() - began > 0.7
        assert len(heard) == RATE


@pytest.mark.sound
def test_a_microphone_that_is_not_there_is_one_sentence(sound_rig: SoundRig) -> None:
    with pytest.raises(SoundError, match="no microphone named") as caught:
        Microphone("the one in the attic").open()
    assert "There are: " in caught.value.fix
    assert 'settings set microphone NAME (or "" for the usual one)' in caught.value.fix
    sound_rig.kill()
    with pytest.raises(SoundError) as caught:
        Microphone().open()
    assert caught.value.fix


@pytest.mark.sound
def test_the_devices_are_listed_and_found_by_part_of_their_name(sound_rig: SoundRig) -> None:
    listed = devices.list_devices()
    assert any(it.inputs and "input" in it.default for it in listed)
    assert devices.find("PUL", "input").name == "pulse"
    assert devices.find(None, "output").outputs > 0


# --- by arithmetic alone ------------------------------------------------------------------------


def stream(backlog: Backlog, times: list[float]) -> list[bool]:
    return [backlog.fresh(BLOCK, now) for now in times]


def test_sound_in_step_with_the_clock_is_all_fresh() -> None:
    assert all(stream(Backlog(), [number * BLOCK for number in range(100)]))


def test_a_busy_moment_costs_no_word() -> None:
    steady = [number * BLOCK for number in range(10)]
    late = [steady[-1] + 0.3 + number * 0.0001 for number in range(15)]
    assert all(stream(Backlog(), steady + late))


def test_after_a_stall_the_burst_is_stale_and_the_present_is_not() -> None:
    backlog = Backlog()
    steady = [number * BLOCK for number in range(10)]
    burst = [steady[-1] + 3.0 + number * 0.0001 for number in range(150)]
    after = [burst[-1] + BLOCK * (number + 1) for number in range(20)]
    assert all(stream(backlog, steady))
    assert sum(stream(backlog, burst)) <= 1
    assert all(stream(backlog, after))


def test_a_stall_without_a_burst_costs_one_block() -> None:
    backlog = Backlog()
    assert stream(backlog, [0.0, 5.0, 5.02, 5.04]) == [True, False, True, True]


@pytest.mark.parametrize("device_rate", [44_100, 48_000, 32_000, 22_050])
def test_a_device_that_has_only_its_own_rate_is_heard_at_ours(device_rate: int) -> None:
    resampler = StreamResampler(device_rate, RATE)
    block = round(BLOCK * device_rate)
    given = sweep(2.0, device_rate)
    parts = [resampler.convert(given[at : at + block]) for at in range(0, len(given), block)]
    heard = np.concatenate(parts)
    assert len(heard) == pytest.approx(2.0 * RATE, abs=block)
    assert likeness(heard, sweep(2.0)[2000:-4000]) > 0.999


def test_what_16_khz_cannot_hold_is_gone_and_not_folded_back() -> None:
    places = np.arange(48_000) / 48_000
    hiss = (np.sin(2 * np.pi * 11_000 * places) * 8000).astype(np.int16)
    assert np.abs(StreamResampler(48_000, RATE).convert(hiss)[500:]).max() < 20


@given(st.lists(st.integers(0, 700), min_size=1, max_size=12))
def test_how_the_blocks_are_cut_changes_nothing(lengths: list[int]) -> None:
    given = sweep(1.0, 44_100)[: sum(lengths)]
    whole = StreamResampler(44_100, RATE).convert(given)
    resampler = StreamResampler(44_100, RATE)
    edges = [0, *itertools.accumulate(lengths)]
    parts = [resampler.convert(given[a:b]) for a, b in itertools.pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), whole)

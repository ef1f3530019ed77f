"""Rain: even, endless, and gone when told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from voice_coach.speaking.ambience import LEVEL, LOOP, SOUNDS, Ambience, rain
from voice_coach.speaking.sound import Sound

RATE = 48_000


class Speaker:
    """A player without a device; `start()` lets the next queued sound begin."""

    def __init__(self, on_started: Callable[[object], None]) -> None:
        self.on_started = on_started
        self.queue: list[tuple[Sound, object]] = []
        self.closed = False

    def play(self, sound: Sound, tag: object = None, more: bool = False) -> None:
        assert more, "another round is to come"
        self.queue.append((sound, tag))

    def hush(self) -> None:
        self.queue.clear()

    def close(self) -> None:
        self.closed = True

    def start(self) -> None:
        _, tag = self.queue.pop(0)
        self.on_started(tag)


@pytest.fixture
def speakers() -> list[Speaker]:
    return []


@pytest.fixture
def ambience(speakers: list[Speaker]) -> Ambience:
    def make(on_started: Callable[[object], None]) -> Speaker:
        speakers.append(Speaker(on_started))
        return speakers[-1]

    return Ambience(make)  # type: ignore[arg-type]


def test_no_stream_is_opened_before_there_is_something_to_play(ambience, speakers):
    ambience.play("")
    assert speakers == []
    ambience.close()


def test_it_goes_on_for_ever(ambience, speakers):
    ambience.play("rain")
    for _ in range(5):
        speakers[0].start()
        assert len(speakers[0].queue) == 2, "one round sounds, and two are ready"


def test_told_to_stop_it_stays_silent(ambience, speakers):
    ambience.play("rain")
    late = speakers[0].on_started
    ambience.play("")
    late("rain")
    assert speakers[0].queue == []
    ambience.close()
    assert speakers[0].closed


def test_rain_is_even_quiet_and_without_a_seam():
    wave = rain(RATE).frames.astype(np.float64) / 32767
    assert len(wave) == round(LOOP * RATE)
    seconds = wave.reshape(-1, RATE)
    loud = np.sqrt((seconds**2).mean(axis=1))
    assert loud.mean() == pytest.approx(LEVEL, rel=0.1)
    assert loud.max() < 1.6 * loud.min()
    usual = np.abs(np.diff(wave)).max()
    assert abs(wave[0] - wave[-1]) <= usual


def test_every_sound_has_a_name_in_the_schema():
    from typing import get_args, get_type_hints

    from voice_coach.content.script_schema import Step

    named = set(get_args(get_type_hints(Step)["sound"])) - {""}
    assert named == set(SOUNDS)

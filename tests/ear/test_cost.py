"""What the ear costs is measured where it is spent."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from ear.cost import cost, last_sound
from ear.voices import RATE

from voice_coach.hearing.model_catalogue import own_model


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of a process")
def test_the_ear_and_all_content_take_no_more_than_they_may() -> None:
    found = cost(own_model())
    assert found.size <= 6
    assert found.memory <= 120


@pytest.mark.parametrize("decibels", [20, 28])
def test_a_voice_ends_with_its_last_soft_sound(decibels: int) -> None:
    tone = 10_000 * np.sin(np.arange(RATE) / 9)
    soft = tone[: RATE // 4] / 10 ** (decibels / 20)
    sound = np.concatenate([tone, soft, tone / 10 ** (40 / 20)]).astype(np.int16)
    assert last_sound(sound) == pytest.approx(1.25, abs=0.02)

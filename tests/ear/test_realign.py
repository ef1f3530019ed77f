"""Our own model finds when each phone is said, from its scores alone."""

from __future__ import annotations

import numpy as np
from ear.realign import placed

OUTPUTS = 10


def spoken(*parts: tuple[int, int]) -> np.ndarray:
    """Scores of (phone, output frames) after each other."""
    rows = []
    for phone, frames in parts:
        for frame in range(frames):
            row = np.full(OUTPUTS, -6.0, np.float32)
            row[2 * phone + (frame > 0)] = -0.1
            rows.append(row)
    return np.array(rows)


def test_each_phone_begins_where_it_is_heard() -> None:
    phones = np.array([0, 1, 2, 0], np.int8)
    found = placed(spoken((0, 4), (1, 2), (2, 5), (0, 3)), phones)
    assert found is not None
    assert found[0].tolist() == [0, 1, 2, 0]
    assert found[1].tolist() == [0, 12, 18, 33]


def test_a_silence_that_nobody_made_is_left_out() -> None:
    phones = np.array([0, 1, 0, 2, 0], np.int8)
    found = placed(spoken((1, 3), (2, 4)), phones)
    assert found is not None
    assert found[0].tolist() == [1, 2]
    assert found[1].tolist() == [0, 9]


def test_words_that_were_not_said_are_dropped() -> None:
    assert placed(spoken((3, 6), (4, 6)), np.array([1, 2], np.int8)) is None


def test_more_phones_than_frames_do_not_fit() -> None:
    assert placed(spoken((1, 1), (2, 1)), np.array([1, 2, 1, 2], np.int8)) is None

"""What is to be played, step by step, with moments as arguments."""

import numpy as np
import pytest

from voice_coach.speaking.play_queue import FADE, Playing, PlayQueue

RATE = 1_000


class Queue:
    """One with the count of its news."""

    def __init__(self) -> None:
        self.news = 0
        self.sounds = PlayQueue(0.0, self._count)

    def _count(self) -> None:
        self.news += 1

    def play(self, count: int, value: int, *, more: bool = False) -> None:
        self.sounds.add(Playing(np.full(count, value, np.int16), tag=value, more=more))

    def taken(self, count: int, sounds_at: float) -> list[int]:
        out = np.zeros(count, np.int16)
        filled = self.sounds.fill(out, sounds_at, RATE)
        return out[:filled].tolist()


@pytest.fixture
def queue() -> Queue:
    return Queue()


def test_sounds_follow_each_other_without_a_gap(queue: Queue) -> None:
    queue.play(3, 1, more=True)
    queue.play(2, 2)
    assert queue.taken(4, 1.0) == [1, 1, 1, 2]
    assert queue.taken(4, 1.004) == [2]
    assert queue.taken(4, 1.008) == []
    assert queue.sounds.last_sample_at == pytest.approx(1.005)


def test_it_is_over_when_the_last_sample_has_left_and_is_told_once(queue: Queue) -> None:
    queue.play(4, 1)
    assert not queue.sounds.drained
    queue.taken(4, 1.0)
    assert queue.news == 2
    assert queue.sounds.due() == pytest.approx([1.0, 1.004])
    started, drained = queue.sounds.news(1.001)
    assert ([item.tag for item in started], drained) == ([1], False)
    assert queue.sounds.news(1.005) == ([], True)
    assert queue.sounds.news(1.006) == ([], False)
    assert queue.sounds.drained


def test_a_gap_that_was_announced_is_not_the_end(queue: Queue) -> None:
    queue.play(2, 1, more=True)
    queue.taken(4, 1.0)
    assert not queue.sounds.news(9.0)[1]


def test_cut_on_an_open_stream_it_fades_and_on_none_it_is_over(queue: Queue) -> None:
    queue.play(100, 1000)
    queue.play(100, 7)
    queue.taken(10, 1.0)
    queue.sounds.cut(1.0, RATE, open_now=True)
    fade = queue.taken(100, 1.01)
    assert len(fade) == round(FADE * RATE)
    assert fade == sorted(fade, reverse=True)
    assert (fade[0], fade[-1]) == (1000, 0)
    queue.play(100, 1000)
    queue.taken(10, 2.0)
    queue.sounds.cut(2.0, RATE, open_now=False)
    assert not queue.sounds.waiting
    assert queue.sounds.news(2.0)[1]


def test_what_is_dropped_never_begins_and_counts_as_over(queue: Queue) -> None:
    queue.play(100, 1)
    queue.taken(10, 5.0)
    queue.sounds.drop(1.0)
    assert queue.sounds.news(9.0) == ([], True)


def test_at_another_rate_it_goes_on_where_it_was(queue: Queue) -> None:
    queue.play(100, 500)
    queue.taken(50, 1.0)
    queue.sounds.at_rate(RATE, 2 * RATE)
    assert len(queue.taken(1000, 1.05)) == 100

"""Keys, pressed in a real terminal (a pty): what they ask for, and how the terminal is left."""

from __future__ import annotations

import os
import pty
import queue
import sys
import termios
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.hearing.keys import REPEATS, Held, Key, Keys, keys_of


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (b" ", [Key.CALL]),
        (b"\n", [Key.CALL]),
        (b"\x1b", [Key.STOP]),
        (b"m", [Key.MUTE]),
        (b"xyz", []),
        (b"17\x1b[15~", [1, 7]),
        (b"\x1b[A", []),
        (b"\x1b[1;5C m", [Key.CALL, Key.MUTE]),
        (b"\x1bOP\x1b", [Key.STOP]),
        (b"\x1b\x1b", [Key.STOP, Key.STOP]),
    ],
)
def test_a_key_asks_for_one_thing_and_arrows_for_none(typed: bytes, keys: list[Key]) -> None:
    assert list(keys_of(typed)) == keys


def test_a_digit_held_down_is_one_press_however_long() -> None:
    held = Held()
    times = [0.0, 0.6, *(0.6 + 0.033 * n for n in range(1, 300))]
    assert [at for at in times if not held.repeats(1, at)] == [0.0]
    assert not held.repeats(1, times[-1] + REPEATS + 0.01)


def test_other_keys_and_stop_are_never_held_back() -> None:
    held = Held()
    assert not any(held.repeats(key, 0.01 * n) for n, key in enumerate([1, 2, 1, 3]))
    assert not any(held.repeats(Key.STOP, 0.01 * n) for n in range(5))


@given(st.binary(max_size=40))
def test_whatever_is_typed_only_our_keys_come_of_it(typed: bytes) -> None:
    assert len(list(keys_of(typed))) <= len(typed)


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    keyboard, screen = pty.openpty()
    yield keyboard, screen
    os.close(keyboard)


def test_keys_arrive_one_by_one_and_the_terminal_is_given_back(terminal: tuple[int, int]) -> None:
    keyboard, screen = terminal
    before = termios.tcgetattr(screen)
    pressed: queue.Queue[Key] = queue.Queue()
    with os.fdopen(screen, "r") as source:
        keys = Keys(pressed.put, source)
        assert keys.listening
        os.write(keyboard, b" ")
        assert pressed.get(timeout=5) is Key.CALL
        os.write(keyboard, b"\x1b")
        assert pressed.get(timeout=5) is Key.STOP
        os.write(keyboard, b"\x1b[Am")
        assert pressed.get(timeout=5) is Key.MUTE
        assert not termios.tcgetattr(screen)[3] & termios.ICANON
        keys.close()
        assert not keys.listening
        assert termios.tcgetattr(screen) == before


def test_without_a_terminal_there_are_no_keys() -> None:
    with open(os.devnull) as source:  # noqa: PTH123
        assert not Keys(lambda _: None, source).listening
    assert sys.stdin is not None


def test_while_a_letter_is_typed_whole_lines_come_and_no_keys(terminal: tuple[int, int]) -> None:
    keyboard, screen = terminal
    before = termios.tcgetattr(screen)
    news: queue.Queue[Key | str] = queue.Queue()
    with os.fdopen(screen, "r") as source:
        keys = Keys(news.put, source, news.put)
        keys.lines(True)
        assert (
            termios.tcgetattr(screen) == before
        )  # seen while it is typed, and mended by Backspace
        os.write(keyboard, "Dear m, mañana\n\nI wait\x7f\x7f.\n".encode())
        assert [news.get(timeout=5), news.get(timeout=5)] == ["Dear m, mañana", "I wa."]
        os.write(keyboard, b"\x1b\n")
        assert news.get(timeout=5) is Key.STOP
        keys.lines(False)
        os.write(keyboard, b" ")
        assert news.get(timeout=5) is Key.CALL
        keys.close()
        assert termios.tcgetattr(screen) == before
    assert news.empty()

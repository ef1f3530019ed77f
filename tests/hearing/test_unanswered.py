"""Calls that may never return: who waits for them goes on."""

import threading

import pytest

from voice_coach.hearing.unanswered import LeftBehindError, answered

LONG = 30.0
"""Seconds; nothing here waits for them."""


def test_an_answer_is_given_on() -> None:
    assert answered(lambda: 7, LONG) == 7


def test_an_error_is_given_on() -> None:
    def work() -> None:
        raise KeyError("nothing there")

    with pytest.raises(KeyError, match="nothing there"):
        answered(work, LONG)


def test_what_comes_too_late_is_put_away_by_somebody() -> None:
    returns, put_away = threading.Event(), threading.Event()
    late: list[str] = []

    def work() -> str:
        assert returns.wait(LONG)
        return "a stream"

    def unwanted(what: str) -> None:
        late.append(what)
        put_away.set()

    with pytest.raises(LeftBehindError):
        answered(work, 0.0, unwanted)
    assert late == []
    returns.set()
    assert put_away.wait(LONG)
    assert late == ["a stream"]


def test_what_fails_too_late_troubles_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    returns = threading.Event()

    def work() -> None:
        assert returns.wait(LONG)
        raise OSError("gone")

    before = set(threading.enumerate())
    with pytest.raises(LeftBehindError):
        answered(work, 0.0)
    returns.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(LONG)
    assert capfd.readouterr() == ("", "")

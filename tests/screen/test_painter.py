"""The painter: what changed is painted, the rest is not, and the terminal is given back."""

from __future__ import annotations

import fcntl
import io
import os
import struct
import termios
import threading

import pytest

from voice_coach.content.loader import load
from voice_coach.messages import Listen, Listening, Say, ShowTimers
from voice_coach.screen.captions import Captions
from voice_coach.screen.choice import choose_screen
from voice_coach.screen.live import ENTER, LEAVE, LiveScreen
from voice_coach.screen.offers import Offers
from voice_coach.screen.words import Words
from voice_coach.understanding.phrasebook import Phrasebook

CONTENT = load()


class Paper(io.StringIO):
    """What was painted, and a way to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.news = threading.Condition()

    def write(self, text: str) -> int:
        with self.news:
            count = super().write(text)
            self.news.notify_all()
            return count

    def until(self, wanted: str) -> bool:
        with self.news:
            return self.news.wait_for(lambda: wanted in self.getvalue(), 10)


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Paper:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "20")
    return Paper()


def test_the_window_is_as_wide_as_it_is_now(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "132")
    keyboard, screen = terminal
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    with open(screen, "w", closefd=False) as out:
        live, shown = LiveScreen(out), ""
        while "─" not in shown:
            shown += os.read(keyboard, 4096).decode()
        live.close()
    assert "─" * 40 in shown
    assert "─" * 41 not in shown


def opened(paper: Paper) -> LiveScreen:
    screen = LiveScreen(paper)
    screen.words, screen.offers = Words(CONTENT.replies), Offers(Phrasebook(CONTENT))
    return screen


def test_what_is_told_is_painted_and_the_terminal_is_given_back(paper: Paper) -> None:
    screen = opened(paper)
    screen.said(Say("", caption="Hello, you two."))
    screen.listening(Listen(Listening.ANSWER, ("hug", "no")))
    assert paper.until("Hello, you two.")
    assert paper.until("listening for an answer")
    assert paper.until("1 hug")
    screen.note("The disk is full.")
    screen.close()
    shown = paper.getvalue()
    assert shown.startswith(ENTER)
    left_behind = shown.rpartition(LEAVE)[2]
    assert left_behind == "The disk is full.\n"


def test_only_the_lines_that_changed_are_painted_again(paper: Paper) -> None:
    screen = opened(paper)
    screen.said(Say("", caption="Hello, you two."))
    assert paper.until("Hello, you two.")
    before = len(paper.getvalue())
    screen.timers(ShowTimers((("tea", 60.0, True),)))
    assert paper.until("tea 1:00")
    screen.listening(Listen(Listening.ASLEEP))
    assert paper.until("asleep")
    painted = paper.getvalue()[before:]
    screen.close()
    assert "\x1b[2J" not in painted
    assert painted.count("asleep") == 1


def test_a_number_says_what_stands_beside_it_and_nought_turns_the_page(paper: Paper) -> None:
    screen = opened(paper)
    screen.listening(Listen(Listening.AWAKE, tuple(CONTENT.intents)))
    first = screen.pick(1)
    assert first == "a conversation starter"
    assert screen.pick(0) == ""
    assert screen.pick(1) not in ("", first)
    screen.understood("hug_timer")
    assert paper.until("understood: a hug timer")
    assert screen.pick(1) == first
    screen.close()


def test_words_of_danger_are_not_told_as_understood(paper: Paper) -> None:
    screen = opened(paper)
    screen.understood("crisis")
    screen.note("painted")
    assert paper.until("painted")
    screen.close()
    assert "understood" not in paper.getvalue()


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("NO_COLOR", "1")])
def test_where_no_window_can_be_there_are_lines(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(name, value)
    assert isinstance(choose_screen(), Captions)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_terminal_there_is_a_window_unless_lines_are_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert isinstance(choose_screen(lines=True), Captions)
    screen = choose_screen()
    screen.close()
    assert isinstance(screen, LiveScreen)

"""The clock is set, the machine sleeps, the couple travel: what ends after a while is untouched."""

from __future__ import annotations

import datetime
import io
import queue
import random
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from voice_coach.app import App, Silent
from voice_coach.clock import LOOK, LOOK_AT_ZONE, Clock
from voice_coach.content.loader import load
from voice_coach.conversation.timers import Board
from voice_coach.hearing.keyboard import Keyboard
from voice_coach.memory.state_file import StateFile
from voice_coach.messages import ClockSet, Event, Ticked
from voice_coach.screen.captions import Captions
from voice_coach.testing import START, Coach, play, rehearsed

BERLIN, LISBON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon")


@dataclass
class Machine:
    """A machine whose two clocks can be turned by hand."""

    steady: float = 1000.0
    wall: float = START
    zone: datetime.tzinfo = field(default=BERLIN)

    def clock(self) -> Clock:
        return Clock(lambda: self.steady, lambda: self.wall, lambda: self.zone)

    def go(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds


def test_the_wall_clock_is_followed_at_the_start_and_not_afterwards() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.go(10)
    assert clock.now() == START + 10
    machine.wall -= 3600
    assert clock.now() == START + 10


@pytest.mark.parametrize("by", [3600.0, -3600.0, 0.6, -86400 * 365.0])
def test_a_set_clock_is_news_once(by: float) -> None:
    machine = Machine()
    clock = machine.clock()
    assert clock.news() is None
    machine.wall += by
    assert clock.news() == ClockSet(pytest.approx(by))
    assert clock.news() is None


def test_slewing_adds_up() -> None:
    machine = Machine()
    clock = machine.clock()
    steps = 0.0
    for _ in range(100):
        machine.go(10)
        machine.wall += 0.01
        news = clock.news()
        steps += news.by if news else 0.0
    assert steps == pytest.approx(1.0, abs=0.5)


def test_another_zone_is_news_once() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.zone = LISBON
    machine.go(LOOK_AT_ZONE)
    assert clock.news() == ClockSet(0.0, LISBON)
    machine.go(LOOK_AT_ZONE)
    assert clock.news() is None


@pytest.fixture
def coach() -> Coach:
    return rehearsed(load())


def left(coach: Coach, name: str) -> float:
    timer = next(t for t in coach.conversation.state.board.timers if t.name.startswith(name))
    return timer.seconds_left(coach.now)


def set_by(coach: Coach, seconds: float, zone: datetime.tzinfo | None = None) -> None:
    coach.perform(coach.conversation.handle(ClockSet(seconds, zone), coach.now))


@pytest.mark.parametrize("by", [3600.0, -3600.0])
def test_a_length_stays_and_a_time_of_day_follows(coach: Coach, by: float) -> None:
    play(coach, "set a pasta timer for ten minutes", "set a tea timer until nine")
    pasta, tea = left(coach, "pasta"), left(coach, "tea")
    set_by(coach, by)
    assert left(coach, "pasta") == pytest.approx(pasta)
    assert left(coach, "tea") == pytest.approx(tea - by)


@pytest.mark.parametrize("by", [7200.0, -7200.0])
def test_after_a_restart_too(coach: Coach, by: float) -> None:
    """The new process begins with the wall clock as it stands then."""
    play(coach, "set a pasta timer for ten minutes", "set a tea timer until nine")
    set_by(coach, by)
    pasta, tea = left(coach, "pasta"), left(coach, "tea")
    later = rehearsed(load(), saved=coach.kept, now=coach.now + by + 30)
    spoken = later.now - (coach.now + by)
    assert left(later, "pasta") == pytest.approx(pasta - spoken)
    assert left(later, "tea") == pytest.approx(tea - spoken)


def test_a_clock_set_back_while_off_makes_no_timer_longer_than_it_was(coach: Coach) -> None:
    play(coach, "set a pasta timer for ten minutes")
    later = rehearsed(load(), saved=coach.kept, now=coach.now - 50 * 365 * 86400)
    assert left(later, "pasta") <= 600


def test_a_reminder_that_a_set_clock_jumps_over_still_comes(coach: Coach) -> None:
    play(coach, "every thursday at seven", "yes")
    away = left(coach, "evening")
    coach.did = []
    set_by(coach, away + 60)
    assert "*chime" in play(coach, 5)
    assert left(coach, "evening") == pytest.approx(7 * 86400 - 60, abs=10)


def test_on_a_journey_seven_is_seven_there(coach: Coach) -> None:
    play(coach, "every thursday at seven", "yes")
    set_by(coach, 0, ZoneInfo("America/New_York"))
    ends = coach.now + left(coach, "evening")
    there = datetime.datetime.fromtimestamp(ends, ZoneInfo("America/New_York"))
    assert f"{there:%A %H:%M}" == "Thursday 19:00"


def test_an_hour_with_a_thousand_pauses_has_no_drift() -> None:
    """The loop is late each time, and nothing of it adds up."""
    chance = random.Random(6)
    now = START
    board = Board().start("bread", 3600.0, now)
    ran = 0.0
    for _ in range(1000):
        runs = chance.uniform(0.1, 7.0)
        now += runs
        ran += runs
        board = board.pause(["bread"], now)
        now += chance.uniform(0.0, 100.0)
        board = board.resume(["bread"], now)
    assert abs(board.timers[0].seconds_left(now) - max(0.0, 3600.0 - ran)) < 0.001


class Sleeping(queue.Queue[Event]):
    """An inbox on which the machine falls asleep for two hours as soon as somebody waits."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self.machine = machine
        self.waited: list[float | None] = []

    def get(self, block: bool = True, timeout: float | None = None) -> Event:
        self.waited.append(timeout)
        self.machine.go(7200.0)
        raise queue.Empty


def test_a_machine_that_slept_notices_within_a_look(coach: Coach, tmp_path: Path) -> None:
    play(coach, "set a pasta timer for one hour")
    machine = Machine(wall=coach.now)
    inbox = Sleeping(machine)
    app = App(
        coach.conversation,
        inbox,  # type: ignore[arg-type]
        Keyboard(lambda event: None, "stop", io.StringIO()),
        Silent(lambda: None),
        Captions(),
        StateFile(tmp_path / "state.json"),
        machine.clock(),
    )
    assert app._next() == Ticked()
    assert all(wait is not None and wait <= LOOK for wait in inbox.waited)
    coach.now = app.clock.now()
    coach.did = []
    coach.perform(coach.conversation.handle(Ticked(), coach.now))
    assert coach.did == ["The pasta ended while I was away."]

"""The program as a process: killed, started twice, under a clock that somebody sets."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from soaking.outcome import Outcome, Wish, timed
from soaking.typed import PASTA, RICE, home, no_traceback, started, state_file, type_in
from tests.live import LiveCoach

NAMES = ("pasta", "rice", "tea", "bread", "soup")
SHOWN = re.compile(r"timer +▶ (\w+) ")
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def started_twice(wish: Wish) -> Outcome:
    """Both at the same moment; then the one that stayed is killed, and a third must start."""
    outcome = Outcome(unit="pairs")
    for number in range(wish.times):
        with outcome.attempt(f"pair {number}"), home() as folder:
            _a_pair(folder, outcome)
    return outcome


def _a_pair(folder: Path, outcome: Outcome) -> None:
    with LiveCoach(folder, "--text") as one, LiveCoach(folder, "--text") as two:
        deadline = time.monotonic() + 30
        while one.process.poll() is None and two.process.poll() is None:
            assert time.monotonic() < deadline, "both go on"
            time.sleep(0.05)
        gone, here = (one, two) if one.process.poll() is not None else (two, one)
        gone._thread.join(5)
        assert gone.process.returncode == 1, f"exit code {gone.process.returncode}"
        said = [line for _, line in gone.lines]
        assert len(said) == 1, said
        assert "running already" in said[0], said
        type_in(here, PASTA, "timer  ")
        here.kill()
    with timed(outcome), started(folder) as third:
        third.until(lambda line: "pasta" in line)
        no_traceback(third)


def killed(wish: Wish) -> Outcome:
    """Timers are typed as fast as it goes, and it gets SIGKILL; each shown must be there again."""
    outcome, chance = Outcome(unit="kills"), random.Random(wish.seed)
    expected: set[str] = set()
    with home() as folder:
        for number in range(wish.times):
            with outcome.attempt(f"kill {number}"):
                with timed(outcome), started(folder) as coach:
                    shown = _shown(coach)
                    lost = expected - shown
                    outcome.lost += len(lost)
                    assert not lost, f"lost: {', '.join(sorted(lost))}"
                    no_traceback(coach)
                expected = _live_and_die(folder, chance)
    return outcome


def _live_and_die(folder: Path, chance: random.Random) -> set[str]:
    """The names of the timers that were shown before it died."""
    with started(folder) as coach:
        lines = [f"set a {name} timer for {chance.randrange(30, 59)} minutes" for name in NAMES]
        chance.shuffle(lines)
        assert coach.process.stdin is not None
        coach.process.stdin.write("\n".join(lines) + "\n")
        coach.process.stdin.flush()
        time.sleep(chance.uniform(0.0, 0.4))
        coach.kill()
        return _shown(coach)


def _shown(coach: LiveCoach) -> set[str]:
    with coach._news:
        return {found[1] for _, line in coach.lines if (found := SHOWN.match(line))}


def clock_set(wish: Wish) -> Outcome:
    """While a short timer runs the wall clock jumps by a day, back or forward: it ends in time."""
    outcome = Outcome(unit="jumps")
    if not FAKETIME.exists():
        outcome.troubles.append("libfaketime is not installed (Debian: faketime)")
        return outcome
    for number in range(wish.times):
        jump = ("-1d", "+1d")[number % 2]
        with outcome.attempt(f"clock {jump}"), home() as folder, _clock(folder) as set_to:
            with started(folder) as coach:
                type_in(coach, RICE, "timer  ")
                began = time.monotonic()
                type_in(coach, "set a tea timer for twelve seconds", "tea")
                set_to(jump)
                before = coach.count()
                coach.until(lambda line: "coach" in line and "tea" in line, before, 20)
                late = time.monotonic() - began - 12.0
                assert abs(late) < 3.0, f"it ended {late:.1f} s late"
                outcome.back.append(abs(late))
                coach.until_log("event=ClockSet", timeout=15)
                no_traceback(coach)
                coach.kill()
            _left_after(folder, jump)
    outcome.remarks.append("“back after” is how far the end of a 12 s timer was off, with typing")
    return outcome


def _left_after(folder: Path, jump: str) -> None:
    """The same evening, started again under the clock that was set: the other timer is there."""
    with started(folder) as coach:
        line = coach.until(lambda line: line.startswith(("timer", "coach")) and "rice" in line)
        assert "Traceback" not in line, jump
    assert state_file(folder).exists()


@contextmanager
def _clock(folder: Path) -> Iterator[Callable[[str], object]]:
    """A wall clock of its own, that can be set; the steady one goes on as it is."""
    setting = folder / "clock"
    setting.write_text("+0")
    ours = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(setting),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield setting.write_text
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

#!/usr/bin/env python3
"""How exact timers are in the live loop: real time, a real process, from caption to caption.

scripts/bench timers [--hour]      three minutes; with --hour an hour as well
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from live import LiveCoach

TIMERS = (("egg", "ten seconds", 10), ("tea", "one minute", 60), ("pasta", "three minutes", 180))
HOUR = ("bread", "one hour", 3600)
PATIENCE = 60.0
"""Seconds after which a caption that does not come is given up."""


def main() -> int:
    """Start the timers together, wait for their ends, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hour", action="store_true")
    timers = (*TIMERS, HOUR) if parser.parse_args().hour else TIMERS
    with tempfile.TemporaryDirectory() as home, LiveCoach(Path(home), "--text") as coach:
        coach.until(lambda line: line.startswith("coach"))
        begun = {name: _begin(coach, name, length) for name, length, _ in timers}
        print("| timer | told after | late by |\n|---|---|---|")
        for name, length, seconds in timers:
            before, began = begun[name]
            end = _time_of(coach, name, before, seconds + PATIENCE)
            took = end - began
            print(f"| {length} | {took:.3f} s | {(took - seconds) * 1000:+.0f} ms |")
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    return 0


def _begin(coach: LiveCoach, name: str, length: str) -> tuple[int, float]:
    """How many lines had come, and when the coach said that the timer runs."""
    before = coach.count()
    assert coach.process.stdin is not None
    article = "an" if name == "egg" else "a"
    coach.process.stdin.write(f"set {article} {name} timer for {length}\n")
    coach.process.stdin.flush()
    began = _time_of(coach, length.split()[1], before, PATIENCE)
    return coach.count(), began


def _time_of(coach: LiveCoach, words: str, after: int, timeout: float) -> float:
    """When the coach's first caption with these words came, in monotonic seconds."""
    line = coach.until(lambda line: line.startswith("coach") and words in line, after, timeout)
    return next(at for at, shown in coach.lines[after:] if shown == line)


if __name__ == "__main__":
    raise SystemExit(main())

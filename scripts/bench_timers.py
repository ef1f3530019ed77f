#!/usr/bin/env python3
"""How exact timers are in the live loop: real time, a real process, several at once.

scripts/bench timers [--hour]      three minutes; with --hour an hour as well
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from live import LiveCoach

TIMERS = (("egg", "ten seconds", 10), ("tea", "one minute", 60), ("pasta", "three minutes", 180))
LONG = ("bread", "forty minutes", 2400)
PATIENCE = 60.0
"""Seconds after which a caption that does not come is given up."""


def main() -> int:
    """Start the timers together, wait for their ends, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    timers = (*TIMERS, LONG) if parser.parse_args().long else TIMERS
    with tempfile.TemporaryDirectory() as home, LiveCoach(Path(home), "--text") as coach:
        coach.until(lambda line: line.startswith("coach"))
        print("| timer | told late by |\n|---|---|", flush=True)
        ends = {name: _begin(coach, Path(home), name, length) for name, length, _ in timers}
        for name, length, seconds in timers:
            told = coach.until(_tells(name), timeout=seconds + PATIENCE)
            at = next(at for at, line in coach.lines if line == told)
            late = at + time.time() - time.monotonic() - ends[name]
            print(f"| {length} | {late * 1000:.1f} ms |", flush=True)
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    return 0


def _begin(coach: LiveCoach, home: Path, name: str, length: str) -> float:
    """When it is to end, in seconds since 1970."""
    before = coach.count()
    assert coach.process.stdin is not None
    coach.process.stdin.write(f"set {'an' if name == 'egg' else 'a'} {name} timer for {length}\n")
    coach.process.stdin.flush()
    coach.until(lambda line: line.startswith("coach"), before, PATIENCE)
    state = json.loads(next(home.rglob("state.json")).read_text())
    return float(next(t["ends_at"] for t in state["timers"] if t["name"] == name))


def _tells(name: str) -> Callable[[str], bool]:
    return lambda line: line.startswith("coach") and f" {name}" in line


if __name__ == "__main__":
    raise SystemExit(main())

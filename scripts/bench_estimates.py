"""What the coach would need on a smaller machine, estimated from instructions that were counted.

valgrind counts the instructions of one piece of work as the difference between doing it once and
several times, so that start-up drops out. A machine's time is that count over the instructions a
second that are assumed for it: an estimate, and nothing that was measured there.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LINE = "start a hug timer please"
TIMES, OFTEN = 4, 100
SOON_DONE = 1e9
"""Instructions."""
COUNT = re.compile(r"Collected : (\d+)")


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor; `wider`: how many of its instructions do the work of one of ours."""

    name: str
    gigahertz: float
    each_cycle: float
    wider: float

    def seconds(self, instructions: float) -> float:
        """On one core."""
        return instructions * self.wider / (self.gigahertz * self.each_cycle * 1e9)


MACHINES = (
    Machine("Raspberry Pi 4 (Cortex-A72)", 1.5, 1.0, 1.6),
    Machine("Raspberry Pi 5 (Cortex-A76)", 2.4, 1.6, 1.6),
    Machine("small laptop (Intel N100)", 2.9, 1.8, 1.0),
)
"""Clock, instructions a cycle and width are assumed, on the careful side: half of the recogniser's
work is done eight numbers at a time here, and four at a time on an ARM."""


def main(argv: list[str]) -> int:
    """Print the table; 1 where there is no valgrind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=WORK, help="do one piece of work, as often as --times")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--sound", type=Path)
    args = parser.parse_args(argv)
    if args.only:
        WORK[args.only][1](args.sound, args.times)
        return 0
    if shutil.which("valgrind") is None:
        print("bench: valgrind counts the instructions, and is missing here.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "line.wav"
        _voice_coach("say", LINE, "--out", str(sound))
        rows = [_row(name, what, sound) for name, (what, _) in WORK.items()]
    print("\n".join(_table(rows)))
    return 0


def _row(name: str, what: str, sound: Path) -> tuple[str, float, float]:
    """What, instructions, and seconds here."""
    print(f"bench: counting {what}", file=sys.stderr)
    once, often = (_counted(name, times, sound) for times in (1, TIMES))
    count = (often - once) / (TIMES - 1)
    # What is soon done is done more often, or the start of the process would drown it.
    times = TIMES if count > SOON_DONE else OFTEN
    here = (_timed(name, times, sound) - _timed(name, 1, sound)) / (times - 1)
    return what, count, here


def _command(name: str, times: int, sound: Path) -> list[str]:
    script = [sys.executable, str(Path(__file__).resolve()), "--only", name]
    return [*script, "--times", str(times), "--sound", str(sound)]


def _counted(name: str, times: int, sound: Path) -> int:
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(
        [*counting, *_command(name, times, sound)], capture_output=True, text=True, check=True
    )
    found = COUNT.search(done.stderr)
    if found is None:
        raise SystemExit(f"bench: valgrind counted nothing:\n{done.stderr[-500:]}")
    return int(found[1])


def _timed(name: str, times: int, sound: Path) -> float:
    """Seconds of the processor, the least of three."""
    return min(_children_seconds(_command(name, times, sound)) for _ in range(3))


def _children_seconds(command: list[str]) -> float:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def _table(rows: list[tuple[str, float, float]]) -> list[str]:
    heads = ["work", "million instructions", "here", *(f"≈ {it.name}" for it in MACHINES)]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for what, count, here in rows:
        guesses = [_plainly(machine.seconds(count)) for machine in MACHINES]
        cells = [what, f"{count / 1e6:.0f}", _plainly(here), *guesses]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _plainly(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _voice_coach(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "voice_coach", *arguments], cwd=ROOT, check=True)


# --- the work, as often as asked --------------------------------------------------------------


def _book() -> Any:
    from voice_coach.content.loader import load
    from voice_coach.understanding.phrasebook import Phrasebook

    return Phrasebook(load())


def _start(_: Path, times: int) -> None:
    """Content, matcher and ear made ready."""
    from voice_coach.hearing.choice import embedded_ear
    from voice_coach.understanding.matcher import Matcher

    for _once in range(times):
        book = _book()
        Matcher(book).understand(LINE)
        embedded_ear().set_grammar(_awake(book))


def _awake(book: Any) -> Any:
    from voice_coach.conversation.listening import controls, requests

    content = book.content
    return book.grammar(tuple(dict.fromkeys([*controls(content), *requests(content)])))


def _hear(sound: Path, times: int) -> None:
    """A request, awake: every intent may be meant."""
    from voice_coach.hearing import sound_files
    from voice_coach.hearing.choice import embedded_ear

    book = _book()
    ear = embedded_ear()
    ear.set_grammar(_awake(book))
    frames = sound_files.read(sound).tobytes()
    for _once in range(times):
        ear.reset()
        ear.accept(frames)
        ear.finish()


def _understand(_: Path, times: int) -> None:
    from voice_coach.understanding.matcher import Matcher

    matcher = Matcher(_book())
    for _once in range(times):
        matcher.understand(LINE)


def _quiet(_: Path, times: int) -> None:
    """Ten seconds of a quiet room for the endpointer."""
    import numpy as np

    from voice_coach.hearing.endpointer import Endpointer

    rng = np.random.default_rng(0)
    endpointer = Endpointer()
    for _once in range(times):
        room = rng.normal(0, 12, 160_000).astype(np.int16).tobytes()
        endpointer.feed(room)


WORK: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "start": ("getting ready: content, matcher, ear", _start),
    "hear": ("hearing a request of 1.7 s, awake", _hear),
    "understand": ("understanding a line", _understand),
    "quiet": ("ten seconds of a quiet room", _quiet),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

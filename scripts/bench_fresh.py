"""From `git clone` to the first answered sentence, as a new user on a Debian 12 with nothing in it.

    scripts/bench fresh DIRECTORY      needs root, debootstrap, tmux, PulseAudio and flite

A person types at a shell in the fresh root and speaks by synthetic voices into a virtual
microphone. Before the clock starts there is what any desktop has: git, python3, sudo, and a sound
server. The repository lies on the same disk; packages come through the network that is there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import rig as sound
from tests import terminal

FRESH = Path(__file__).resolve().parent / "fresh-root"
READY = ("cloned", "installed", "first words of the coach")
ANSWERED, OVER, STARTER = "a first sentence answered", "first evening over", "a starter answered"
ROWS = (*READY, ANSWERED, OVER, STARTER)
SLOW = 1200.0
"""Seconds for what a slow network may take long over."""
GAP = 0.2
"""Seconds after the coach's last word: so fast do people answer each other."""
TRIES = 4
"""How often a sentence is said before it counts as not heard."""


@dataclass(slots=True)
class Visit:
    """One new user: what was done, and when (seconds) which row was reached, after which steps."""

    rig: sound.SoundRig
    window: terminal.Terminal
    began: float = 0.0
    typed: int = 0
    said: int = 0
    reached: dict[str, tuple[float, int, int]] = field(default_factory=dict)

    def types(self, line: str) -> None:
        """One line, and Enter."""
        self.typed += 1
        self.window.press("-l", line)
        self.window.press("Enter")

    def says(self, line: str, shown: str, listening: str = "listening for an answer") -> None:
        """Aloud, when the coach listens; once more when it was not heard."""
        voice = sound.voices()[self.said % 2]
        pause = np.zeros(int(GAP * sound.RATE), np.int16)
        words = np.concatenate([pause, sound.speak_as(voice, line), pause])
        for _ in range(TRIES):
            self.window.until(listening, 120)
            self.said += 1
            self.rig.feed(words)
            try:
                self.window.until(shown, 12)
            except AssertionError:
                continue
            return
        raise AssertionError(f"{line!r} was not heard:\n{self.window.shown()}")

    def agrees(self, then: str) -> None:
        """A yes of each; the second when it was asked for."""
        self.says("yes", "the coach speaks")
        self.says("yes", then)

    def at(self, row: str) -> None:
        """That is reached."""
        self.reached[row] = (time.monotonic() - self.began, self.typed, self.said)
        print(f"{row}: {self.reached[row]}", file=sys.stderr)


def main(argv: list[str]) -> int:
    """Print the table; 1 where it cannot be made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    args = parser.parse_args(argv)
    lacking = sound.missing() or terminal.missing() or _lacking()
    if lacking:
        print(f"fresh: {lacking}", file=sys.stderr)
        return 1
    columns = {way: _visit(args.directory, way) for way in ("scripts/run", "scripts/run run")}
    print("| reached | " + " | ".join(f"`{way}`" for way in columns) + " |")
    print("| --- |" + " --- |" * len(columns))
    for row in ROWS:
        print(
            f"| {row} | " + " | ".join(_cell(reached, row) for reached in columns.values()) + " |"
        )
    load = os.getloadavg()[1]
    print(f"\n{os.cpu_count()} cores, over which {load:.0f} processes waited on average.")
    return 0


def _lacking() -> str:
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        return "needs root and debootstrap"
    return "" if shutil.which("flite") else "not installed: flite"


def _cell(reached: dict[str, tuple[float, int, int]], row: str) -> str:
    if row not in reached:
        return ""
    seconds, typed, said = reached[row]
    aloud = f", {said} said" if said else ""
    return f"{seconds / 60:.1f} min ({typed} typed{aloud})"


def _visit(place: Path, way: str) -> dict[str, tuple[float, int, int]]:
    with sound.SoundRig() as rig:
        server = os.environ["PULSE_SERVER"].removeprefix("unix:")
        command = [str(FRESH), "--with-host-network-config", "--desk", server, str(place)]
        with terminal.Terminal(command, 80, 24) as window:
            visit = Visit(rig, window)
            try:
                window.until("$", SLOW)
                _installs(visit, way)
                if way == "scripts/run":
                    _first_evening(visit)
                _starter(visit)
            finally:
                window.press("C-c")
                _leaves(window)
    return visit.reached


def _leaves(window: terminal.Terminal) -> None:
    """So that the fresh root is taken down; an `exit` that came too soon is typed again."""
    for _ in range(TRIES):
        window.press("exit", "Enter")
        with suppress(AssertionError):
            window.until("the end", 15)
            return


def _installs(visit: Visit, way: str) -> None:
    visit.began = time.monotonic()
    visit.types("git clone file:///srv/voice-coach.git; cd voice-coach")
    visit.window.until("voice-coach$", SLOW)
    visit.at("cloned")
    visit.types(way)
    visit.window.until("password for ana", SLOW)
    visit.types("ana")
    with visit.rig.listen() as speaker:
        visit.window.until("Two names" if way == "scripts/run" else "listening", SLOW)
        visit.at("installed")
        if way == "scripts/run":
            visit.types("Ana, Ben")
        speaker.until_sound(timeout=SLOW)
        visit.at("first words of the coach")


def _first_evening(visit: Visit) -> None:
    """By voice, to its end."""
    window = visit.window
    window.until("Say hello to each other", 120)
    window.until("░", 60)
    visit.said += 1
    visit.rig.feed(sound.speak_as(sound.voices()[0], "hello my dear, and how was your day"))
    window.until("Is that all right", 180)
    visit.agrees("Is this pace right")
    visit.at(ANSWERED)
    visit.says("yes", "In what I offer")
    visit.says("a hug", "A yes from each of you?")
    visit.agrees("One word can stop")
    visit.says("lighthouse", "stops me at any time")
    window.until("That's all.", 60)
    visit.at(OVER)
    window.until("Ask for a question", 120)


def _starter(visit: Visit) -> None:
    """Asked for aloud, and answered aloud."""
    request, listening = "give us a conversation starter", "listening for a request"
    visit.says(request, "understood: a conversation starter", listening)
    with visit.rig.listen() as speaker:
        speaker.until_sound(timeout=60)
    for row in (ANSWERED, STARTER):
        if row not in visit.reached:
            visit.at(row)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The proof: evenings under watch in a home made for them, and a search for every word of them."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voice_coach import guard
from voice_coach.errors import SceneError
from voice_coach.memory.box import Box
from voice_coach.memory.box_file import NAME
from voice_coach.memory.keys import Passphrase
from voice_coach.proof import evenings
from voice_coach.proof.canaries import Canaries
from voice_coach.proof.evenings import Evening
from voice_coach.proof.explained import Places
from voice_coach.proof.running import PROGRAM, Ran, Start, run
from voice_coach.proof.searching import Search
from voice_coach.speaking.voice import HOME

SCREEN, ERRORS, JOURNAL = "the live screen", "standard error", "the system's journal"
_HEARD = b"event=Heard"
_ELSEWHERE = ("/tmp", "/var/tmp", "/dev/shm", "/var/log", "/var/crash", "/var/lib/systemd/coredump")


@dataclass
class Proof:
    """Everything that was seen."""

    search: Search
    words: dict[str, str]
    """Canary → its kind."""
    runs: list[Ran] = field(default_factory=list)
    typed: int = 0
    """Lines that had to reach the conversation."""
    heard: int = 0
    """Lines that did, by the program's own log of events."""
    spoken: int = 0
    understood: int = 0
    """Utterances said aloud, and those of which the ear made something."""
    elsewhere: int = 0
    """Files outside the home for the proof that anybody changed meanwhile; all were searched."""
    boxed: Counter[str] = field(default_factory=Counter)
    """Kinds of words that the box gives out to whoever has its passphrase, and how many of each."""
    journal: bool = False
    """Whether there is a journal, and it was searched."""
    guarded: guard.Guard = field(default_factory=lambda: guard.Guard(False, False))


def prove(
    program: Sequence[str] = PROGRAM,
    *,
    speak: bool = True,
    folder: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Proof:
    """Play every evening with this program. Raises SceneError where one cannot be played."""
    scratch = Path(tempfile.mkdtemp(prefix="voice-coach-proof-")).resolve()
    try:
        return _Proving(scratch, program, tell).all(evenings.typed(folder), speak, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class _Proving:
    def __init__(self, scratch: Path, program: Sequence[str], tell: Callable[[str], None]) -> None:
        self._scratch, self._program, self._tell = scratch, program, tell
        self._home = scratch / "home"
        self._places = Places(self._home, scratch / "tmp")
        for made in (self._home, self._places.temporary):
            made.mkdir()
        self._canaries = Canaries(random.SystemRandom())
        self._proof = Proof(Search(self._canaries, self._places.label), self._canaries.words)

    def all(self, typed: Sequence[Evening], speak: bool, folder: Path | None) -> Proof:
        """Every evening, then the last look around."""
        began = time.time() - 1.0
        for evening in typed:
            self._tell(evening.title)
            self._type(evening)
        if speak:
            self._tell("an evening spoken aloud")
            self._speak(evenings.spoken(folder))
        self._proof.guarded = _guard_here()
        self._tell("searching")
        self._look_around(began)
        return self._proof

    def _type(self, evening: Evening) -> None:
        if evening.settings:
            settings = self._home / ".config" / "voice-coach" / "settings.toml"
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(self._canaries.fill(evening.settings), "utf-8")
        before = self._progress()[0]
        lines = [self._canaries.fill(line) for line in evening.lines]
        self._run(evening.title, self._start(evening, lines, before + len(lines)))
        self._proof.heard += self._progress()[0] - before
        if evening.command[0] == "run" and evening.fault != "settings":
            self._proof.typed += len(lines) - (evening.fault == "falls")

    def _start(self, evening: Evening, lines: Sequence[str], heard: int) -> Start:
        environment = self._environment()
        if evening.fault == "no state folder":
            environment["VOICE_COACH_STATE"] = "/proc/nowhere"
        return Start(
            evening.command,
            lines,
            environment,
            self._home,
            unseen=self._canaries.fill(evening.unseen),
            unheard=self._canaries.fill(evening.unheard),
            fault=f"{evening.fault}:{evening.at}" if evening.at else "",
            ends=evening.ends,
            ready=lambda: self._progress()[0] >= heard,
            progress=self._progress if evening.command[0] == "run" else None,
            program=self._program,
            expected=int(evening.fault in ("falls", "settings")),
        )

    def _speak(self, scene: str) -> None:
        lines = self._canaries.fill(scene).splitlines()
        start = Start(["spoken"], lines, self._environment(), self._home, program=self._program)
        ran = self._run("spoken aloud", start)
        try:
            told = json.loads(ran.screen.splitlines()[-1])
        except (ValueError, IndexError) as error:
            why = ran.errors.decode(errors="replace").strip() or "it said nothing"
            raise SceneError(f"the spoken evening did not end well: {why}") from error
        self._proof.spoken, self._proof.understood = told["spoken"], told["understood"]

    def _run(self, title: str, start: Start) -> Ran:
        search = self._proof.search
        ran = run(title, start, search.file)
        search.data(SCREEN, ran.screen)
        search.data(ERRORS, ran.errors)
        ran.seen = [self._places.labelled(seen) for seen in ran.seen]
        ran.python = [self._places.labelled(seen) for seen in ran.python]
        self._proof.runs.append(ran)
        return ran

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG_", "VOICE_COACH_")) or name == "XDG_RUNTIME_DIR"
        }
        folders = {
            "HOME": "",
            "XDG_CONFIG_HOME": ".config",
            "XDG_STATE_HOME": ".local/state",
            "XDG_DATA_HOME": ".local/share",
            "XDG_CACHE_HOME": ".cache",
        }
        here = {name: str(self._home / below) for name, below in folders.items()}
        return kept | here | {"TMPDIR": str(self._places.temporary), "PYTHONUNBUFFERED": "1"}

    def _progress(self) -> tuple[int, int]:
        """How many lines were heard in all evenings, and how long the log is."""
        log = self._home / "events.log"
        told = log.read_bytes() if log.exists() else b""
        return told.count(_HEARD), len(told)

    def _look_around(self, began: float) -> None:
        search = self._proof.search
        search.changed(self._scratch, 0.0)
        for place in {*_ELSEWHERE, tempfile.gettempdir()}:
            self._proof.elsewhere += len(search.changed(Path(place), began, self._scratch))
        self._open_box()
        journal = _journal(began)
        if journal is not None:
            self._proof.journal = True
            search.data(JOURNAL, journal)

    def _open_box(self) -> None:
        """Sealed words that nobody can read again would be lost, not kept."""
        path = self._home / ".local" / "state" / "voice-coach" / "box" / NAME
        words = [word for word, kind in self._canaries.words.items() if kind == "passphrase"]
        if not path.exists() or not words:
            return
        box = Box.open(path, Passphrase(words[0]))
        try:
            kept = " ".join(part for item in box.everything() for part in item.parts)
        finally:
            box.close()
        found = (kind for word, kind in self._canaries.words.items() if word in kept)
        self._proof.boxed = Counter(found)


def _guard_here() -> guard.Guard:
    """What the guard can do here, tried in a process of its own: it could not be lifted in ours."""
    code = "from voice_coach.guard import refuse_network as g; print(g().audit, g().kernel)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=HOME, check=False)
    audit, kernel, *_ = [*done.stdout.split(), b"", b""]
    return guard.Guard(audit == b"True", kernel == b"True")


def _journal(began: float) -> bytes | None:
    """What the system has logged since then; None where there is no journal."""
    if shutil.which("journalctl") is None:
        return None
    command = ["journalctl", "--quiet", "--no-pager", "--all", f"--since=@{int(began)}"]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None

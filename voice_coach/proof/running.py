"""Runs one evening under watch: a real process, what it did, and all that came out of it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voice_coach.errors import SceneError
from voice_coach.proof import watch_filter
from voice_coach.proof.typist import Typist
from voice_coach.proof.watcher import Seen, Watcher
from voice_coach.speaking.voice import HOME

PROGRAM = (sys.executable, "-P", "-m", "voice_coach.proof.program")
_POLL = 0.02
_QUIET = 3
"""So many looks without anything new: the answer is over."""
PATIENCE = 120.0
"""Seconds that an evening may last."""
_ENDS = {
    "killed": (signal.SIGKILL, -signal.SIGKILL),
    "aborted": (signal.SIGABRT, -signal.SIGABRT),
    "closed": (signal.SIGINT, 0),
}
"""How an evening ends → the signal, and the exit code that follows."""


Progress = Callable[[], tuple[int, int]]
"""How many lines were heard, and a number that grows while anything goes on."""


@dataclass(frozen=True, slots=True)
class Start:
    """How to start the program."""

    arguments: Sequence[str]
    lines: Sequence[str]
    """What is typed; the next one when the last was heard and answered."""
    environment: Mapping[str, str]
    folder: Path
    unseen: str = ""
    """A line that is typed first, at a terminal, when it is asked for unseen."""
    unheard: str = ""
    """What is typed before the coach listens."""
    fault: str = ""
    """What `program.py` is to put in."""
    ends: str = ""
    ready: Callable[[], bool] = lambda: True
    """Asked again and again: whether it may end so."""
    progress: Progress | None = None
    """None: nobody can tell, and all is typed at once."""
    program: Sequence[str] = PROGRAM
    expected: int = 0
    """The exit code; without `ends`, which brings its own."""


@dataclass
class Ran:
    """What came of it."""

    title: str
    expected: int
    """The exit code that belongs to such an evening."""
    code: int = 0
    seen: list[Seen] = field(default_factory=list)
    """By the kernel; empty when it could not be asked."""
    python: list[Seen] = field(default_factory=list)
    """By Python's own audit, in the main process."""
    unread: list[str] = field(default_factory=list)
    screen: bytes = b""
    errors: bytes = b""
    own_network: bool = False
    no_watch: str = ""
    """Why the kernel could not watch; empty: it did."""
    dumped: bool = False
    """Whether the system wrote a core dump."""

    @property
    def ended_badly(self) -> bool:
        """Whether it ended otherwise than it should have."""
        return self.code != self.expected


def run(title: str, start: Start, look: Callable[[str], None]) -> Ran:
    """Start, type, wait. Raises SceneError when the evening does not begin or end."""
    ran = Ran(title, _ENDS[start.ends][1] if start.ends else start.expected)
    ours, theirs = socket.socketpair()
    events, events_in = os.pipe()
    typist = Typist(bool(start.unseen))
    process = _launched(start, typist, theirs, events_in)
    readers = _Readers(process, events, typist)
    watcher = None
    try:
        with ours:
            watcher = _watch(ran, ours, look)
        _play(start, process, typist, readers)
        ran.dumped = _ended(process)
    except TimeoutError as error:
        raise SceneError(f"the evening “{title}” did not end.", "Please report it.") from error
    finally:
        process.kill()
        ran.code = process.wait()
        readers.join()
        typist.close()
        if watcher is not None:
            watcher.join()
            ran.seen, ran.unread = watcher.seen, watcher.unread
    ran.screen, ran.errors = bytes(readers.screen), bytes(readers.errors)
    ran.python = [Seen(*json.loads(line)) for line in bytes(readers.events).splitlines()]
    return ran


def _launched(
    start: Start, typist: Typist, line: socket.socket, events: int
) -> subprocess.Popen[bytes]:
    """The process, with its ends of everything; ours are left open here."""
    # -P: a file that happens to lie in the evening's folder must not be imported.
    launch = (sys.executable, "-P", "-m", "voice_coach.proof.launch", str(line.fileno()))
    found = [str(HOME), *filter(None, [start.environment.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [*launch, *start.program, str(events), start.fault, *start.arguments],
        stdin=typist.theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**start.environment, "PYTHONPATH": os.pathsep.join(found)},
        cwd=start.folder,
        pass_fds=(events, line.fileno()),
        start_new_session=typist.terminal,
    )
    os.close(typist.theirs)
    os.close(events)
    line.close()
    return process


def _play(
    start: Start, process: subprocess.Popen[bytes], typist: Typist, readers: _Readers
) -> None:
    """Type everything, and end it as the evening ends. Raises TimeoutError."""
    if start.unseen:
        typist.type_unseen(start.unseen, lambda: process.poll() is not None, PATIENCE)
    typist.type(start.unheard)
    if start.progress is None:
        typist.type("".join(f"{line}\n" for line in start.lines))
    else:
        _converse(start.lines, start.progress, typist, readers)
    if start.ends:
        readers.wait_for(start.ready)
        process.send_signal(_ENDS[start.ends][0])
    else:
        typist.end()


def _converse(lines: Sequence[str], progress: Progress, typist: Typist, readers: _Readers) -> None:
    """Wait for what the coach has to say, and type a line; again for the next one."""
    before = progress()
    readers.wait_for(lambda: progress() != before)
    for heard, line in enumerate(lines, before[0] + 1):
        readers.wait_for(_Quiet(progress))
        typist.type(line + "\n")
        readers.wait_for(_Heard(progress, heard))
    readers.wait_for(_Quiet(progress))


@dataclass(frozen=True, slots=True)
class _Heard:
    """Whether so many lines were heard."""

    progress: Progress
    lines: int

    def __call__(self) -> bool:
        return self.progress()[0] >= self.lines


class _Quiet:
    """Whether nothing new has come for so many looks."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._last, self._same = (0, 0), 0

    def __call__(self) -> bool:
        now = self._progress()
        self._same = self._same + 1 if now == self._last else 0
        self._last = now
        return self._same >= _QUIET


def _watch(ran: Ran, line: socket.socket, look: Callable[[str], None]) -> Watcher | None:
    told, descriptors, _, _ = socket.recv_fds(line, 4096, 1)
    if not told:
        raise SceneError("the program could not be started.", "Run `voice-coach doctor`.")
    about = json.loads(told)
    ran.own_network, ran.no_watch = about["own_network"], about["why"]
    here = watch_filter.machine()
    return Watcher(descriptors[0], here, look) if descriptors and here else None


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Wait for the end; whether the system dumped the process's memory. Raises TimeoutError."""
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(PATIENCE, give_up)
    timer.start()
    how = None
    if hasattr(os, "waitid"):
        how = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()
    timer.cancel()
    if late.is_set():
        raise TimeoutError
    return how is not None and how.si_code == os.CLD_DUMPED


class _Readers:
    """Threads that take up what the process puts out, so that it never waits for us."""

    def __init__(self, process: subprocess.Popen[bytes], events: int, typist: Typist) -> None:
        self.screen, self.errors, self.events = bytearray(), bytearray(), bytearray()
        self._process = process
        self._ended = threading.Event()
        assert process.stdout is not None
        assert process.stderr is not None
        sources = [
            (process.stdout.fileno(), self.screen),
            (process.stderr.fileno(), self.errors),
            (events, self.events),
        ]
        if typist.terminal:
            sources.append((typist.ours, bytearray()))
        self._events = events
        self._threads = [threading.Thread(target=self._read, args=pair) for pair in sources]
        for thread in self._threads:
            thread.start()

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Until it is so, or the process has ended. Raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE
        while not ready() and not self._ended.wait(_POLL):
            if time.monotonic() > deadline:
                raise TimeoutError

    def join(self) -> None:
        """Everything has been read."""
        for thread in self._threads:
            thread.join()
        os.close(self._events)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _read(self, source: int, into: bytearray) -> None:
        with contextlib.suppress(OSError):  # a terminal whose far end was closed
            while chunk := os.read(source, 65536):
                into += chunk
        if into is self.screen:
            self._ended.set()

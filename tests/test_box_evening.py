"""An evening with the couple's box in a process of its own: what is kept, and where no word is."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keys import Passphrase

WORDS = "tea at four on sunday"
SECRET = Passphrase(WORDS)
CANARY = "marzipan"
TIMEOUT = 30.0
PROMPT = b"passphrase (Enter"


class Evening:
    """`voice-coach --text` with a terminal to type in; what it says comes line by line."""

    def __init__(self, home: Path) -> None:
        self.log = home / "events.log"
        self.answered = 0
        self._hand, terminal = pty.openpty()
        home.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voice_coach", "run", "--text", "--log", str(self.log)],
            env=os.environ | {"HOME": str(home), "VOICE_COACH_STATE": str(home / "state")},
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # no other terminal is asked for the passphrase
        )
        os.close(terminal)
        self.said, self.errors = bytearray(), bytearray()
        self._news = threading.Condition()
        ends = ((self.process.stdout, self.said), (self.process.stderr, self.errors))
        self._readers = [
            threading.Thread(target=self._read, args=each, daemon=True) for each in ends
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, pipe: IO[bytes], to: bytearray) -> None:
        with pipe:
            while data := os.read(pipe.fileno(), 4096):
                with self._news:
                    to += data
                    self._news.notify_all()

    def type(self, line: str, until: str = "") -> None:
        """Type it, and wait until the coach has said something with `until` in it."""
        before = len(self.said)
        os.write(self._hand, f"{line}\n".encode())
        self.wait(until, before)

    def unlock(self, passphrase: str, until: str) -> None:
        """Type a passphrase once it is asked for; what was typed before is not read."""
        self.wait_for(lambda: self.errors.count(PROMPT) > self.answered, "the prompt")
        self.answered += 1
        self.type(passphrase, until)

    def wait(self, until: str, before: int = 0) -> None:
        """Until that is said."""
        self.wait_for(lambda: until.encode() in self.said[before:], until)

    def wait_for(self, there: Callable[[], bool], what: str) -> None:
        with self._news:
            came = self._news.wait_for(there, TIMEOUT)
        assert came, (what, self.said, self.errors)

    def kill(self) -> None:
        """As a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.end()

    def end(self) -> None:
        """Close the terminal, as its window does."""
        if self._hand >= 0:
            os.close(self._hand)
        self._hand = -1
        self.process.wait(TIMEOUT)
        for reader in self._readers:
            reader.join()


Begin = Callable[[], Evening]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With a box in it."""
    Box.create(box_path(tmp_path / "state"), SECRET).close()
    return tmp_path


@pytest.fixture
def begin(home: Path) -> Iterator[Begin]:
    """Starts the coach; all that were started end with the test."""
    begun: list[Evening] = []

    def start() -> Evening:
        begun.append(Evening(home))
        return begun[-1]

    yield start
    for evening in begun:
        evening.kill()


@pytest.fixture
def evening(begin: Begin) -> Evening:
    """The passphrase has been typed."""
    evening = begin()
    evening.unlock(WORDS, until="Hello")
    return evening


def write(evening: Evening) -> None:
    """A letter, up to the last question."""
    evening.type("write a letter", until="Type it here")
    evening.type("type it", until="line by line")
    evening.type(f"Dear you, the {CANARY} was my idea.")
    evening.type("")  # a blank line in a letter is no "stop"
    evening.type("done", until="For both")
    evening.type("only me", until="Sealed until when")
    evening.type("no seal", until="Your yes only")


def kept(home: Path) -> list[tuple[str, bool]]:
    box = Box.open(box_path(home / "state"), SECRET)
    labels = [(label.kind, label.finished) for label in box.remembered().labels]
    box.close()
    return labels


def everywhere(home: Path) -> list[str]:
    """Files in which a word of theirs can be read, in any of three forms."""
    forms = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.upper().encode()]
    files = [file for file in home.rglob("*") if file.is_file()]
    assert any(file.name == "box.db" for file in files)
    return [str(file) for file in files if any(form in file.read_bytes() for form in forms)]


def test_no_word_of_a_letter_or_a_promise_is_in_a_file_a_log_or_a_message(
    evening: Evening, home: Path
) -> None:
    write(evening)
    evening.type("yes", until="coach")
    evening.type("make a promise", until="Type it")
    evening.type(f"I will bake {CANARY} for you", until="Keep it?")
    evening.type("yes", until="One nudge tomorrow")
    evening.type("set a tea timer for ten minutes", until="tea")
    evening.type("what do you remember", until="One letter, one promise, one timer")
    evening.end()
    assert kept(home) == [("letter", True), ("promise", True)]
    assert everywhere(home) == []
    errors, said = evening.errors.decode(), evening.said.decode()
    assert CANARY not in errors
    assert "Traceback" not in errors
    assert WORDS not in said + errors
    # What it read back stands on the live screen, and nothing else of theirs.
    assert [it for it in said.splitlines() if CANARY in it and "You will bake" not in it] == []
    assert box_path(home / "state").stat().st_mode & 0o777 == 0o600
    assert box_path(home / "state").parent.stat().st_mode & 0o777 == 0o700


def test_a_kill_after_kept_loses_nothing(evening: Evening, home: Path) -> None:
    write(evening)
    evening.type("yes", until="coach")
    evening.kill()
    assert kept(home) == [("letter", True)]


def test_a_kill_before_the_yes_leaves_it_unfinished(
    begin: Begin, evening: Evening, home: Path
) -> None:
    write(evening)
    evening.kill()
    assert kept(home) == [("letter", False)]
    begin().unlock(WORDS, until="A letter is unfinished")


def test_enter_leaves_the_box_shut_and_the_evening_goes_on(begin: Begin) -> None:
    evening = begin()
    evening.unlock("", until="Hello")
    evening.type("write a letter", until="Dictate, or a quiet while")
    evening.type("type it", until="I keep words only in a locked box")
    evening.type("stop")
    evening.type("what do you remember", until="I don't keep what either of you says.")


def test_a_wrong_passphrase_is_said_and_asked_again(begin: Begin) -> None:
    evening = begin()
    evening.unlock("coffee at five", until="does not open the box")
    evening.unlock(WORDS, until="Hello")
    evening.type("write a letter", until="Type it here")


def test_everything_is_forgotten_in_five_seconds_and_the_couple_talk_on(
    evening: Evening, home: Path
) -> None:
    write(evening)
    evening.type("yes", until="coach")
    evening.type("forget everything", until="yes, forget everything")
    evening.type("yes, forget everything", until="In five seconds")
    evening.wait("Gone.")
    assert [file for file in (home / "state" / "box").iterdir() if file.is_file()] == []
    evening.type("what do you remember", until="I don't keep what either of you says.")

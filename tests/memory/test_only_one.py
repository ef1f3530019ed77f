"""Two copies started at once: the second says so and ends; a crashed one blocks nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import LiveCoach
from voice_coach.errors import StoreError
from voice_coach.memory.only_one import NAME, only_one

HOLD = """
import sys, pathlib
from voice_coach.memory.only_one import only_one
with only_one(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_is_refused_and_the_next_is_not(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(StoreError, match="running already"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_one_that_was_killed_lets_go(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    held = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert held.stdout is not None
    assert held.stdin is not None
    assert held.stdout.readline() == b"held\n"
    with pytest.raises(StoreError), only_one(tmp_path):
        pass
    os.kill(held.pid, signal.SIGKILL)
    held.wait()
    held.stdin.close()
    held.stdout.close()
    with only_one(tmp_path):
        pass


def test_a_folder_that_cannot_be_used_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with only_one(tmp_path / "file" / "folder"):
        pass


def test_a_second_program_says_so_in_one_sentence(tmp_path: Path) -> None:
    with LiveCoach(tmp_path, "--text") as first:
        first.until_listening("for a request")
        with LiveCoach(tmp_path, "--text") as second:
            assert second.process.wait(30) == 1
            line = second.until(lambda line: "running already" in line)
        assert line.startswith("voice-coach: Another")
        assert [text for _, text in second.lines] == [line]
        assert first.process.poll() is None

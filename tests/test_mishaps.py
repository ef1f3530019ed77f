"""Mistakes of our own: one sentence on the screen, silence, and the evening goes on."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from soaking.typed import no_traceback, type_in

from tests.live import LiveCoach
from voice_coach.errors import CoachError
from voice_coach.mishaps import MOST, Mishaps, of_threads

CONTENT = Path(__file__).parent / "rehearsal" / "content"
HOLE = 'again = "There is nothing in {hole}."\n'
"""In a question: it is asked again when the answer is not understood."""


@pytest.fixture
def with_a_hole(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    text = (folder / "tiny.toml").read_text("utf-8")
    script, found, question = text.partition('kind = "ask"\n')
    assert found
    lines = [line for line in question.splitlines(keepends=True) if not line.startswith("again")]
    (folder / "tiny.toml").write_text(script + found + HOLE + "".join(lines), "utf-8")
    return folder


def test_after_a_mistake_it_goes_on(with_a_hole: Path, tmp_path: Path) -> None:
    with LiveCoach(tmp_path / "home", "--text", "--content", str(with_a_hole)) as coach:
        coach.until_listening("")
        type_in(coach, "we need some space", "coach")
        line = type_in(coach, "purple elephants", "went wrong")
        assert line.count(".") == 2
        type_in(coach, "stop", "")
        type_in(coach, "hug timer", "you both want one")
        no_traceback(coach)
        log = coach.log.read_text("utf-8")
    assert "mishap ContentError in " in log
    assert "elephants" not in log
    assert "hole" not in log


def test_again_and_again_it_ends_with_a_sentence() -> None:
    told: list[str] = []
    mishaps = Mishaps(told.append)
    for _ in range(MOST - 1):
        mishaps.happened(ValueError("secret"))
    mishaps.none()
    for _ in range(MOST - 1):
        mishaps.happened(ValueError("secret"))
    with pytest.raises(CoachError, match="again and again"):
        mishaps.happened(ValueError("secret"))
    assert len(told) == 2 * (MOST - 1)
    assert "secret" not in "".join(told)


def test_a_thread_that_fails_says_so() -> None:
    told: list[str] = []
    before = threading.excepthook
    of_threads(told.append)
    try:
        thread = threading.Thread(target=lambda: [][0], name="ear")
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
    assert len(told) == 1
    assert "(ear)" in told[0]


def test_bytes_that_are_no_letters_do_not_end_the_typing(tmp_path: Path) -> None:
    with LiveCoach(tmp_path, "--text") as coach:
        coach.until_listening("for a request")
        assert coach.process.stdin is not None
        coach.process.stdin.flush()
        coach.process.stdin.buffer.write(b"\xff\xfe\x80 hello\n")
        coach.process.stdin.buffer.flush()
        type_in(coach, "start a hug timer", "you both want one")
        no_traceback(coach)

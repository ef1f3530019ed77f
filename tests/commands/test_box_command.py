"""`voice-coach box` as the couple type it, in a process of its own; on a terminal where needed."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keys import Passphrase

BOX = (sys.executable, "-m", "voice_coach", "box")
WORDS = "tea at four on sunday"
CANARY = "the canary sings at noon"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def typed(state: Path, *arguments: str, lines: Sequence[str] = ()) -> tuple[int, str]:
    """The exit code and all that was said."""
    done = subprocess.run(
        [*BOX, *arguments],
        input="".join(f"{line}\n" for line in lines),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"VOICE_COACH_STATE": str(state), "COLUMNS": "120"},
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


def on_a_terminal(state: Path, *arguments: str, answers: Sequence[tuple[str, str]]) -> str:
    """All that the screen showed; `answers`: what it asks, and what is typed then."""
    child, screen = pty.fork()
    if child == 0:
        os.environ |= {"VOICE_COACH_STATE": str(state), "TERM": "xterm"}
        os.execv(sys.executable, [*BOX, *arguments])
    shown, left = "", list(answers)
    deadline = time.monotonic() + 60
    seen = 0
    while time.monotonic() < deadline:
        if left and left[0][0] in shown[seen:]:
            seen = len(shown)
            os.write(screen, f"{left.pop(0)[1]}\n".encode())
        if not select.select([screen], [], [], 0.2)[0]:
            continue
        try:
            data = os.read(screen, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data.decode()
    os.close(screen)
    os.waitpid(child, 0)
    assert not left, shown
    return shown


@pytest.fixture
def letter(state: Path) -> str:
    """A box with a letter that may be opened and one that may not; the first one's id."""
    box = Box.create(box_path(state), Passphrase(WORDS))
    box.keep("letter", "sealed", "one", date.today(), date.today() + timedelta(days=400))
    id = box.keep("letter", CANARY, "both", date.today()).id
    box.close()
    return id


def test_a_box_is_made_listed_and_changed(state: Path) -> None:
    assert typed(state, "list") == (
        1,
        "voice-coach: There is no box yet. Make one with `voice-coach box passphrase`.\n",
    )
    code, said = typed(state, "passphrase", lines=[WORDS, WORDS])
    assert (code, "There is a box now" in said) == (0, True)
    assert typed(state, "list", lines=[WORDS]) == (0, "The box is empty.\n")
    assert typed(state, "passphrase", lines=[WORDS, "bread in the cellar", "bread"])[0] == 1
    assert typed(state, "passphrase", lines=[WORDS, *["bread in the cellar"] * 2])[0] == 0
    assert typed(state, "list", lines=["bread in the cellar"])[0] == 0
    assert typed(state, "list", lines=[WORDS]) == (
        1,
        "voice-coach: That passphrase does not open the box. Nothing is lost; try again.\n",
    )


def test_list_shows_kinds_and_days_and_not_a_word(state: Path, letter: str) -> None:
    code, said = typed(state, lines=[WORDS])
    assert code == 0
    assert letter in said
    assert str(date.today()) in said
    assert CANARY not in said


def test_open_never_writes_into_a_pipe(state: Path, letter: str) -> None:
    code, said = typed(state, "open", letter, lines=[WORDS, "yes", "yes"])
    assert (code, CANARY in said) == (1, False)
    assert said.startswith(
        "voice-coach: Words from the box are shown on a screen and nowhere else."
    )


def test_two_yeses_open_a_letter_of_both_on_the_screen(state: Path, letter: str) -> None:
    answers = [("passphrase: ", WORDS), ("First yes: ", "yes"), ("Second yes: ", "yes")]
    shown = on_a_terminal(state, "open", letter, answers=[*answers, ("(Enter)", "")])
    assert CANARY in shown
    assert WORDS not in shown  # typed unseen
    assert shown.rindex("\x1b[?1049l") > shown.index(CANARY)  # the page is taken away again


def test_one_yes_does_not(state: Path, letter: str) -> None:
    answers = [("passphrase: ", WORDS), ("First yes: ", "yes"), ("Second yes: ", "no")]
    shown = on_a_terminal(state, "open", letter, answers=answers)
    assert CANARY not in shown
    assert "It stays closed." in shown


def test_a_sealed_letter_stays_closed(state: Path, letter: str) -> None:
    box = Box.open(box_path(state), Passphrase(WORDS))
    (sealed,) = (label for label in box.remembered().labels if label.opens_on)
    box.close()
    shown = on_a_terminal(state, "open", sealed.id, answers=[("passphrase: ", WORDS)])
    assert "This letter is sealed until" in shown


def test_an_imported_text_does_not_steer_the_terminal(state: Path, letter: str) -> None:
    box = Box.open(box_path(state), Passphrase(WORDS))
    id = box.keep("letter", "nice\x1b]0;owned\x07 [bold]words", "one", date.today()).id
    box.close()
    answers = [("passphrase: ", WORDS), ("(Enter)", "")]
    shown = on_a_terminal(state, "open", id, answers=answers)
    assert "\x1b]0" not in shown
    assert "[bold]words" in shown


def test_forget_one_and_then_all(state: Path, letter: str) -> None:
    assert typed(state, "forget", letter, lines=[WORDS]) == (0, "Gone.\n")
    assert typed(state, "forget", letter, lines=[WORDS])[0] == 1
    code, said = typed(state, "forget", "--all", lines=["yes"])
    assert (code, said.endswith("Nothing was forgotten.\n")) == (1, True)
    assert typed(state, "list", lines=[WORDS])[0] == 0
    code, said = typed(state, "forget", "--all", lines=["yes, forget everything"])
    assert (code, "Gone." in said) == (0, True)
    assert list((state / "box").iterdir()) == []


def test_export_and_import(state: Path, letter: str, tmp_path: Path) -> None:
    file, backup = tmp_path / "ours.box", "bread in the cellar"
    code, said = typed(state, "export", str(file), lines=[WORDS, backup, backup])
    assert (code, said) == (0, f"2 items are in {file}.\n")
    typed(state, "forget", letter, lines=[WORDS])
    code, said = typed(state, "import", str(file), lines=[backup, WORDS])
    assert (code, said) == (
        0,
        "1 added; 1 were there already, and were left as they are.\n",
    )

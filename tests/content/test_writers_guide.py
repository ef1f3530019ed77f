"""docs/writing.md, followed word by word: what it says to write is checked, typed and rehearsed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "writing.md").read_text("utf-8")
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```toml\n(.*?)```", re.DOTALL)
MISTAKE = re.compile(r"<!-- mistake: (.*?) → (.*?) -->\n```\n(.*?)\n```", re.DOTALL)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which the page was followed up to its last file."""
    folder = tmp_path / ".config" / "voice-coach" / "intents" / "en"
    (folder / "rehearsals").mkdir(parents=True)
    for name, text in BLOCK.findall(PAGE):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    return tmp_path


def coach(home: Path, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return subprocess.run(
        [sys.executable, "-m", "voice_coach", *words],
        env={**own, "HOME": str(home), "VOICE_COACH_STATE": str(home / "state")},
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_look_over_finds_no_error(home: Path) -> None:
    looked = coach(home, "check", "--quick")
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "parting" not in looked.stdout, "not even a warning"


def test_the_mistakes_that_the_page_shows_are_said_like_that(home: Path) -> None:
    path = home / ".config/voice-coach/intents/en/parting.toml"
    written = path.read_text("utf-8")
    mistakes = MISTAKE.findall(PAGE)
    assert len(mistakes) == 2
    for right, wrong, sentence in mistakes:
        assert right in written
        path.write_text(written.replace(right, wrong, 1), "utf-8")
        looked = coach(home, "check", "--quick")
        assert looked.returncode == 1
        assert sentence in looked.stderr + looked.stdout


def test_it_can_be_typed(home: Path) -> None:
    typed = coach(home, "--text", said="we part for the day\ndone\ndone\n")
    assert "what is one thing in your day today?" in typed.stdout
    assert "And you?" in typed.stdout
    assert "ask about it tonight" in typed.stdout.lower()


@pytest.mark.voices
def test_it_can_be_rehearsed(home: Path) -> None:
    played = coach(home, "rehearse", "parting")
    assert played.returncode == 0, played.stdout + played.stderr

"""docs/extending.md: a voice and an ear of the couple's own, each one file outside the package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from voice_coach.errors import ModelError
from voice_coach.hearing.choice import choose_ear
from voice_coach.own_parts import own_part, path_of

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "extending.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```python\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name, text in FILES.items():
        path = tmp_path / "voice-coach" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    return tmp_path


def say(home: Path, voice: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "voice_coach", "say", "--voice", voice, "--out"]
    return subprocess.run(
        [*command, str(home / "said.wav"), "How is your heart?"],
        env={**os.environ, "XDG_CONFIG_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.voices
@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_a_file_is_a_voice(home: Path) -> None:
    done = say(home, "flite_slt")
    assert done.returncode == 0, done.stderr
    sound, rate = soundfile.read(home / "said.wav")
    assert len(sound) / rate > 0.8
    assert abs(sound).max() > 0.05


def test_a_voice_that_does_not_load_is_one_sentence(home: Path) -> None:
    path_of("voices", "broken").write_text("raise ValueError('the heron')\n", "utf-8")
    done = say(home, "broken")
    assert done.returncode == 1
    assert "broken.py does not load: ValueError" in done.stderr
    assert "heron" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_is_an_ear(home: Path) -> None:
    assert choose_ear("careful").name == choose_ear().name


def test_an_ear_without_its_function_says_what_is_missing(home: Path) -> None:
    path_of("ears", "empty").write_text("", "utf-8")
    with pytest.raises(ModelError, match=r"empty\.py has no ear"):
        choose_ear("empty")


def test_a_name_that_leads_elsewhere_is_no_file_of_ours(home: Path) -> None:
    assert own_part("ears", "../ears/careful", "ear") is None

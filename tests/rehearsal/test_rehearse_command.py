"""`voice-coach rehearse` as a process: its exit code, what it says, and what it leaves behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

pytestmark = pytest.mark.voices

TINY = Path(__file__).parent / "content"
CANARY = "the heron waits beside the frozen harbour"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def rehearse(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    places = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    places += ("XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    environment = {**os.environ, **dict.fromkeys(places, str(home))}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "voice_coach", "rehearse", *map(str, arguments)],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def scene(folder: Path, *turns: str) -> Path:
    path = folder / "mine.toml"
    path.write_text("\n".join(('title = "Mine"', *(f"[[turn]]\n{t}" for t in turns))))
    return path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_scene_that_goes_as_demanded_is_exit_code_0(home: Path) -> None:
    done = rehearse(home, "hug", "--content", TINY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hug, if you both want one." in done.stdout or "A hug, if" in done.stdout
    assert "4 turns, as demanded" in done.stdout
    assert "Nothing was written" in done.stdout
    assert files(home) == []


def test_an_answer_otherwise_than_demanded_is_exit_code_1(home: Path, tmp_path: Path) -> None:
    path = scene(tmp_path, 'who = "p"\nsay = "hug timer"\nexpect = ["No."]\npatience = 3')
    done = rehearse(home, path, "--content", TINY)
    assert done.returncode == 1
    assert "NOT AS DEMANDED" in done.stdout
    assert "expected “No.”" in done.stdout


def test_what_is_written_stands_in_out_and_is_whole(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = rehearse(home, "--all", "--content", TINY, "--out", out, "--json")
    assert done.returncode == 0, done.stdout
    assert {path.name for path in files(out)} == {
        f"{name}.{kind}" for name in ("hug", "apart") for kind in ("wav", "txt", "jsonl")
    }
    assert files(home) == []
    turns = [json.loads(line) for line in (out / "hug.jsonl").read_text().splitlines()]
    assert [turn["turn"] for turn in turns] == [0, 1, 2, 3, 4]
    assert turns[1]["heard"] == ["hug timer"]
    assert turns[1]["intent"] == "hug_timer"
    assert turns[1]["decode_seconds"] > 0
    assert all(json.loads(line)["ok"] for line in done.stdout.splitlines())
    told = soundfile.info(out / "apart.wav")
    assert (told.channels, told.samplerate) == (2, 16_000)
    assert told.duration < 60
    assert "20:" in (out / "apart.txt").read_text()


def test_what_is_said_stands_in_no_file_outside_out(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = scene(
        tmp_path, f'who = "p"\nsay = "{CANARY}"', 'who = "q"\nsay = "hug timer"', "wait = 60"
    )
    done = rehearse(home, path, "--content", TINY, "--out", out)
    path.unlink()
    assert done.returncode == 0
    with_canary = [f for f in files(tmp_path) if CANARY.encode() in f.read_bytes()]
    assert sorted(f.name for f in with_canary) == ["mine.jsonl", "mine.txt"]
    assert files(home) == []


def test_the_scenes_can_be_listed(home: Path) -> None:
    done = rehearse(home, "--list", "--content", TINY)
    assert done.returncode == 0
    assert "A hug" in done.stdout
    assert "process that dies" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere", "--content", str(TINY)], "there is no scene 'nowhere'"),
        (["hug", "--content", str(TINY), "--out", "/dev/null/x"], "cannot be made"),
    ],
)
def test_what_cannot_be_played_is_one_sentence(home: Path, arguments: list[str], told: str) -> None:
    done = rehearse(home, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("voice-coach: ")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_mistake_in_a_scene_is_one_sentence(home: Path, tmp_path: Path) -> None:
    done = rehearse(home, scene(tmp_path, "wait = 1\nword = 2"), "--content", TINY)
    assert done.returncode == 1
    assert "mine.toml: turn 1: there is no key 'word' here." in done.stderr


def test_without_a_loudspeaker_real_time_is_one_sentence(home: Path) -> None:
    done = rehearse(home, "hug", "--content", TINY, "--realtime")
    if done.returncode == 0:
        pytest.skip("this machine has a loudspeaker")
    assert done.stderr.startswith("voice-coach: ")
    assert "Without --realtime no loudspeaker is needed." in done.stderr

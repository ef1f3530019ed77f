"""The commands for a fresh machine: sound POSIX sh, quick when there is nothing to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SH = ("scripts/run", "scripts/test", "scripts/check", "scripts/lock", "scripts/lib.sh")
BASH = (".ci/run", "scripts/fresh-root")
RUN_ALONE = (*SH[:-1], *BASH)
LOCKS = ("build", "run", "test", "check")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts are for a POSIX shell")


def sh(
    *command: str | Path, cwd: Path = ROOT, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(it) for it in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("script", SH)
@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_the_script_is_sound_in_every_shell(script: str, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    assert sh(shell, "-n", ROOT / script).stderr == ""


@pytest.mark.parametrize("script", BASH)
def test_the_script_is_sound_in_bash(script: str) -> None:
    assert sh("bash", "-n", ROOT / script).stderr == ""


@pytest.mark.parametrize("script", RUN_ALONE)
def test_the_script_can_be_started_and_stops_at_the_first_error(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert "\nset -eu" in (ROOT / script).read_text("utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_and_hashes_everything_and_names_no_place(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    assert "://" not in text
    assert " @ " not in text
    entries = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    assert entries
    for entry in entries:
        assert "==" in entry
        assert entry.endswith("\\"), f"{entry} has no hash"


@pytest.mark.parametrize(("small", "large"), [("run", "test"), ("test", "check")])
def test_the_larger_lock_holds_the_smaller(small: str, large: str) -> None:
    def pins(lock: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8").splitlines()
        return {line for line in lines if "==" in line}

    assert pins(small) < pins(large)


# --- run in a copy of the tree, in a folder with a space, with next to no environment ----------


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The tree as the scripts see it, with a .venv that only looks ready."""
    clone = tmp_path / "a couple's clone"
    for name in ("scripts", "requirements", "models"):
        shutil.copytree(ROOT / name, clone / name)
    shutil.copy(ROOT / "pyproject.toml", clone)
    (clone / ".venv" / "bin").mkdir(parents=True)
    return clone


def bare(clone: Path) -> dict[str, str]:
    """An environment with an empty home and nothing else."""
    home = clone.parent / "home"
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "PATH": os.environ["PATH"]}


def write(path: Path, text: str) -> None:
    path.write_text("#!/bin/sh\n" + text, "utf-8")
    path.chmod(0o755)


def make_ready(clone: Path, coach: str, python: str = "exit 1\n") -> None:
    """Programs in .venv/bin that stand in for the installed ones, and stamps that fit."""
    write(clone / ".venv/bin/voice-coach", coach)
    write(clone / ".venv/bin/python", python)
    (clone / ".venv/tried-run").write_text("libportaudio2", "utf-8")
    stamp = 'root=$1; cd "$root"; . scripts/lib.sh; stamp check'
    assert sh("sh", "-c", stamp, "sh", clone).stderr == ""


def test_nothing_to_do_takes_no_time_from_any_folder(clone: Path, tmp_path: Path) -> None:
    make_ready(clone, 'echo "$PWD $*"\n')
    began = time.perf_counter()
    done = sh(clone / "scripts/run", "say", "two words", cwd=tmp_path, environment=bare(clone))
    assert time.perf_counter() - began < 3
    assert done.stdout == f"{tmp_path} say two words\n"
    assert done.stderr == ""


def test_without_a_microphone_a_rehearsal_is_played(clone: Path) -> None:
    make_ready(clone, 'echo "$*"; [ "$1" != rehearse ] || exit 7; [ $# -gt 0 ] || exit 3\n')
    done = sh(clone / "scripts/run", environment=bare(clone))
    assert done.stdout.splitlines()[-1] == f"rehearse --out {clone}/rehearsal-out"
    assert done.returncode == 7
    assert "rehearsal" in done.stderr


def test_any_other_failure_is_handed_on(clone: Path) -> None:
    make_ready(clone, "exit 5\n")
    done = sh(clone / "scripts/run", environment=bare(clone))
    assert done.returncode == 5
    assert "rehearsal" not in done.stderr


def test_a_ready_clone_fetches_nothing_and_says_nothing(clone: Path) -> None:
    make_ready(clone, 'echo "$@"\n')
    done = sh(clone / "scripts/run", environment=bare(clone))
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_a_changed_lock_is_noticed(clone: Path) -> None:
    make_ready(clone, "exit 0\n")
    ready = 'root=$1; cd "$root"; . scripts/lib.sh; is_ready test && echo ready'
    assert sh("sh", "-c", ready, "sh", clone).stdout == "ready\n"
    with (clone / "requirements/test.lock").open("a", encoding="utf-8") as lock:
        lock.write("# newer\n")
    assert sh("sh", "-c", ready, "sh", clone).stdout == ""


def test_a_moved_clone_is_noticed(clone: Path) -> None:
    make_ready(clone, "exit 0\n")
    moved = clone.rename(clone.parent / "elsewhere")
    ready = 'root=$1; cd "$root"; . scripts/lib.sh; is_ready run || echo anew'
    assert sh("sh", "-c", ready, "sh", moved).stdout == "anew\n"


def test_what_may_not_be_installed_is_said_in_one_command(clone: Path) -> None:
    script = """
root=$1; cd "$root"; . scripts/lib.sh
may_install() { return 1; }
missing_packages() { echo libportaudio2; echo flite; }
prepare_system test; echo "went on"; prepare_system test
"""
    write(clone / "sudo", "exit 1\n")
    places = bare(clone) | {"PATH": f"{clone}:{os.environ['PATH']}"}
    done = sh("sh", "-euc", script, "sh", clone, environment=places)
    assert done.stdout == "went on\n"
    assert done.stderr.count("    sudo apt-get install libportaudio2 flite\n") == 1


PIP = """
Collecting numpy==2.4.6 (from -r requirements/run.lock (line 9))
  Downloading numpy-2.4.6-cp311.whl (16.4 MB)
ERROR: Could not find a version that satisfies the requirement vosk
"""


def test_of_what_pip_says_only_its_complaints_stay(clone: Path) -> None:
    script = 'root=$1; cd "$root"; . scripts/lib.sh; printf "%s" "$2" | shown 36 && echo well'
    well = sh("sh", "-c", script, "sh", clone, PIP.replace("ERROR", "Using"))
    assert (well.stdout, well.stderr) == ("well\n", "")
    failed = sh("sh", "-c", script, "sh", clone, PIP + "failed\n")
    assert failed.stdout == ""
    assert failed.stderr == PIP.strip().splitlines()[-1] + "\n"


@pytest.mark.parametrize(("password", "answer"), [("right", "installs"), ("wrong", "goes on")])
def test_at_a_terminal_the_password_is_asked_for_once(
    clone: Path, password: str, answer: str
) -> None:
    right = "true" if password == "right" else "false"
    write(clone / "sudo", f'case "$1" in -n) exit 1 ;; -v) echo asked >&2; {right} ;; esac\n')
    write(clone / "apt-get", "exit 0\n")
    script = """
root=$1; cd "$root"; . scripts/lib.sh
id() { echo 1000; }
at_terminal() { return 0; }
if may_install "libportaudio2"; then echo installs; else echo goes on; by_hand libportaudio2; fi
"""
    places = bare(clone) | {"PATH": f"{clone}:{os.environ['PATH']}"}
    done = sh("sh", "-euc", script, "sh", clone, environment=places)
    assert done.stdout.splitlines()[0] == answer
    assert done.stderr.count("asked") == 1
    assert "lacks libportaudio2" in done.stderr
    if password == "wrong":
        assert done.stdout.endswith("    sudo apt-get install libportaudio2\n")

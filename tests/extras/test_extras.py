"""What `voice-coach extras` makes is what shells, man and systemd accept, and says what is true."""

from __future__ import annotations

import configparser
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from command import main

from voice_coach import cli
from voice_coach.errors import CoachError
from voice_coach.extras import pieces
from voice_coach.extras.pieces import Piece

pytest.importorskip("shtab")


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Piece]:
    monkeypatch.setenv("HOME", str(tmp_path / "a home"))
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.delenv("VOICE_COACH_STATE", raising=False)
    return {piece.name: piece for piece in pieces.pieces(cli.parser())}


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"there is no {program} here")


def test_the_manual_page_tells_of_every_command_and_option(known: dict[str, Piece]) -> None:
    page = known["man"].text().replace("\\-", "-")
    for name in cli.COMMANDS:
        assert f".SS {name}\n" in page
    assert all(option in page for option in ("--push-to-talk", "--realtime", "--typed"))


@needs("groff")
def test_the_manual_page_is_sound_roff(known: dict[str, Piece]) -> None:
    pieces.add(known["man"])
    done = run("groff", "-man", "-ww", "-Tutf8", known["man"].path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "voice-coach - an offline voice" in done.stdout


@pytest.mark.parametrize(
    "shell", [pytest.param(name, marks=needs(name)) for name in ("bash", "zsh", "fish")]
)
def test_the_shell_can_read_its_completion(known: dict[str, Piece], shell: str) -> None:
    pieces.add(known[shell])
    done = run(shell, "-n", known[shell].path)
    assert (done.returncode, done.stderr) == (0, "")


@needs("bash")
def test_bash_completes_commands_and_options(known: dict[str, Piece]) -> None:
    pieces.add(known["bash"])
    script = f"""
        source '{known["bash"].path}'
        [[ $(complete -p voice-coach) =~ -F\\ ([^ ]+) ]] && complete=${{BASH_REMATCH[1]}}
        COMP_WORDS=(voice-coach pro) COMP_CWORD=1; $complete voice-coach pro; echo ${{COMPREPLY[@]}}
        COMP_WORDS=(voice-coach run --te) COMP_CWORD=2; $complete voice-coach --te; echo $COMPREPLY
    """
    assert run("bash", "-c", script).stdout.split() == ["prove-private", "--text"]


def unit(known: dict[str, Piece]) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(known["service"].text())
    return {name: dict(parser[name]) for name in parser.sections()}


def test_the_service_keeps_captions_out_of_the_journal_and_networks_out_of_reach(
    known: dict[str, Piece],
) -> None:
    service = unit(known)["Service"]
    assert service["StandardOutput"] == "null"
    assert service["RestrictAddressFamilies"] == "AF_UNIX AF_NETLINK"
    assert service["PrivateNetwork"] == service["NoNewPrivileges"] == "yes"
    assert service["LimitCORE"] == "0"


def test_what_the_service_starts_is_there_and_is_the_coach(known: dict[str, Piece]) -> None:
    words = shlex.split(unit(known)["Service"]["ExecStart"])  # a path may have a space in it
    assert words[-1] == "run"
    done = run(*words[:-1], "--version")
    assert done.stdout.startswith("voice-coach ")


def test_the_folder_that_the_service_may_write_to_is_there_and_private(
    known: dict[str, Piece], tmp_path: Path
) -> None:
    state = Path(unit(known)["Service"]["ReadWritePaths"].strip('"'))
    assert state == tmp_path / "a home" / ".local" / "state" / "voice-coach"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


@needs("systemd-analyze")
def test_systemd_accepts_the_service(
    known: dict[str, Piece], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    pieces.add(known["service"])
    done = run("systemd-analyze", "--user", "verify", "--man=no", known["service"].path)
    assert (done.returncode, done.stderr) == (0, "")


@needs("desktop-file-validate")
def test_the_desktop_accepts_the_entry(known: dict[str, Piece]) -> None:
    pieces.add(known["desktop"])
    assert run("desktop-file-validate", known["desktop"].path).stdout == ""


def test_a_file_of_somebody_else_is_left_alone(known: dict[str, Piece]) -> None:
    theirs = known["service"].path
    theirs.parent.mkdir(parents=True)
    theirs.write_text("[Service]\nExecStart=/bin/true\n")
    for change in (pieces.add, pieces.remove):
        with pytest.raises(CoachError, match="was not made by us"):
            change(known["service"])
    assert theirs.read_text() == "[Service]\nExecStart=/bin/true\n"


def test_what_was_added_goes_again(known: dict[str, Piece], tmp_path: Path) -> None:
    for piece in known.values():
        pieces.add(piece)
        assert pieces.remove(piece)
        assert not pieces.remove(piece)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("names", [(), ("man",), ("man", "desktop")])
def test_the_command_adds_what_is_named(
    known: dict[str, Piece], names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extras", "add", *names]) == 0
    there = {name for name, piece in known.items() if piece.path.exists()}
    assert there >= {*names, "man"} - {"service"}
    assert "service" not in there
    assert all(str(known[name].path) in capsys.readouterr().out for name in names[:1])


def test_what_it_does_not_know_is_wrong_usage() -> None:
    done = run(sys.executable, "-m", "voice_coach", "extras", "add", "kettle")
    assert done.returncode == 2
    assert "kettle" in done.stderr

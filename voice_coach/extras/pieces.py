"""What makes the coach at home on a desktop: manual page, completions, menu entry, service.

Each is made from the program as it is, with the path under which it was started, and lies where
the desktop looks for what one user has installed. The last line of each says who made it: a file
without that line is not ours, and is never touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_coach import __version__
from voice_coach.errors import CoachError
from voice_coach.extras.man_page import man_page
from voice_coach.memory.durable import private_folder
from voice_coach.memory.state_file import default_path

OURS = "Made by `voice-coach extras`, and taken away by `voice-coach extras remove`."
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Piece:
    """One file."""

    name: str
    what: str
    path: Path
    text: Callable[[], str]
    then: str = ""
    """What is left to do for the user."""
    wanted: bool = True
    """Whether it is put in place when none is named."""


def pieces(parser: argparse.ArgumentParser) -> list[Piece]:
    """All there are."""
    data = _folder("XDG_DATA_HOME", ".local/share")
    config = _folder("XDG_CONFIG_HOME", ".config")
    return [
        Piece(
            "man",
            "manual page: man voice-coach",
            data / "man" / "man1" / "voice-coach.1",
            lambda: _signed(man_page(parser, __version__), '.\\" '),
        ),
        _completion(
            parser, "bash", data / "bash-completion" / "completions" / "voice-coach", "a new shell"
        ),
        _completion(
            parser,
            "zsh",
            data / "zsh" / "site-functions" / "_voice-coach",
            f"in .zshrc, before compinit: fpath+=({data / 'zsh' / 'site-functions'})",
        ),
        _completion(
            parser, "fish", config / "fish" / "completions" / "voice-coach.fish", "a new shell"
        ),
        Piece(
            "desktop",
            "entry in the desktop's menu",
            data / "applications" / "voice-coach.desktop",
            lambda: _template("voice-coach.desktop", _quoted(command(), '\\"`$')),
        ),
        Piece(
            "service",
            "user service of systemd: listens from login on",
            config / "systemd" / "user" / "voice-coach.service",
            _service,
            "systemctl --user daemon-reload && systemctl --user enable --now voice-coach",
            wanted=False,
        ),
    ]


def add(piece: Piece) -> None:
    """Put it in place. Raises CoachError."""
    _refuse_others(piece)
    text = piece.text()
    try:
        piece.path.parent.mkdir(parents=True, exist_ok=True)
        piece.path.write_text(text, "utf-8")
    except OSError as error:
        raise _not_so(piece, error) from error


def remove(piece: Piece) -> bool:
    """Take it away; whether it was there. Raises CoachError."""
    _refuse_others(piece)
    try:
        there = piece.path.exists()
        piece.path.unlink(missing_ok=True)
    except OSError as error:
        raise _not_so(piece, error) from error
    return there


def command() -> list[str]:
    """How to start the coach from anywhere, as it was started now."""
    started = Path(sys.argv[0])
    if started.stem == "voice-coach":
        found = shutil.which(sys.argv[0])
        return [str(Path(found or started).absolute())]
    return [sys.executable, "-m", "voice_coach"]


def _completion(parser: argparse.ArgumentParser, shell: str, path: Path, then: str) -> Piece:
    def text() -> str:
        import shtab

        return _signed(shtab.complete(parser, shell), "# ")

    there = shutil.which(shell) is not None
    return Piece(shell, f"completion in {shell}", path, text, then, wanted=there)


def _service() -> str:
    state = default_path().parent
    # It must be there before the service may write nowhere else.
    private_folder(state)
    start = _quoted(command(), '\\"').replace("%", "%%").replace("$", "$$")
    folder = _quoted([str(state)], '\\"').replace("%", "%%")
    return _template("voice-coach.service", start, folder)


def _template(name: str, how: str, state: str = "") -> str:
    text = (_HERE / name).read_text("utf-8")
    return _signed(text.replace("@COMMAND@", how).replace("@STATE@", state), "# ")


def _quoted(words: Sequence[str], special: str) -> str:
    """A command line, in quotation marks where that is needed."""
    escaped = ("".join(f"\\{c}" if c in special else c for c in word) for word in words)
    return " ".join(f'"{word}"' if " " in word else word for word in escaped)


def _signed(text: str, comment: str) -> str:
    return f"{text.rstrip()}\n{comment}{OURS}\n"


def _folder(variable: str, usual: str) -> Path:
    given = os.environ.get(variable, "")
    return Path(given) if Path(given).is_absolute() else Path.home() / usual


def _refuse_others(piece: Piece) -> None:
    try:
        if OURS not in piece.path.read_text("utf-8", errors="replace"):
            fix = "Move it away, then try again."
            raise CoachError(f"{piece.path} is there and was not made by us.", fix)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_so(piece, error) from error


def _not_so(piece: Piece, error: OSError) -> CoachError:
    why = error.strerror or type(error).__name__
    return CoachError(f"{piece.path} cannot be changed ({why}).", "Check who owns it.")

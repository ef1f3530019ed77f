"""What is done in a proof: evenings to type and one to speak, read from TOML beside the scenes.

In every line `{kind}` becomes a new word of that kind, and `{kind.name}` always the same one.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from voice_coach.content.loader import SKIPPED, packaged
from voice_coach.errors import SceneError

FOLDER = "private"
EVENINGS = "evenings.toml"
SPOKEN = "spoken.toml"


class Evening(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One start of the program."""

    title: str
    command: list[str] = field(default_factory=lambda: ["run", "--text", "--log", "events.log"])
    """What stands after `voice-coach`; file names are in the home made for the proof."""
    unseen: str = ""
    """A passphrase, typed at a terminal when it is asked for; the lines follow."""
    unheard: str = ""
    """What is typed before the coach listens, such as names."""
    lines: list[str]
    """What is typed."""
    settings: str = ""
    """The couple's settings.toml from this evening on; empty: as it was."""
    fault: Literal["", "breaks", "falls", "no state folder", "settings"] = ""
    """`breaks`: a mistake of ours at the words `at`, after which it goes on, or `falls`. Else
    nothing can be kept, or the settings cannot be read, so that the program does not start."""
    at: str = ""
    ends: Literal["", "killed", "aborted", "closed"] = ""
    """When all lines were heard the process is killed, aborted as when a library crashes, or closed
    as with Ctrl-C; empty: it ends with its input."""

    def __post_init__(self) -> None:
        if (self.fault in ("breaks", "falls")) != bool(self.at):
            raise ValueError("a fault that breaks something does it at some words")


class _Evenings(Struct, frozen=True, forbid_unknown_fields=True):
    evening: list[Evening]


def typed(folder: Path | None = None) -> list[Evening]:
    """The evenings at the keyboard. Raises SceneError."""
    path = (folder or _folder()) / EVENINGS
    try:
        return msgspec.convert(tomllib.loads(_text(path)), _Evenings).evening
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SceneError(f"{path.name}: {error}.", "Mend that line.") from error


def spoken(folder: Path | None = None) -> str:
    """The scene that is spoken, as text. Raises SceneError."""
    return _text((folder or _folder()) / SPOKEN)


def _folder() -> Path:
    return packaged() / SKIPPED / FOLDER


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SceneError(f"{path} cannot be read.", "Install the coach again.") from error

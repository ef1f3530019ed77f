"""The models that can be fetched: what `models.toml` promises of each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import msgspec

from voice_coach.errors import ModelError

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
PACKAGE = Path(__file__).parents[1]
OWN = "voice-coach-en"
"""Made by scripts/train_ear."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model on the network, as a zip."""

    name: Annotated[str, msgspec.Meta(pattern=NAME)]
    url: Annotated[str, msgspec.Meta(pattern="^https?://")]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    """Of the zip."""
    licence: str
    language: str
    quality: str
    bytes: Annotated[int, msgspec.Meta(gt=0)] | None = None
    """Of the zip; None where it is not known."""
    dictation: bool = False
    """Whether letters can be dictated to it."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    model: list[Entry]


def catalogue_file() -> Path:
    """`models.toml` in the wheel, or beside the package in a checkout."""
    return _shipped("models.toml")


def own_model() -> Path:
    """The folder of the model that comes with the coach."""
    return _shipped(OWN)


def _shipped(name: str) -> Path:
    inside = PACKAGE / "models" / name
    return inside if inside.exists() else PACKAGE.parent / "models" / name


def catalogue(path: Path | None = None) -> tuple[Entry, ...]:
    """Every model, the preferred first. ModelError when the file cannot be read."""
    path = path or catalogue_file()
    try:
        entries = msgspec.toml.decode(path.read_bytes(), type=_File).model
    except OSError as error:
        raise ModelError(f"The catalogue {path} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"The catalogue {path} is not as it should be: {error}.") from error
    return tuple(entries)


def entry_named(name: str, entries: tuple[Entry, ...]) -> Entry:
    """The entry of this name; ModelError says which there are."""
    for entry in entries:
        if entry.name == name:
            return entry
    there_are = ", ".join(entry.name for entry in entries) or "none"
    raise ModelError(f"There is no model called {name!r}.", f"There are: {there_are}.")


def check_name(name: str) -> str:
    """The name, if a folder may be called so."""
    if not re.fullmatch(NAME, name):
        raise ModelError(
            f"{name!r} cannot be a model's name.", "Use letters, digits, dots and dashes."
        )
    return name

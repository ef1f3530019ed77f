"""A settings.toml that cannot be, told to somebody who has never seen TOML."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from voice_coach.errors import SettingsError

_KINDS = {"boolean": "true or false", "array": 'words like ["one", "two"]', "string": 'a "text"'}
_PLACE = re.compile(r"\(at line (\d+),")
_KEY = re.compile(r"`\$\.([a-z_]+)")


def explained(path: Path, error: Exception, kind: type[Struct]) -> SettingsError:
    """The error for a file that is not of this kind. It quotes no value: names may stand there."""
    wrong, fix = _said(error, kind)
    return SettingsError(f"In {path}: {wrong}", fix)


def _said(error: Exception, kind: type[Struct]) -> tuple[str, str]:
    """What is wrong, and what to do."""
    default = "or delete the line to get the default."
    if isinstance(error, UnicodeDecodeError):
        return "this is not text.", "Move that file away: the coach has defaults."
    message = str(error)
    if field := re.search(r"unknown field `([^`]*)`", message):
        from voice_coach.content.mistakes import did_you_mean

        return (
            f"there is no setting {field[1]!r}.",
            did_you_mean(field[1], kind.__struct_fields__) + f" Mend it, {default}",
        )
    if key := _KEY.search(message):
        return f"{key[1]} cannot be that.", f"{allowed(key[1], kind)} Mend it, {default}"
    if place := _PLACE.search(message):
        looks = 'A line looks like touch = "hug" or rate = 150, and no name stands twice.'
        return f"line {place[1]} cannot be read.", f"{looks} Mend it, {default}"
    if "end of document" in message:
        return "its last line has no end.", "Close the quotation mark or the bracket."
    return f"this is not as it should be: {message}.", f"Mend it, {default}"


def allowed(name: str, kind: type[Struct]) -> str:
    """What a setting may be in the file, in a sentence."""
    schema = schema_of(name, kind)
    if told := limits(schema, _toml):
        return told
    if schema["type"] == "array" and "maxItems" in schema:
        return f"It may be at most {schema['maxItems']} {_KINDS['array']}."
    return f"It must be {_KINDS.get(schema['type'], schema['type'])}."


def schema_of(name: str, kind: type[Struct]) -> dict[str, Any]:
    """What is known of a setting, as JSON Schema has it."""
    found: dict[str, Any] = msgspec.json.schema(kind)["$defs"][kind.__name__]["properties"][name]
    return found


def limits(schema: dict[str, Any], shown: Callable[[object], str]) -> str:
    """Its values or its bounds, in a sentence; empty where only its type is fixed."""
    if "enum" in schema:
        return f"It may be {', '.join(map(shown, schema['enum']))}."
    if "minimum" in schema:
        return f"It may be from {schema['minimum']:g} to {schema['maximum']:g}."
    return ""


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)

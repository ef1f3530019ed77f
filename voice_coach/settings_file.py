"""Writes settings.toml: one line at a time, so that the couple's own comments and order stay.

What is written is read back before it counts: the file is never left as something else than what
was asked for.
"""

from __future__ import annotations

import errno
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from voice_coach.errors import SettingsError
from voice_coach.memory.durable import write_whole
from voice_coach.settings import Settings, load
from voice_coach.settings_mistakes import limits, schema_of

Value = str | int | float | bool | list[str]
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


def changed_text(text: str, changes: Mapping[str, Value]) -> str:
    """The text of a settings file with these values in it. Pure."""
    left = dict(changes)
    lines = text.removesuffix("\n").split("\n") if text else []
    written: list[str] = []
    while lines:
        line = lines.pop(0)
        found = _KEY.match(line)
        name = found[1] if found else ""
        if name not in left:
            written.append(line)
            continue
        while lines and not _whole(line):
            line += "\n" + lines.pop(0)
        written.append(f"{name} = {_toml(left.pop(name))}{_remark(line)}")
    written += [f"{name} = {_toml(value)}" for name, value in left.items()]
    return "".join(f"{line}\n" for line in written)


def keep(path: Path, changes: Mapping[str, Value]) -> Settings:
    """Write them into the file, which is made when it is not there. Raises SettingsError."""
    before = load(path)
    try:
        wanted = msgspec.convert({**msgspec.to_builtins(before), **changes}, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(
            f"that cannot be set: {error}.", "voice-coach settings list."
        ) from error
    try:
        old = path.read_text("utf-8") if path.exists() else ""
        new = changed_text(old, changes)
        if msgspec.toml.decode(new, type=Settings) != wanted:
            raise SettingsError(f"{path} is written in a way of its own.", "Change it by hand.")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, new.encode())
    except OSError as error:
        fix = "Check who owns it, and whether the disk is full."
        raise SettingsError(f"{path} cannot be written ({error.strerror}).", fix) from error
    return wanted


def cannot_keep(path: Path) -> str:
    """Why nothing could be written there, in a sentence; empty: it could."""
    why = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK | os.X_OK):
            why = os.strerror(errno.EACCES)
    except OSError as error:
        why = error.strerror or str(error)
    advice = "Check who owns it, and whether the disk is full."
    return f"{path} cannot be written ({why}), so the first evening waits. {advice}" if why else ""


def value_of(name: str, text: str) -> Value:
    """What somebody typed for this setting. Raises SettingsError, which says what it may be."""
    given: object = [it.strip() for it in text.split(",") if it.strip()] if _is_list(name) else text
    if isinstance(getattr(Settings(), name), bool):
        given = {"on": True, "yes": True, "off": False, "no": False}.get(text.lower(), text)
    try:
        found = msgspec.convert({name: given}, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{name} cannot be {text!r}.", allowed(name)) from error
    value: Value = getattr(found, name)
    return value


def allowed(name: str) -> str:
    """What somebody may type for a setting, in a sentence."""
    schema = schema_of(name, Settings)
    kinds = {"boolean": "on or off", "array": "words with commas between", "string": "any text"}
    return limits(schema, str) or f"It may be {kinds.get(schema['type'], schema['type'])}."


def known(name: str) -> str:
    """The name, if there is such a setting. Raises SettingsError."""
    if name in Settings.__struct_fields__:
        return name
    there = ", ".join(Settings.__struct_fields__)
    raise SettingsError(f"there is no setting {name!r}.", f"There are: {there}.")


def _is_list(name: str) -> bool:
    return isinstance(getattr(Settings(), name), list)


def _whole(line: str) -> bool:
    try:
        tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _remark(line: str) -> str:
    """The comment behind a value, if the line has one."""
    for at in (it.start() for it in re.finditer("#", line)):
        if _whole(line[:at]):
            return "  " + line[at:].strip()
    return ""


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    # JSON writes text as TOML does, but for one character.
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")

"""Python and its libraries, clock, disk, settings, content: what needs no sound."""

from __future__ import annotations

import datetime
import os
import platform
import re
import shutil
import time
from importlib import metadata
from pathlib import Path

from voice_coach.errors import CoachError, ContentError, SettingsError, StoreError
from voice_coach.settings import default_path
from voice_coach.settings import load as load_settings

ROOM = 200 << 20
"""Bytes of free space for a model and its archive."""
PACKAGE = Path(__file__).resolve().parents[1]


def python() -> str:
    """The interpreter."""
    return f"{platform.python_version()} on {platform.system()} {platform.machine()}"


def libraries() -> str:
    """Every required library with its version."""
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in _required()]
    return ", ".join(f"{name} {metadata.version(name)}" for name in sorted(names))


def _required() -> list[str]:
    """The requirements of this installation that hold without any condition."""
    return [line for line in metadata.requires("voice-coach") or [] if ";" not in line]


def settings() -> str:
    """settings.toml can be read. Raises SettingsError."""
    path = default_path()
    load_settings(path)
    return str(path) if path.exists() else f"{path} is not there yet; defaults hold"


def guard() -> str:
    """No network socket can be opened."""
    from voice_coach import guard

    held = guard.refuse_network()
    if not held.kernel:
        raise CoachError(
            "Python is held off the network, C libraries are not.",
            "This system has no kernel filter for it; without a network nothing is amiss.",
        )
    return "the kernel refuses every network socket, to child processes too"


def clock() -> str:
    """The time is possible, and the time zone known: nudges and evenings go by them."""
    from tzlocal import get_localzone

    now, zone = time.time(), get_localzone()
    newest = max(path.stat().st_mtime for path in PACKAGE.glob("*.py"))
    local = datetime.datetime.fromtimestamp(now, zone)
    if now < newest - 86_400:
        raise SettingsError(
            f"it is {local:%Y-%m-%d %H:%M} by the clock, which is before the coach was installed.",
            "Set the clock: nudges and evenings come by it.",
        )
    return f"{local:%Y-%m-%d %H:%M} in {zone}; timers go by a steady clock of their own"


def state_directory() -> str:
    """It can be written, and by nobody else."""
    from voice_coach.memory import state_file

    folder = state_file.default_path().parent
    if not os.access(_existing(folder), os.W_OK | os.X_OK):
        raise StoreError(
            f"{folder} cannot be written.", "Set VOICE_COACH_STATE to a folder of yours."
        )
    if not folder.exists():
        return f"{folder} will be made, mode 0700"
    _for_nobody_else(folder, 700)
    for path in filter(Path.is_file, sorted(folder.iterdir())):
        _for_nobody_else(path, 600)
    return f"{folder}, yours alone"


def box() -> str:
    """The couple's box, and that nobody else can read the file; it is not opened."""
    from voice_coach.memory import state_file
    from voice_coach.memory.box_file import box_path

    path = box_path(state_file.default_path().parent)
    if not path.is_file():
        return "none, so no letter and no promise is kept; make one: voice-coach box passphrase"
    _for_nobody_else(path, 600)
    return f"{path}, encrypted, yours alone; what is in it: voice-coach box list"


def _for_nobody_else(path: Path, wanted: int) -> None:
    """Raises StoreError, which says how to give it the rights that are `wanted`."""
    mode = path.stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        raise StoreError(f"{path} is open to others (mode {mode:04o}).", f"chmod {wanted} '{path}'")


def _existing(folder: Path) -> Path:
    return next(it for it in (folder, *folder.parents) if it.exists())


def disk() -> str:
    """There is space for timers, and for a model."""
    from voice_coach.memory import state_file

    free = shutil.disk_usage(_existing(state_file.default_path().parent)).free
    if free < ROOM:
        raise StoreError(f"only {free >> 20} MB are free.", f"A model needs {ROOM >> 20} MB.")
    return f"{free / 1e9:.1f} GB free"


def content() -> str:
    """The language of the coach is whole."""
    from voice_coach.content.lint import check
    from voice_coach.own_content import content as read

    found = read(None)
    wrong = sum(finding.severity == "error" for finding in check(found))
    if wrong:
        raise ContentError(f"{wrong} mistakes in the content.", "voice-coach check names them.")
    return (
        f"{len(found.intents)} intents, {len(found.scripts)} scripts, "
        f"{len(found.cards)} cards, no mistake found"
    )

"""What `voice-coach doctor` looks at: each part tried for real, each answer a sentence.

A look returns what it saw, or raises; every failure becomes a `Check` that says what to do.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from voice_coach.errors import CoachError, ContentError, ModelError, SoundError, StoreError

TROUBLE = (CoachError, ImportError, AttributeError, OSError, RuntimeError, ValueError)
"""What a part that is missing or broken raises; anything else is a mistake of ours."""
ROOM = 200 << 20
"""Bytes of free space for a model and its archive."""
FEW = 3
"""Songs that cannot be played and are named; more are only counted."""
SAMPLE = "1 2 3"
"""Spoken to memory; digits, for they belong to no language."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `needed`: without it the coach can neither run nor rehearse."""

    name: str
    ok: bool
    detail: str
    fix: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How to find out about one part."""

    name: str
    see: Callable[[], str]
    needed: bool = False
    fix: str = ""
    """What to do when the failure itself does not say."""


def examine(looks: tuple[Look, ...] | None = None) -> Iterator[Check]:
    """The checks, one by one as they are made; some take a second."""
    yield from map(_check, LOOKS if looks is None else looks)


def can_talk(checks: list[Check]) -> bool:
    """Whether the coach can run, or at least rehearse."""
    return all(check.ok or not check.needed for check in checks)


def _check(look: Look) -> Check:
    try:
        return Check(look.name, True, look.see(), needed=look.needed)
    except CoachError as error:
        return Check(look.name, False, str(error), error.fix or look.fix, look.needed)
    except TROUBLE as error:
        detail = f"{type(error).__name__}: {error}."
        return Check(look.name, False, detail, look.fix, look.needed)


# --- the looks: what was seen, or a CoachError -------------------------------------------------


def _python() -> str:
    return f"{platform.python_version()} on {platform.system()} {platform.machine()}"


def _libraries() -> str:
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in _required()]
    return ", ".join(f"{name} {metadata.version(name)}" for name in sorted(names))


def _required() -> list[str]:
    """The requirements of this installation that hold without any condition."""
    return [line for line in metadata.requires("voice-coach") or [] if ";" not in line]


def _sound_library() -> str:
    from voice_coach.hearing import devices

    return str(devices.portaudio().get_portaudio_version()[1])


def _microphone() -> str:
    from voice_coach.hearing import devices

    found = devices.find(None, "input")
    return f"{found.name}, {found.rate} Hz"


def _loudspeaker() -> str:
    from voice_coach.hearing import devices

    found = devices.find(None, "output")
    return f"{found.name}, {found.rate} Hz"


def _echo() -> str:
    from voice_coach.hearing import echo

    return echo.advice(echo.look())


def _model() -> str:
    from voice_coach.hearing import model_store

    found = model_store.installed_model()
    if found is None:
        raise ModelError(
            "none installed; the embedded ear listens.",
            "A better one: voice-coach models list.",
        )
    return found.name


def _embedded_ear() -> str:
    from voice_coach.hearing.choice import embedded_ear

    began = time.perf_counter()
    ear = embedded_ear()
    return f"{ear.name}, loaded in {time.perf_counter() - began:.1f} s"


def _voice() -> str:
    from voice_coach.speaking.voice import Voice

    with Voice() as voice:
        began = time.perf_counter()
        sound = voice.synthesize(SAMPLE)
    return f"{sound.seconds:.1f} s of speech made in {time.perf_counter() - began:.1f} s"


def _songs() -> str:
    from voice_coach.settings import default_path, load
    from voice_coach.speaking.band import look, place_of
    from voice_coach.speaking.song_library import find_songs, unplayable

    songs = load(default_path()).songs
    if not songs:
        return f"none set; `songs` in {default_path()} names a folder or a playlist of yours."
    look(place := place_of(songs))
    found = find_songs(place)
    broken = unplayable(found)
    if broken:
        more = f" And {len(broken) - FEW} more." if len(broken) > FEW else ""
        raise SoundError(
            f"{len(found) - len(broken)} of {len(found)} can be played.",
            " ".join(broken[:FEW]) + more,
        )
    return f"{len(found)} found, and all can be played"


def _guard() -> str:
    from voice_coach import guard

    held = guard.refuse_network()
    if not held.kernel:
        raise CoachError(
            "Python is held off the network, C libraries are not.",
            "This system has no kernel filter for it; without a network nothing is amiss.",
        )
    return "the kernel refuses every network socket, to child processes too"


def _state_directory() -> str:
    from voice_coach.memory.state_file import default_path

    folder = default_path().parent
    if not os.access(_existing(folder), os.W_OK | os.X_OK):
        raise StoreError(
            f"{folder} cannot be written.", "Set VOICE_COACH_STATE to a folder of yours."
        )
    if not folder.exists():
        return f"{folder} will be made, mode 0700"
    mode = folder.stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        raise StoreError(f"{folder} is open to others (mode {mode:04o}).", f"chmod 700 '{folder}'")
    return f"{folder}, yours alone"


def _existing(folder: Path) -> Path:
    return next(it for it in (folder, *folder.parents) if it.exists())


def _disk() -> str:
    from voice_coach.memory.state_file import default_path

    free = shutil.disk_usage(_existing(default_path().parent)).free
    if free < ROOM:
        raise StoreError(f"only {free >> 20} MB are free.", f"A model needs {ROOM >> 20} MB.")
    return f"{free / 1e9:.1f} GB free"


def _content() -> str:
    from voice_coach.content.lint import check
    from voice_coach.content.loader import load

    content = load()
    wrong = sum(finding.severity == "error" for finding in check(content))
    if wrong:
        raise ContentError(f"{wrong} mistakes in the content.", "voice-coach check names them.")
    return (
        f"{len(content.intents)} intents, {len(content.scripts)} scripts, "
        f"{len(content.cards)} cards, no mistake found"
    )


_AGAIN = "Run scripts/run again, or reinstall voice-coach."
LOOKS = (
    Look("Python", _python, needed=True),
    Look("libraries", _libraries, needed=True, fix=_AGAIN),
    Look("sound library", _sound_library),
    Look("microphone", _microphone, fix=_AGAIN),
    Look("loudspeaker", _loudspeaker, fix=_AGAIN),
    Look("interrupting", _echo),
    Look("Vosk model", _model, fix=_AGAIN),
    Look("embedded ear", _embedded_ear, needed=True, fix=_AGAIN),
    Look("voice", _voice, needed=True, fix=_AGAIN),
    Look("songs", _songs),
    Look("offline guard", _guard),
    Look("state directory", _state_directory, fix="Set VOICE_COACH_STATE to a folder of yours."),
    Look("disk space", _disk, fix="Set VOICE_COACH_STATE to a folder of yours."),
    Look("content", _content, needed=True, fix="voice-coach check says more."),
)

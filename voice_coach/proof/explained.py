"""What the coach may write, and to whom it may talk on this machine; anything else is a finding.

Paths are labels: `~` is the home made for the proof, `$TMPDIR` its folder for scratch files.
"""

from __future__ import annotations

import fnmatch
import os
import re
from dataclasses import dataclass
from pathlib import Path

from voice_coach.proof.watcher import Seen

STATE = "~/.local/state/voice-coach"
NOTHING: frozenset[str] = frozenset()
SETTINGS = frozenset({"check_in_word", "chosen_name", "setting"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file is written."""

    pattern: str
    why: str
    holds: frozenset[str] = NOTHING
    """Kinds of words of the couple's that belong there."""
    told: bool = True
    """Whether the report names it; False: it is no file at all."""


_NUMBERED = re.compile(r"^/proc/\d+/")


@dataclass(frozen=True, slots=True)
class Places:
    """The home made for a proof, and its folder for scratch files."""

    home: Path
    temporary: Path

    def label(self, path: str) -> str:
        """A path as the report names it."""
        for place, name in ((self.home, "~"), (self.temporary, "$TMPDIR")):
            if path == str(place) or path.startswith(f"{place}/"):
                return name + path[len(str(place)) :]
        return _NUMBERED.sub("/proc/self/", path)

    def labelled(self, seen: Seen) -> Seen:
        """The same with its label for a path."""
        return Seen(seen.what, self.label(seen.path), seen.refused)


FILES = (
    Reason("/dev/null", "nowhere", told=False),
    Reason("/dev/tty", "the live screen", told=False),
    Reason("/dev/pts/*", "the live screen", told=False),
    Reason("/dev/snd/*", "the sound card", told=False),
    Reason("/dev/dsp*", "PortAudio asks for sound cards of an older kind", told=False),
    Reason("/proc/self/fd/*", "memory that dies with the process", told=False),
    Reason("/proc/self/task/*/comm", "the name of a thread", told=False),
    Reason(
        f"{STATE}/state.json",
        "survives a crash: timers, the place in a script, cards read, modes",
        frozenset({"name", "check_in_word"}),
    ),
    Reason(
        f"{STATE}/.new-*",
        "the same, before it takes the place of the old one",
        frozenset({"name", "check_in_word"}),
    ),
    Reason(f"{STATE}/state.broken*", "a damaged state file, set aside"),
    Reason(f"{STATE}/running.lock", "empty; keeps a second coach from starting"),
    Reason(f"{STATE}/box/*", "the encrypted box"),
    Reason("~/.config/voice-coach/settings.toml", "your settings", SETTINGS),
    Reason("~/.config/voice-coach/.new-*", "the same, before they take their place", SETTINGS),
    Reason("~/events.log", "event names and durations, because --log asked for them"),
    Reason(
        "$TMPDIR/voice-coach-*",
        "the ear's settings while it makes ready; no word, and gone at once",
    ),
    Reason("$TMPDIR/????????", "Python tries whether this folder can be written to"),
    Reason("*/__pycache__/*.pyc*", "Python's own translation of the program"),
    Reason("~/.config/pulse/*", "the sound server's client: a key of its own"),
    Reason("/dev/shm/pulse-shm-*", "sound on its way to the sound server"),
    Reason("/dev/shm/jack_*", "PortAudio asks for a JACK sound server; jack's own numbers"),
    Reason("/dev/shm/pym-*", "memory that Python's processes share"),
)

LOCAL_SOCKETS = (
    Reason("local", "a socket on this machine", told=False),
    Reason("kernel news", "devices that come and go"),
    Reason("*/pulse*/native", "the sound server (PulseAudio, or PipeWire in its place)"),
    Reason("*/pipewire-*", "the sound server (PipeWire)"),
    Reason("/dev/shm/jack_*", "PortAudio asks for a JACK sound server"),
    Reason("*/bus", "the desktop's message bus: the system's keyring"),
    Reason("*/nscd/socket", "the C library asks who the user is"),
)


def of_file(label: str) -> Reason | None:
    """Why this file is written; None: nobody knows."""
    return _first(FILES, label)


def of_socket(label: str) -> Reason | None:
    """What this local socket is for; None: nobody knows."""
    if label and label == os.environ.get("PULSE_SERVER", "").removeprefix("unix:"):
        return Reason(label, "the sound server that PULSE_SERVER names")
    return _first(LOCAL_SOCKETS, label)


def _first(reasons: tuple[Reason, ...], label: str) -> Reason | None:
    return next((r for r in reasons if fnmatch.fnmatchcase(label, r.pattern)), None)

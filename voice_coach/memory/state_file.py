"""The file that survives a crash: written whole, then renamed, so a pulled plug loses nothing.

Holds timers, a place in a script and ids of used cards (conversation/saved.py). No words of anyone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

from voice_coach.conversation.saved import restore
from voice_coach.errors import StoreError
from voice_coach.memory.durable import write_whole

EMPTY: Mapping[str, object] = {}


def default_path() -> Path:
    """Where the state lives: VOICE_COACH_STATE, else the user's state directory."""
    given = os.environ.get("VOICE_COACH_STATE")
    folder = Path(given) if given else platformdirs.user_state_path("voice-coach")
    return folder / "state.json"


class StateFile:
    """Reads and writes the state, mode 0600 in a directory of mode 0700."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> tuple[Mapping[str, object], str]:
        """The state, and a sentence for the couple when the old one had to be set aside."""
        try:
            data = json.loads(self.path.read_text("utf-8"))
            restore(data)
        except FileNotFoundError:
            return EMPTY, ""
        except (ValueError, TypeError, msgspec.ValidationError):
            aside = self.path.with_suffix(".broken")
            self.path.replace(aside)
            return EMPTY, f"The timer file was damaged; it was set aside as {aside.name}."
        except OSError as error:
            fix = f"Check who owns {self.path}."
            raise StoreError(f"The timer file cannot be read ({error.strerror}).", fix) from error
        return data, ""

    def save(self, state: Mapping[str, object]) -> None:
        """Replace the file atomically and wait until it is on the disk. Raises StoreError."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.path, json.dumps(state).encode())
        except OSError as error:
            fix = "Free some space, or set VOICE_COACH_STATE to a folder of yours."
            what = f"Timers cannot be kept in {self.path.parent} ({error.strerror})."
            raise StoreError(what, fix) from error

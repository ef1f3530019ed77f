"""The file that survives a crash: written whole, then renamed, so a pulled plug loses nothing.

Holds timers, a place in a script and ids of used cards (conversation/saved.py). No words of anyone.
"""

from __future__ import annotations

import contextlib
import itertools
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
LEAST, MOST = -1e6, 1e11
"""Between these are all seconds that a timer or a clock can have; what is beyond is damage."""


def default_path() -> Path:
    """Where the state lives: VOICE_COACH_STATE, else the user's state directory."""
    given = os.environ.get("VOICE_COACH_STATE")
    folder = Path(given) if given else platformdirs.user_state_path("voice-coach")
    return folder / "state.json"


def _number(text: str) -> float:
    """A number that can be one of ours. Raises ValueError."""
    value = float(text)
    if not LEAST < value < MOST:
        raise ValueError(f"{text} is no time")
    return int(value) if text.lstrip("-").isdigit() else value


ASIDE = "state.broken"


class StateFile:
    """Reads and writes the state, mode 0600 in a directory of mode 0700."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> tuple[Mapping[str, object], str]:
        """The state, and a sentence for the couple when the old one had to be set aside."""
        try:
            text = self.path.read_text("utf-8")
            data = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_number)
            restore(data)
        except FileNotFoundError:
            return EMPTY, ""
        except (ValueError, TypeError, RecursionError, msgspec.ValidationError):
            return EMPTY, self._set_aside("was damaged")
        except OSError as error:
            return EMPTY, self._set_aside(f"cannot be read ({error.strerror})")
        return data, ""

    def _set_aside(self, why: str) -> str:
        """Keep the file under a name that is free; what to tell the couple."""
        names = (f"{ASIDE}{number or ''}" for number in itertools.count())
        aside = next(path for path in map(self.path.with_name, names) if not path.exists())
        try:
            self.path.rename(aside)
        except OSError:
            return f"The timer file {why}. Check who owns {self.path}."
        return f"The timer file {why}; it was set aside as {aside.name}."

    def drop_old(self) -> None:
        """Destroy what was set aside; what cannot be destroyed stays."""
        for old in self.path.parent.glob(f"{ASIDE}*"):
            with contextlib.suppress(OSError):
                old.unlink()

    def save(self, state: Mapping[str, object]) -> None:
        """Replace the file atomically and wait until it is on the disk. Raises StoreError."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.path, json.dumps(state).encode())
        except OSError as error:
            fix = "Free some space, or set VOICE_COACH_STATE to a folder of yours."
            what = f"Timers cannot be kept in {self.path.parent} ({error.strerror})."
            raise StoreError(what, fix) from error

"""A couple's box for a rehearsal: real, encrypted, in a folder that goes when the scene is over."""

from __future__ import annotations

import tempfile
from pathlib import Path

from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keeper import BoxKeeper
from voice_coach.memory.keys import Passphrase, Strength

_SECRET = Passphrase("only for this scene", Strength(kib=64, passes=1, lanes=1))


class SceneBox:
    """Opened anew whenever the program is started; what was forgotten stays forgotten."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="voice-coach-rehearsal-")
        self._path = box_path(Path(self._folder.name))
        self._keeper = BoxKeeper(self._path, Box.create(self._path, _SECRET), _SECRET)

    def open(self) -> BoxKeeper:
        """As it is after a start of the program."""
        self._keeper.close()
        box = Box.open(self._path, _SECRET) if self._path.exists() else None
        self._keeper = BoxKeeper(self._path, box)
        return self._keeper

    def close(self) -> None:
        """The folder is gone."""
        self._keeper.close()
        self._folder.cleanup()

"""Looks for canaries in files and streams, and remembers how much was looked at."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from voice_coach.proof.canaries import Canaries, Hit

_LARGEST = 256 * 1024 * 1024
"""Bytes of one file that are looked at."""


class Search:
    """One proof's search. `label` gives a path the name under which it is told."""

    def __init__(self, canaries: Canaries, label: Callable[[str], str]) -> None:
        self.found: dict[str, set[Hit]] = defaultdict(set)
        """Path or stream → what was found in it, at any time."""
        self.largest: dict[str, int] = defaultdict(int)
        """Path → the most bytes it ever had when it was looked at."""
        self.unreadable: set[str] = set()
        self.bytes = 0
        self.files = 0
        self._canaries, self._label = canaries, label
        self._known: set[tuple[int, int, int, int]] = set()

    def file(self, path: str) -> None:
        """Look at a file as it stands; one that has not changed is looked at once."""
        try:
            state = Path(path).stat()
        except OSError:
            return
        version = (state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size)
        if not stat.S_ISREG(state.st_mode):
            return
        label = self._label(path)
        self.largest[label] = max(self.largest[label], state.st_size)
        if version in self._known:
            return
        try:
            with Path(path).open("rb") as file:
                data = file.read(_LARGEST)
        except OSError:
            self.unreadable.add(label)
            return
        self._known.add(version)
        self.files += 1
        self.data(label, data)
        self.data(label, os.fsencode(path))

    def data(self, name: str, data: bytes) -> None:
        """Look at bytes that stood under this name."""
        self.bytes += len(data)
        if hits := self._canaries.find(data):
            self.found[name] |= hits

    def changed(self, root: Path, since: float, apart: Path | None = None) -> set[str]:
        """Look at every file below `root`, but `apart`, that was changed since then (wall clock).

        Their labels.
        """
        paths = list(_changed(root, since, str(apart)))
        for path in paths:
            self.file(path)
        return {self._label(path) for path in paths}


def _changed(root: Path, since: float, apart: str) -> Iterator[str]:
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if f"{folder}/{name}" != apart]
        for name in names:
            path = f"{folder}/{name}"
            try:
                state = os.lstat(path)
            except OSError:
                continue
            if stat.S_ISREG(state.st_mode) and max(state.st_mtime, state.st_ctime) >= since:
                yield path

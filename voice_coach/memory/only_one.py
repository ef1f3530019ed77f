"""Only one coach at a time in a state folder: two would answer at once and overwrite each other.

The operating system holds the lock and lets go of it when the process ends, however it ends; the
file that stays behind means nothing. Where no lock can be had (a full disk, a folder that may not
be written) the coach runs without one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from voice_coach.errors import StoreError

NAME = "running.lock"


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the folder for as long as it lasts. Raises StoreError when another coach does."""
    file = _opened(folder)
    try:
        if file is not None and not _locked(file):
            fix = "Use that one, or close it first."
            raise StoreError("Another Voice Coach is running already.", fix)
        yield
    finally:
        if file is not None:
            os.close(file)


def _opened(folder: Path) -> int | None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


def _locked(file: int) -> bool:
    """False when another process has it."""
    try:
        import fcntl
    except ImportError:  # Windows
        return _locked_there(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _locked_there(file: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True

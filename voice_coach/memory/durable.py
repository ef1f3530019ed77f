"""Files that are whole or not there: private folders, atomic writing, and erasing what was kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def private_folder(folder: Path) -> None:
    """Make the folder with mode 0700, or take from an existing one what others may do. OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    only_ours(folder)


def only_ours(path: Path) -> None:
    """Take every right of group and others away; the owner's stay as they are. Raises OSError."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        path.chmod(mode & 0o700)


def write_whole(path: Path, data: bytes) -> None:
    """Write the file, mode 0600, so that a pulled plug leaves all of it or nothing. OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def erase(path: Path) -> None:
    """Overwrite the file with noise, wait for the disk, then remove it; nothing if it has gone.

    Raises OSError.

    What that does not guarantee: flash with wear levelling, copy-on-write file systems, journals
    and snapshots keep old blocks elsewhere. Hence everything kept is encrypted, and its key goes
    the same way.
    """
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_directory(folder: Path) -> None:
    """Make names in the folder survive a pulled plug, where the system can. Raises OSError."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

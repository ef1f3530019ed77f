"""A zip from outside becomes a folder, and nothing beside that folder is ever touched."""

from __future__ import annotations

import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from voice_coach.errors import ModelError

LARGEST = 8 << 30
"""Bytes that a model may have, unpacked."""
SWELLING = 40
"""Times that an unpacked model may be larger than its zip; real ones are 1.5 to 2."""
BLOCK = 1 << 20
_NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, ValueError, RuntimeError, OverflowError),
)
"""What the zip library raises for damaged files; it has no one error of its own."""


def unpack(archive: Path, into: Path) -> Path:
    """Unpack into an empty folder; answers with the model's folder in it.

    ModelError for anything but a whole zip of plain files. A full disk is an OSError.
    """
    try:
        with zipfile.ZipFile(archive) as source:
            entries = source.infolist()
            _check_size(entries, archive)
            for entry in entries:
                _unpack_one(source, entry, into)
    except _NO_ZIP as error:
        raise ModelError(
            f"{archive.name} is not a whole zip file: {error}.", "Fetch it again."
        ) from error
    return innermost(into)


def copy_folder(source: Path, into: Path) -> Path:
    """Copy an unpacked model into an empty folder; answers with the model's folder in it."""
    for path in sorted(source.rglob("*")):
        target = into / path.relative_to(source)
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise ModelError(f"{path} is a link or no plain file.", "Import plain files.")
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return innermost(into)


def _check_size(entries: list[zipfile.ZipInfo], archive: Path) -> None:
    total = sum(entry.file_size for entry in entries)
    if total > min(LARGEST, SWELLING * archive.stat().st_size):
        raise ModelError(f"{archive.name} would unpack to {total} bytes; that is no model.")


def _unpack_one(source: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> None:
    target = into / _safe(entry)
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open(entry) as reader, target.open("xb") as writer:
        while block := reader.read(BLOCK):
            writer.write(block)
            if writer.tell() > entry.file_size:
                raise _evil(entry, "is larger than it says")


def _safe(entry: zipfile.ZipInfo) -> PurePosixPath:
    """The entry's path, if it is a plain one inside the folder."""
    path = PurePosixPath(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or set(entry.filename) & set('\\:\0<>|"?*'):
        raise _evil(entry, "lies outside the model")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _evil(entry, "is a link or no plain file")
    if entry.flag_bits & 1:
        raise _evil(entry, "is encrypted")
    return path


def _evil(entry: zipfile.ZipInfo, why: str) -> ModelError:
    return ModelError(
        f"The zip is not safe to unpack: {entry.filename!r} {why}.", "Get it from its maker."
    )


def innermost(folder: Path) -> Path:
    """Zips usually hold one folder that holds the model."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder

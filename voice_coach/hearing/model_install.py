"""A model comes into the house: fetched or brought by hand, unpacked, probed, then accepted.

Until the last step everything happens in a folder of its own, so that a failure leaves what was
installed before as it was.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from voice_coach.errors import ModelError
from voice_coach.hearing.model_catalogue import Entry, check_name
from voice_coach.hearing.model_download import PATIENCE, Progress, download
from voice_coach.hearing.model_probe import check_layout, probe
from voice_coach.hearing.model_store import manifest_path, only_one, sha256_of, write_manifest
from voice_coach.hearing.model_unpack import copy_folder, innermost, unpack

WORKROOM = ".unpacking-"


def _no_progress(have: int, total: int | None) -> None:
    """Nobody watches."""


def install(
    entry: Entry, store: Path, progress: Progress = _no_progress, patience: float = PATIENCE
) -> Path:
    """Fetch the model of the catalogue; answers with its folder. ModelError if it fails."""
    part = store / f"{entry.name}.zip.part"
    with only_one(store), _disk(store):
        download(entry, part, progress, patience)
        with _workroom(store) as room:
            folder = _accept(unpack(part, room), store / entry.name)
        part.unlink()
    return folder


def import_model(source: Path, name: str, store: Path, entries: tuple[Entry, ...] = ()) -> Path:
    """Take a zip, or an unpacked folder, brought by hand; answers with the model's folder.

    A zip under a name of the catalogue must be the one that the catalogue promises.
    """
    target = store / check_name(name)
    if not source.exists():
        raise ModelError(f"There is no file {source}.", "Name the model's zip, or its folder.")
    with only_one(store), _disk(store), _workroom(store) as room:
        if source.is_dir():
            check_layout(innermost(source))
            return _accept(copy_folder(source, room), target)
        _check_promise(source, name, entries)
        return _accept(unpack(source, room), target)


def _check_promise(archive: Path, name: str, entries: tuple[Entry, ...]) -> None:
    promised = next((entry.sha256 for entry in entries if entry.name == name), None)
    if promised not in (None, sha256_of(archive)):
        raise ModelError(
            f"{archive.name} is not the {name} of the catalogue: its sha256 sum differs.",
            "Fetch it again, or import it under another name with --name.",
        )


def _accept(unpacked: Path, target: Path) -> Path:
    """Probe, then put the folder in its place; the manifest comes last."""
    probe(unpacked)
    manifest_path(target).unlink(missing_ok=True)
    if target.exists():
        shutil.rmtree(target)
    unpacked.replace(target)
    write_manifest(target, target)
    return target


@contextlib.contextmanager
def _workroom(store: Path) -> Iterator[Path]:
    """An empty folder on the store's own disk; those that a crash left behind are removed."""
    for left in store.glob(f"{WORKROOM}*"):
        shutil.rmtree(left, ignore_errors=True)
    room = Path(tempfile.mkdtemp(prefix=WORKROOM, dir=store))
    try:
        model = room / "model"
        model.mkdir()
        yield model
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextlib.contextmanager
def _disk(store: Path) -> Iterator[None]:
    """A disk that is full or cannot be written is the user's to mend."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ModelError(
                f"The disk of {store} is full.",
                "Make room, or name another folder in VOICE_COACH_MODELS.",
            ) from error
        raise ModelError(
            f"The model cannot be put into {store}: {error.strerror or error}."
        ) from error

"""The models on this computer: a folder for each, and beside it the list of what it holds.

`NAME/` is the unpacked model and `NAME.manifest.json` its files with sizes and sha256 sums. A
model counts as installed when both are there; the manifest is written only after a child process
has loaded the model (`model_install`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import platformdirs

from voice_coach.errors import ModelError
from voice_coach.hearing.model_catalogue import catalogue, check_name
from voice_coach.hearing.model_probe import check_layout, probe

MANIFEST = ".manifest.json"
BLOCK = 1 << 20
"""Bytes read at a time."""


class FileSum(msgspec.Struct, frozen=True):
    """What one file of a model is."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """Relative path, with forward slashes → the file."""

    files: dict[str, FileSum]


def models_folder() -> Path:
    """$VOICE_COACH_MODELS, or the user's data folder."""
    chosen = os.environ.get("VOICE_COACH_MODELS")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("voice-coach")) / "models"


def installed(store: Path | None = None) -> list[Path]:
    """Folders of the models that were accepted, the catalogue's preference first, whole or not."""
    store = store or models_folder()
    names = {path.name.removesuffix(MANIFEST) for path in store.glob(f"*{MANIFEST}")}
    order = [entry.name for entry in catalogue()]
    known = [name for name in order if name in names]
    return [store / name for name in (*known, *sorted(names - set(known)))]


def installed_model(wanted: str = "", store: Path | None = None) -> Path | None:
    """The model to use: by name or folder, or the first that is whole. Quick: no file is hashed.

    None when nothing is wanted and nothing is installed. ModelError when the wanted one is not
    there, or all that are installed are damaged.
    """
    if wanted:
        return _wanted(wanted, store or models_folder())
    trouble: ModelError | None = None
    for folder in installed(store):
        try:
            check_sizes(folder)
        except ModelError as error:
            trouble = trouble or error
        else:
            return folder
    if trouble:
        raise trouble
    return None


def _wanted(wanted: str, store: Path) -> Path:
    if os.sep in wanted or "/" in wanted:
        folder = Path(wanted).expanduser()
        check_layout(folder)
    else:
        folder = store / check_name(wanted)
        check_sizes(folder)
    return folder


def verify(folder: Path) -> None:
    """Compare every byte with the manifest, then load the model in a child process."""
    check_sizes(folder)
    for name, promised in _manifest(folder).files.items():
        if sha256_of(folder / name) != promised.sha256:
            raise _damaged(folder, f"{name} is not what was installed")
    probe(folder)


def check_sizes(folder: Path) -> None:
    """Raise ModelError unless the folder holds the manifest's files, each of the right size."""
    promised = _manifest(folder).files
    check_layout(folder)
    for name, file in promised.items():
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise _damaged(folder, f"{name} is missing") from error
        if size != file.bytes:
            raise _damaged(folder, f"{name} has {size} bytes and should have {file.bytes}")


def write_manifest(folder: Path, target: Path) -> None:
    """List the folder's files as the manifest of the model folder `target`."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {
        path.relative_to(folder).as_posix(): FileSum(path.stat().st_size, sha256_of(path))
        for path in paths
    }
    temporary = manifest_path(target).with_suffix(".new")
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(Manifest(files))))
    temporary.replace(manifest_path(target))


def manifest_path(folder: Path) -> Path:
    """The list that stands beside the model folder."""
    return folder.with_name(folder.name + MANIFEST)


def sha256_of(path: Path) -> str:
    """The sum of the file, in hexadecimal; ModelError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error


@contextlib.contextmanager
def only_one(store: Path) -> Iterator[None]:
    """Hold the store's lock; ModelError when another install holds it. A crash releases it."""
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock = (store / ".lock").open("a")
    except OSError as error:
        raise ModelError(
            f"The model folder {store} cannot be written: {error.strerror}.",
            "Name another one in VOICE_COACH_MODELS.",
        ) from error
    with lock:
        try:
            _lock(lock.fileno())
        except OSError as error:
            raise ModelError(
                "Another install is at work in the same folder.", "Wait until it has ended."
            ) from error
        yield


def _lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _manifest(folder: Path) -> Manifest:
    path = manifest_path(folder)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no model {folder.name} in {folder.parent}.",
            f"Get it with: voice-coach models install {folder.name}.",
        ) from error
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _damaged(folder, "its manifest cannot be read") from error


def _damaged(folder: Path, why: str) -> ModelError:
    return ModelError(f"The model {folder.name} is damaged: {why}.", "Install or import it again.")

"""The file under the box: one SQLite database, mode 0600, in a folder of its own of mode 0700.

It knows rows, and neither key nor text. What it promises:
- What was committed is on the disk. A rollback journal and synchronous=EXTRA, not WAL: with FULL, a
  pulled plug may bring a deleted journal back, and with it the state before; WAL would leave what
  was forgotten in a second file until that happens to be overwritten.
- Several processes may have it open: each change is one transaction, and waits for the other's.
- A damaged file is set aside under another name, and never written to.
- What is deleted is overwritten with zeros (secure_delete) and the file shortened.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from voice_coach.errors import StoreError
from voice_coach.memory.durable import erase, only_ours, private_folder, sync_directory

NAME = "box.db"
_FORGOTTEN = "box.forgotten"
_NEW = "box.new-"
_APPLICATION = 0x56436278
_VERSION = 1
_WAIT = 5.0
"""Seconds to wait for another process's change."""
_SCHEMA = (
    "CREATE TABLE lock (only_one INTEGER PRIMARY KEY CHECK (only_one = 1),"
    " how BLOB NOT NULL, wrapped BLOB NOT NULL)",
    "CREATE TABLE ledger (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), sealed BLOB NOT NULL)",
    "CREATE TABLE item (id TEXT PRIMARY KEY, label BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE part (id TEXT, number INTEGER, sealed BLOB NOT NULL,"
    " PRIMARY KEY (id, number)) WITHOUT ROWID",
)
_SETTINGS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class _Unsound(sqlite3.DatabaseError):
    """SQLite can read it, and it is not what we wrote."""


def box_path(state_folder: Path) -> Path:
    """Where the box of that state folder is: in a folder of its own, so that it can be private."""
    return state_folder / "box" / NAME


class BoxFile:
    """An open file. Use `create_file` and `open_file`."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self._db = db

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk afterwards, or nothing. Raises StoreError."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            yield db

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A view that no other process changes meanwhile. Raises StoreError."""
        with self._transaction("BEGIN") as db:
            yield db

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with _in_words(self.path):
            try:
                self._db.execute(begin)
                yield self._db
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def lock(self) -> tuple[bytes, object]:
        """How the box is locked, and the wrapped data key. Raises StoreError."""
        with self.look() as db:
            row = db.execute("SELECT how, wrapped FROM lock").fetchone()
        if row is None:
            raise StoreError(f"The box in {self.path} has lost its lock.", _IMPORT)
        how, wrapped = row
        return (how if isinstance(how, bytes) else b""), wrapped

    def shrink(self) -> None:
        """Give back the room of what was deleted; it has been zeroed already."""
        with suppress(sqlite3.OperationalError):
            self._db.execute("VACUUM")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def create_file(path: Path, how: bytes, wrapped: bytes, ledger: bytes) -> BoxFile:
    """A new, empty file; it appears whole. Raises StoreError, also when there is one already."""
    with _in_words(path):
        private_folder(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_NEW)
        os.close(handle)
        new = Path(name)
        try:
            _fill(new, how, wrapped, ledger)
            path.hardlink_to(new)
        except FileExistsError as error:
            raise StoreError(f"There is a box in {path.parent} already.") from error
        finally:
            new.unlink()
        sync_directory(path.parent)
    return open_file(path)


def _fill(new: Path, how: bytes, wrapped: bytes, ledger: bytes) -> None:
    with closing(_connect(new)) as db:
        db.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA:
            db.execute(statement)
        db.execute("INSERT INTO lock VALUES (1, ?, ?)", (how, wrapped))
        db.execute("INSERT INTO ledger VALUES (1, ?)", (ledger,))
        db.execute(f"PRAGMA application_id = {_APPLICATION}")
        db.execute(f"PRAGMA user_version = {_VERSION}")
        db.execute("COMMIT")


def open_file(path: Path) -> BoxFile:
    """The file that is there, after a look at its health. Raises StoreError."""
    with _in_words(path):
        for left in path.parent.glob(f"{_FORGOTTEN}*"):
            erase(left)
        if not path.exists():
            raise StoreError("There is no box yet.", "Make one with `voice-coach box passphrase`.")
        for left in path.parent.glob(f"{_NEW}*"):
            if left.samefile(path):  # killed between its two names
                left.unlink()
        only_ours(path.parent)
        only_ours(path)
        try:
            return BoxFile(path, _healthy(path))
        except sqlite3.DatabaseError as error:
            if isinstance(error, _Unsound) or _code(error) in _DAMAGED:
                raise _set_aside(path) from error
            raise


def destroy(path: Path) -> None:
    """Overwrite and remove the file, and whatever damaged ones were set aside. No way back.

    Needs no passphrase: one no erases. Raises StoreError. What it cannot reach: exports, backups,
    and what `durable.erase` says of disks.
    """
    with _in_words(path):
        doomed = [left for left in path.parent.glob("box.*") if left != path]
        if path.exists():
            with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as db:
                _hold(db)
                # From this rename on it is forgotten: a killed process leaves the rest to the next.
                path.replace(path.with_name(_FORGOTTEN))
                sync_directory(path.parent)
                erase(path.with_name(_FORGOTTEN))
        for left in doomed:
            erase(left)


def _hold(db: sqlite3.Connection) -> None:
    """Keep other processes out, unless the file is too damaged for that."""
    try:
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if _code(error) not in _DAMAGED:
            raise
    except UnicodeDecodeError:
        return


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    # A damaged name must not keep the others from being read.
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        for setting in _SETTINGS:
            db.execute(setting)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _healthy(path: Path) -> sqlite3.Connection:
    db = _connect(path)
    try:
        _check(path, db)
    except (sqlite3.Error, StoreError):
        db.close()
        raise
    except UnicodeDecodeError as error:  # sqlite3 stumbles over its own message about the damage
        db.close()
        raise _Unsound from error
    return db


def _check(path: Path, db: sqlite3.Connection) -> None:
    application = _number(db, "application_id")
    version = _number(db, "user_version")
    schema = {row[0] for row in db.execute("SELECT sql FROM sqlite_master")} - {None}
    if application == _APPLICATION and version > _VERSION:
        raise StoreError(f"The box in {path} is of a newer Voice Coach.", "Update Voice Coach.")
    known = application == _APPLICATION and version == _VERSION and schema == set(_SCHEMA)
    if not known or db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise _Unsound


def _number(db: sqlite3.Connection, pragma: str) -> int:
    row: tuple[int] = db.execute(f"PRAGMA {pragma}").fetchone()
    return row[0]


_GONE = "The box was forgotten, moved or damaged while it was open."
_AGAIN = "Start Voice Coach again."
_IMPORT = "Bring your last export back with `voice-coach box import FILE`."


def _set_aside(path: Path) -> StoreError:
    """Rename the file and its journal, so that nothing writes to them; and the sentence for it."""
    names = (path.with_name(f"box.broken-{number}.db") for number in range(1, 10_000))
    aside = next(name for name in names if not name.exists())
    path.replace(aside)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        journal.replace(aside.with_name(f"{aside.name}-journal"))
    return StoreError(f"The box was damaged; it was set aside as {aside.name}.", _IMPORT)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Every failure of disk and database as one sentence, without anything of what was kept."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sentence(path, error) from error
    except UnicodeDecodeError as error:
        raise StoreError(_GONE, _AGAIN) from error
    except OSError as error:
        fix = "Free some space, or check who owns that folder."
        raise StoreError(f"The box in {path.parent} failed ({error.strerror}).", fix) from error


def _sentence(path: Path, error: sqlite3.Error) -> StoreError:
    code = _code(error)
    if _name(error) == "SQLITE_READONLY_DBMOVED" or code in _DAMAGED:
        return StoreError(_GONE, _AGAIN)
    if code in _BUSY:
        return StoreError("Another program holds the box.", "Close it and try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError("The box cannot be written.", f"Check who owns {path.parent}.")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StoreError("The disk is full, or failing; nothing was changed.", "Free some space.")
    return StoreError(f"The box in {path.parent} failed ({_name(error)}).", "Try again.")


def _code(error: sqlite3.Error) -> int:
    code: Any = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return int(code) & 0xFF


def _name(error: sqlite3.Error) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))

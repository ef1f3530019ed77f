"""The file: whose it is, and what happens when disk, folder or another program will not have it."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from voice_coach.errors import StoreError
from voice_coach.memory.box import Box, box_path, forget_everything
from voice_coach.memory.keys import Passphrase

ROOT = Path(__file__).resolve().parent.parent.parent


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_only_we_may_read_it(path: Path, ours: Passphrase, today: date) -> None:
    before = os.umask(0)
    try:
        box = Box.create(path, ours)
    finally:
        os.umask(before)
    with box._file.change() as db:
        db.execute("UPDATE ledger SET sealed = zeroblob(284)")
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}
        assert len(list(path.parent.iterdir())) == 2  # its journal too
    assert mode(path.parent) == 0o700
    box.close()


def test_rights_that_others_were_given_are_taken_back(
    box: Box, path: Path, ours: Passphrase
) -> None:
    path.chmod(0o644)
    path.parent.chmod(0o755)
    Box.open(path, ours).close()
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_second_box_is_not_made_over_the_first(
    box: Box, path: Path, ours: Passphrase, today: date
) -> None:
    label = box.keep("promise", "stays", "one", today)
    with pytest.raises(StoreError, match="There is a box in"):
        Box.create(path, ours)
    assert box.read(label.id, today).text == "stays"
    assert [file.name for file in path.parent.iterdir()] == ["box.db"]


@pytest.mark.parametrize("damage", [b"", b"not a database at all", bytes(8192)])
def test_a_damaged_file_is_set_aside_and_kept(path: Path, ours: Passphrase, damage: bytes) -> None:
    path.parent.mkdir(parents=True)
    for number in (1, 2):
        path.write_bytes(damage)
        with pytest.raises(StoreError) as said:
            Box.open(path, ours)
        aside = path.with_name(f"box.broken-{number}.db")
        assert str(said.value) == f"The box was damaged; it was set aside as {aside.name}."
        assert aside.read_bytes() == damage
    Box.create(path, ours).close()
    forget_everything(path)
    assert list(path.parent.iterdir()) == []


def test_a_file_cut_short_is_set_aside(box: Box, path: Path, ours: Passphrase) -> None:
    box.close()
    data = path.read_bytes()[:-4096]
    path.write_bytes(data)
    with pytest.raises(StoreError, match="set aside"):
        Box.open(path, ours)
    assert path.with_name("box.broken-1.db").read_bytes() == data


def test_a_box_of_a_newer_version_is_left_alone(box: Box, path: Path, ours: Passphrase) -> None:
    box.close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 2")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer Voice Coach"):
        Box.open(path, ours)
    assert path.read_bytes() == before


def test_another_program_in_the_middle_of_a_change(box: Box, path: Path, today: date) -> None:
    box._file._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program holds the box"):
        box.keep("promise", "p", "one", today)
    other.execute("ROLLBACK")
    other.close()
    box.keep("promise", "p", "one", today)
    assert box.remembered().counts == {"promise": 1}


WRITER = """
import sys
from datetime import date
from pathlib import Path
from voice_coach.memory.box import Box
from voice_coach.memory.keys import Passphrase, Strength
box = Box.open(Path(sys.argv[1]), Passphrase("tea at four on sunday", Strength(64, 1, 1)))
for number in range(20):
    box.keep("promise", f"{sys.argv[2]} {number}", "one", date(2026, 11, 25))
"""


def test_two_processes_write_at_once_and_nothing_is_lost(box: Box, path: Path, today: date) -> None:
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, who], cwd=ROOT) for who in ("she", "he")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    said = {item.text for item in box.everything()}
    assert said == {f"{who} {number}" for who in ("she", "he") for number in range(20)}
    assert box.remembered().damaged == 0


def test_a_box_forgotten_by_another_process_takes_nothing_more(
    box: Box, path: Path, ours: Passphrase, today: date
) -> None:
    other = Box.open(path, ours)
    forget_everything(path)
    with pytest.raises(StoreError, match="forgotten, moved or damaged while it was open"):
        other.keep("promise", "would be lost", "one", today)
    other.close()
    fresh = Box.create(path, ours)
    assert fresh.remembered().labels == ()
    fresh.close()


def test_a_process_killed_while_forgetting_leaves_the_rest_to_the_next(
    box: Box, path: Path, ours: Passphrase
) -> None:
    box.close()
    path.rename(path.with_name("box.forgotten"))
    with pytest.raises(StoreError, match="There is no box yet"):
        Box.open(path, ours)
    assert list(path.parent.iterdir()) == []


def test_a_process_killed_while_making_a_box_leaves_one_or_none(
    box: Box, path: Path, ours: Passphrase, today: date
) -> None:
    label = box.keep("promise", "stays", "one", today)
    box.close()
    path.with_name("box.new-abc").hardlink_to(path)
    again = Box.open(path, ours)
    assert again.read(label.id, today).text == "stays"
    assert [file.name for file in path.parent.iterdir()] == ["box.db"]
    again.close()


@contextmanager
def full_disk(at: int) -> Iterator[None]:
    """No file grows beyond that many bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    box: Box, path: Path, ours: Passphrase, today: date
) -> None:
    letter = box.begin_letter(today)
    box.add_chunk(letter, "before")
    with (
        full_disk(path.stat().st_size),
        pytest.raises(StoreError, match="disk is full, or failing; nothing was changed"),
    ):
        box.add_chunk(letter, "much " * 20_000)
    assert box.draft(letter) == ("before",)
    box.add_chunk(letter, "after")
    box.close()
    again = Box.open(path, ours)
    assert again.draft(letter) == ("before", "after")
    assert again.remembered().damaged == 0
    again.close()


def test_a_database_that_may_not_grow_is_a_full_disk_too(box: Box, today: date) -> None:
    pages = box._file._db.execute("PRAGMA page_count").fetchone()[0]
    box._file._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="disk is full, or failing"):
        box.keep("letter", "much " * 20_000, "one", today)
    assert box.remembered().labels == ()


def test_everything_can_be_forgotten_on_a_full_disk(box: Box, path: Path) -> None:
    with full_disk(path.stat().st_size):
        forget_everything(path)
    assert list(path.parent.iterdir()) == []


def test_no_box_on_a_full_disk(path: Path, ours: Passphrase) -> None:
    with full_disk(4096), pytest.raises(StoreError, match="disk is full, or failing"):
        Box.create(path, ours)
    assert list(path.parent.iterdir()) == []


@contextmanager
def as_somebody() -> Iterator[Path]:
    """A folder of a user who is not root: nothing is forbidden to root."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        if os.geteuid() != 0:
            yield Path(name)
            return
        os.chown(name, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


def test_a_folder_that_may_not_be_written(ours: Passphrase, today: date) -> None:
    with as_somebody() as folder:
        path = box_path(folder)
        box = Box.create(path, ours)
        label = box.keep("promise", "stays", "one", today)
        box.close()
        path.parent.chmod(0o500)
        box = Box.open(path, ours)
        with pytest.raises(StoreError, match="The box cannot be written"):
            box.keep("promise", "p", "one", today)
        assert box.read(label.id, today).text == "stays"
        box.close()
        with pytest.raises(StoreError, match="failed \\(Permission denied\\)"):
            forget_everything(path)
        path.parent.chmod(0o700)
        path.chmod(0o400)
        box = Box.open(path, ours)
        with pytest.raises(StoreError, match="The box cannot be written"):
            box.keep("promise", "p", "one", today)
        assert box.read(label.id, today).text == "stays"
        box.close()


def test_a_folder_that_may_not_be_made(ours: Passphrase) -> None:
    with as_somebody() as folder:
        folder.chmod(0o500)
        with pytest.raises(StoreError, match="failed \\(Permission denied\\)"):
            Box.create(box_path(folder), ours)
        folder.chmod(0o700)


def test_what_the_disk_is_asked_for(box: Box) -> None:
    db = box._file._db
    asked = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete")
    }
    assert asked == {"journal_mode": "delete", "synchronous": 3, "secure_delete": 1}

"""The couple's backup: one encrypted file out, and in again without overwriting anything."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_coach.errors import StoreError
from voice_coach.memory.box import Box, box_path
from voice_coach.memory.box_export import Merged, export, import_into, read_export
from voice_coach.memory.keys import Passphrase, Strength

LIGHT = Strength(kib=64, passes=1, lanes=1)
OURS = Passphrase("tea at four on sunday", LIGHT)
BACKUP = Passphrase("bread in the cellar", LIGHT)
VALENTINE = date(2027, 2, 14)
CANARY = "the canary sings at noon"


@pytest.fixture
def exported(box: Box, tmp_path: Path, today: date) -> Path:
    """An export of a sealed letter, an unfinished one and a promise."""
    box.keep("letter", CANARY, "both", today, VALENTINE)
    draft = box.begin_letter(today)
    box.add_chunk(draft, "not yet")
    box.keep("promise", CANARY, "one", today)
    file = tmp_path / "ours.box"
    assert export(box, file, BACKUP) == 3
    return file


def test_a_box_comes_back_whole_on_another_machine(
    box: Box, exported: Path, tmp_path: Path, today: date
) -> None:
    other = Box.create(box_path(tmp_path / "other"), Passphrase("quite another one", LIGHT))
    assert import_into(other, exported, BACKUP) == Merged(added=3, already=0)
    assert other.everything() == box.everything()
    assert other.remembered() == box.remembered()
    assert import_into(other, exported, BACKUP) == Merged(added=0, already=3)
    other.close()


def test_an_import_overwrites_nothing_and_brings_back_what_was_forgotten(
    box: Box, exported: Path, today: date
) -> None:
    (draft,) = box.remembered().unfinished
    box.add_chunk(draft.id, "and on")
    (promise,) = (label for label in box.remembered().labels if label.kind == "promise")
    box.forget(promise.id)
    assert import_into(box, exported, BACKUP) == Merged(added=1, already=2)
    assert box.draft(draft.id) == ("not yet", "and on")
    assert box.read(promise.id, today).text == CANARY


def test_no_word_and_no_day_is_in_the_export(exported: Path) -> None:
    data = exported.read_bytes()
    assert CANARY.encode() not in data
    assert b"2027" not in data
    assert exported.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in exported.parent.iterdir()) == ["ours.box", "state"]


def test_an_export_needs_its_own_passphrase(exported: Path) -> None:
    with pytest.raises(StoreError, match="does not open"):
        read_export(exported, OURS)


def test_an_export_overwrites_no_file(box: Box, exported: Path) -> None:
    before = exported.read_bytes()
    with pytest.raises(StoreError, match="is there already"):
        export(box, exported, BACKUP)
    assert exported.read_bytes() == before


def test_an_export_to_nowhere_is_a_sentence(box: Box, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be written"):
        export(box, tmp_path / "missing" / "ours.box", BACKUP)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no export of a box"),
        (b"PK\x03\x04", "is no export of a box"),
        (b"Voice Coach box, export 1\n{}\nx", "was damaged or changed"),
        (b"Voice Coach box, export 1\n\xff\nx", "was damaged or changed"),
    ],
)
def test_another_file_is_no_export(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "other"
    file.write_bytes(data)
    with pytest.raises(StoreError, match=said):
        read_export(file, BACKUP)
    with pytest.raises(StoreError, match="cannot be read"):
        read_export(tmp_path / "missing", BACKUP)


@pytest.fixture(scope="module")
def bytes_of_one(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("one")
    box = Box.create(box_path(folder), OURS)
    box.keep("letter", CANARY, "both", date(2026, 11, 25), VALENTINE)
    export(box, folder / "ours.box", BACKUP)
    box.close()
    return (folder / "ours.box").read_bytes()


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 2**16), flip=st.integers(1, 255))
def test_any_flipped_byte_of_an_export_is_noticed(bytes_of_one: bytes, at: int, flip: int) -> None:
    data = bytearray(bytes_of_one)
    data[at % len(data)] ^= flip
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(data)
        with pytest.raises(StoreError):
            read_export(Path(file.name), BACKUP)

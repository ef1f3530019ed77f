"""The whole box as one encrypted file, with a passphrase of its own: the couple's backup.

A line that says what it is, a line with the lock, then one sealed value with every item: finished
letters (their day still to come or not), unfinished ones, promises and memories. Importing adds the
items whose id the box has not; what is there is never changed. What was forgotten since the export
comes back with it: whoever forgets for good throws the exports away too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from voice_coach.errors import StoreError
from voice_coach.memory.box import Box
from voice_coach.memory.durable import write_whole
from voice_coach.memory.items import Item, Label
from voice_coach.memory.keys import Lock, Secret, unwrap, wrap
from voice_coach.memory.sealing import NotOpened, new_key, seal, unseal

_TITLE = b"Voice Coach box, export 1"
_PLACE = ("export", "1")
_LARGEST = 256 * 1024 * 1024
"""Bytes; nobody dictates more."""


class _Header(Struct, frozen=True, forbid_unknown_fields=True):
    lock: Lock
    wrapped: bytes


class _Exported(Struct, frozen=True, forbid_unknown_fields=True):
    label: Label
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import did."""

    added: int
    already: int


def export(box: Box, file: Path, secret: Secret) -> int:
    """Write all that can be read; how many items. Raises StoreError; never overwrites a file."""
    if file.exists():
        raise StoreError(f"{file} is there already.", "Give another name.")
    items = [_Exported(item.label, item.parts) for item in box.everything()]
    key = new_key()
    header = msgspec.json.encode(_Header(*wrap(key, secret)))
    data = b"\n".join((_TITLE, header, seal(key, items, (*_PLACE, header.decode()))))
    try:
        write_whole(file, data)
    except OSError as error:
        fix = "Choose another folder, or free some space."
        raise StoreError(f"{file} could not be written ({error.strerror}).", fix) from error
    return len(items)


def import_into(box: Box, file: Path, secret: Secret) -> Merged:
    """Add what the box has not. Raises StoreError; then nothing was added."""
    items = read_export(file, secret)
    added = box.add(items)
    return Merged(added, len(items) - added)


def read_export(file: Path, secret: Secret) -> tuple[Item, ...]:
    """The items in an export. Raises StoreError for a wrong passphrase or a changed file."""
    title, _, rest = _bytes_of(file).partition(b"\n")
    header, _, sealed = rest.partition(b"\n")
    if title != _TITLE:
        raise StoreError(f"{file} is no export of a box.", "Choose the file `export` wrote.")
    try:
        found = msgspec.json.decode(header, type=_Header)
        key = unwrap(found.wrapped, found.lock, secret)
        place = (*_PLACE, header.decode())
        items = unseal(key, sealed, place, tuple[_Exported, ...])
    except (ValueError, NotOpened) as error:
        raise StoreError(f"{file} was damaged or changed.", "Take another copy.") from error
    return tuple(Item(_checked(item), item.parts) for item in items)


def _checked(item: _Exported) -> Label:
    return msgspec.structs.replace(item.label, parts=len(item.parts))


def _bytes_of(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}).", "Is it there?") from error
    if len(data) > _LARGEST:
        raise StoreError(f"{file} is too large for an export of a box.", "Is it the right file?")
    return data

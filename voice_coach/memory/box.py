"""The couple's box: what they chose to keep, each item encrypted on its own, gone when they say.

The file shows how many items there are and about how long each is; not what they are, whose, or of
which day. Every part of an item is bound to its label, every label to its id, and a sealed ledger
names the ids: an item that was changed, swapped, taken out or put back from an old copy is noticed.
An old copy of the *whole* file is not.

"Sealed until" is etiquette, not cryptography: the key opens a letter on any day. An unlocked box,
or whoever administers the machine, can read everything in it.

Yeses are asked for by the conversation, before it calls `keep`, `seal` or `open`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from voice_coach.errors import StoreError
from voice_coach.memory import keys
from voice_coach.memory.box_file import BoxFile, create_file, destroy, open_file
from voice_coach.memory.box_file import box_path as box_path
from voice_coach.memory.items import Item, Kind, Label, Of, Remembered, StillSealed, new_id
from voice_coach.memory.keys import Lock, Secret
from voice_coach.memory.sealing import new_key
from voice_coach.memory.shelf import Shelf, new_ledger


def lock_of(path: Path) -> Lock:
    """How the box is opened, to know what to ask for. Raises StoreError."""
    file = open_file(path)
    try:
        return _read_lock(file)[0]
    finally:
        file.close()


def forget_everything(path: Path, secret: Secret | None = None) -> None:
    """Destroy file and key, without a passphrase: one no erases. Raises StoreError.

    `secret`: given for a box in the keyring, whose key goes too. See `box_file.destroy` for what no
    program can promise.
    """
    lock = lock_of(path) if secret is not None else None
    destroy(path)
    if secret is not None and lock is not None:
        secret.forget(lock)


class Box:
    """An open box. Every method is on the disk when it returns, or raises StoreError."""

    def __init__(self, file: BoxFile, key: bytes) -> None:
        keys.no_core_dumps()
        self._file = file
        self._key = key

    @classmethod
    def create(cls, path: Path, secret: Secret) -> Box:
        """A new, empty box."""
        key = new_key()
        lock, wrapped = keys.wrap(key, secret)
        how = msgspec.json.encode(lock)
        return cls(create_file(path, how, wrapped, new_ledger(key)), key)

    @classmethod
    def open(cls, path: Path, secret: Secret) -> Box:
        """The box that is there. A wrong passphrase is a StoreError, and loses nothing."""
        file = open_file(path)
        try:
            lock, wrapped = _read_lock(file)
            return cls(file, keys.unwrap(wrapped, lock, secret))
        except StoreError:
            file.close()
            raise

    def close(self) -> None:
        """Let go of file and key."""
        self._file.close()
        self._key = b""

    def change_secret(self, secret: Secret) -> None:
        """Another passphrase, or the keyring, from now on."""
        lock, wrapped = keys.wrap(self._key, secret)
        with self._file.change() as db:
            db.execute("UPDATE lock SET how = ?, wrapped = ?", (msgspec.json.encode(lock), wrapped))

    def keep(
        self, kind: Kind, text: str, of: Of, today: date, opens_on: date | None = None
    ) -> Label:
        """Keep something that was said in one go."""
        label = Label(new_id(), kind, of, today, opens_on)
        self.add([Item(label, (text,))])
        return label

    def begin_letter(self, today: date) -> str:
        """An empty letter; its id. It is unfinished until `seal`."""
        label = Label(new_id(), "letter", "one", today, finished=False, parts=0)
        self.add([Item(label, ())])
        return label.id

    def add_chunk(self, id: str, text: str) -> None:
        """Write on in an unfinished letter."""
        with self._change() as shelf:
            label = _unfinished(shelf.label(id))
            shelf.put_part(label, label.parts, text)
            shelf.put_label(msgspec.structs.replace(label, parts=label.parts + 1))

    def drop_chunk(self, id: str) -> None:
        """Take the last chunk of an unfinished letter back; nothing if there is none."""
        with self._change() as shelf:
            label = _unfinished(shelf.label(id))
            shorter = msgspec.structs.replace(label, parts=max(0, label.parts - 1))
            shelf.drop_parts(id, first=shorter.parts)
            shelf.put_label(shorter)

    def draft(self, id: str) -> tuple[str, ...]:
        """The chunks of an unfinished letter, to read them back."""
        with self._look() as shelf:
            return shelf.parts(_unfinished(shelf.label(id)))

    def seal(self, id: str, of: Of, today: date, opens_on: date | None = None) -> Label:
        """Finish a letter, on the yeses that `of` asks for."""
        with self._change() as shelf:
            parts = shelf.parts(_unfinished(shelf.label(id)))
            if not parts:
                raise StoreError("There is nothing in that letter yet.", "Say it, or forget it.")
            label = Label(id, "letter", of, today, opens_on, parts=len(parts))
            shelf.put(Item(label, parts))
        return label

    def read(self, id: str, today: date) -> Item:
        """A finished item with its words. Raises StillSealed before its day."""
        with self._look() as shelf:
            label = shelf.label(id)
            if not label.finished:
                raise StoreError("That letter is not finished.", "Finish it, or forget it.")
            if label.opens_on is not None and today < label.opens_on:
                raise StillSealed(label.opens_on)
            return Item(label, shelf.parts(label))

    def tell(self, id: str) -> None:
        """The couple have been told of it: that its day has come, or that it is unfinished."""
        with self._change() as shelf:
            shelf.put_label(msgspec.structs.replace(shelf.label(id), told=True))

    def remembered(self) -> Remembered:
        """Counts, kinds and days. No text is decrypted for it."""
        with self._look() as shelf:
            return shelf.remembered()

    def forget(self, id: str) -> bool:
        """Destroy one item, damaged or not; whether there was one."""
        with self._change() as shelf:
            gone = shelf.drop(id)
        self._file.shrink()
        return gone

    def everything(self) -> tuple[Item, ...]:
        """All that can still be read, sealed letters too: for an export and nothing else."""
        with self._look() as shelf:
            return tuple(shelf.readable())

    def add(self, items: Sequence[Item]) -> int:
        """Put in those whose id is not there; how many these were. All or none."""
        with self._change() as shelf:
            new = {item.label.id: item for item in items if not shelf.has(item.label.id)}
            for item in new.values():
                shelf.put(item)
        return len(new)

    @contextmanager
    def _change(self) -> Iterator[Shelf]:
        with self._file.change() as db:
            yield Shelf(db, self._key)

    @contextmanager
    def _look(self) -> Iterator[Shelf]:
        with self._file.look() as db:
            yield Shelf(db, self._key)


def _unfinished(label: Label) -> Label:
    if label.finished:
        raise StoreError("That letter is finished.", "Begin another one.")
    return label


def _read_lock(file: BoxFile) -> tuple[Lock, object]:
    how, wrapped = file.lock()
    try:
        return msgspec.json.decode(how, type=Lock), wrapped
    except ValueError as error:
        fix = "Bring your last export back with `voice-coach box import FILE`."
        raise StoreError(f"The lock of the box in {file.path} is damaged.", fix) from error

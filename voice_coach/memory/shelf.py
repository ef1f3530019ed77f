"""The shelf: the rows of the box within one transaction, sealed going in and unsealed coming out.

Every part is bound to its label, every label to its id; the sealed ledger names those that belong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from voice_coach.errors import StoreError
from voice_coach.memory.items import Item, Label, Remembered
from voice_coach.memory.sealing import NotOpened, seal, unseal

Ledger = dict[str, int]
"""The ids that belong in the box, and how many parts each has."""
_LEDGER = ("ledger",)


def new_ledger(key: bytes) -> bytes:
    """The sealed ledger of an empty box."""
    return seal(key, Ledger(), _LEDGER)


class Shelf:
    """What can be done while the transaction is open; `ledger` is None where it is damaged."""

    def __init__(self, db: sqlite3.Connection, key: bytes) -> None:
        self._db = db
        self._key = key
        self.ledger = self._read_ledger()

    def has(self, id: str) -> bool:
        """Whether there is a row of that id, readable or not."""
        return self._db.execute("SELECT 1 FROM item WHERE id = ?", (id,)).fetchone() is not None

    def label(self, id: str) -> Label:
        """The item's label. Raises StoreError: not there, damaged, or not in the ledger."""
        row = self._db.execute("SELECT label FROM item WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise StoreError("There is nothing of that name in the box.", "Ask what is remembered.")
        label = unseal(self._key, row[0], (id, "label"), Label)
        if self.ledger is not None and self.ledger.get(id) != label.parts:
            raise NotOpened("This item was put back from an old copy of the box.")
        return label

    def parts(self, label: Label) -> tuple[str, ...]:
        """The item's words. Raises NotOpened unless every part is there and whole."""
        where = "SELECT number, sealed FROM part WHERE id = ? ORDER BY number"
        rows = self._db.execute(where, (label.id,)).fetchall()
        if [number for number, _ in rows] != list(range(label.parts)):
            raise NotOpened("A part of this item is missing.", "It may be whole in an export.")
        return tuple(unseal(self._key, data, label.place(number), str) for number, data in rows)

    def put(self, item: Item) -> None:
        """The whole item, in place of what has its id."""
        for number, text in enumerate(item.parts):
            self.put_part(item.label, number, text)
        self.put_label(item.label)

    def put_label(self, label: Label) -> None:
        """The label, and its line in the ledger. Raises StoreError where that is damaged."""
        if self.ledger is None:
            fix = "Export what can be read, forget this box, and import into a new one."
            raise StoreError("The box is damaged; nothing more is put into it.", fix)
        sealed = seal(self._key, label, (label.id, "label"))
        self._db.execute("INSERT OR REPLACE INTO item VALUES (?, ?)", (label.id, sealed))
        self.ledger[label.id] = label.parts
        self._write_ledger(self.ledger)

    def put_part(self, label: Label, number: int, text: str) -> None:
        """One part of the words."""
        sealed = seal(self._key, text, label.place(number))
        self._db.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", (label.id, number, sealed))

    def drop_parts(self, id: str, first: int = 0) -> None:
        """Parts from that number on."""
        self._db.execute("DELETE FROM part WHERE id = ? AND number >= ?", (id, first))

    def drop(self, id: str) -> bool:
        """The item, readable or not; whether there was anything of it."""
        self.drop_parts(id)
        gone = self._db.execute("DELETE FROM item WHERE id = ?", (id,)).rowcount > 0
        if self.ledger is not None and self.ledger.pop(id, None) is not None:
            gone = True
            self._write_ledger(self.ledger)
        return gone

    def remembered(self) -> Remembered:
        """Labels, oldest first, and how many items are not as they should be."""
        labels = sorted(self._labels(), key=lambda label: label.kept_on)
        rows = {
            str(row[0]) for row in self._db.execute("SELECT id FROM item UNION SELECT id FROM part")
        }
        expected = rows if self.ledger is None else rows | self.ledger.keys()
        damaged = len(expected - {label.id for label in labels})
        return Remembered(tuple(labels), damaged + (self.ledger is None))

    def readable(self) -> Iterator[Item]:
        """Every item that is whole."""
        for label in self._labels():
            try:
                yield Item(label, self.parts(label))
            except NotOpened:
                continue

    def _labels(self) -> Iterator[Label]:
        """In the order in which they were begun."""
        counts: dict[str, int] = dict(
            self._db.execute("SELECT id, count(*) FROM part GROUP BY id").fetchall()
        )
        began = {id: number for number, id in enumerate(self.ledger or ())}
        ids = [str(row[0]) for row in self._db.execute("SELECT id FROM item").fetchall()]
        for id in sorted(ids, key=lambda id: began.get(id, 0)):
            try:
                label = self.label(id)
            except StoreError:
                continue
            if counts.get(id, 0) == label.parts:
                yield label

    def _read_ledger(self) -> Ledger | None:
        row = self._db.execute("SELECT sealed FROM ledger").fetchone()
        try:
            return unseal(self._key, row[0], _LEDGER, Ledger) if row else None
        except NotOpened:
            return None

    def _write_ledger(self, ledger: Ledger) -> None:
        self._db.execute("UPDATE ledger SET sealed = ?", (seal(self._key, ledger, _LEDGER),))

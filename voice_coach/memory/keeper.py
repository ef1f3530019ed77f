"""The couple's box as the conversation reaches it, and how it is opened for an evening.

A box that stays shut never stops the evening: words are not kept then, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from voice_coach.errors import StoreError
from voice_coach.memory.box import Box, forget_everything, lock_of
from voice_coach.memory.items import Label, Of
from voice_coach.memory.keys import Passphrase, Secret
from voice_coach.memory.os_keyring import InKeyring, system_ring

TRIES = 3
"""How often a passphrase is asked for."""
_KEYRING_WAIT = 10.0
"""Seconds: nobody waits longer for an evening to begin."""


class BoxKeeper:
    """`conversation.ports.Keeper` on a box that is open, or on the place where one may be."""

    def __init__(self, path: Path, box: Box | None = None, secret: Secret | None = None) -> None:
        """`secret`: that of a box in the keyring, whose key goes with everything else."""
        self._path, self._box, self._secret = path, box, secret

    @property
    def open(self) -> bool:
        """Whether words can be kept and read."""
        return self._box is not None

    def labels(self) -> Sequence[Label]:
        """All that is whole, oldest first."""
        return self._opened.remembered().labels

    def keep_promise(self, text: str, today: date) -> str:
        """Keep a promise; its id."""
        return self._opened.keep("promise", text, "one", today).id

    def begin_letter(self, today: date) -> str:
        """An empty letter; its id."""
        return self._opened.begin_letter(today)

    def add_chunk(self, id: str, text: str) -> None:
        """Write on."""
        self._opened.add_chunk(id, text)

    def drop_chunk(self, id: str) -> None:
        """Take the last chunk back."""
        self._opened.drop_chunk(id)

    def seal(self, id: str, of: Of, today: date, opens_on: date | None) -> None:
        """Finish a letter."""
        self._opened.seal(id, of, today, opens_on)

    def words(self, id: str, today: date) -> Sequence[str]:
        """The words, in the chunks they came in."""
        return self._opened.read(id, today).parts

    def tell(self, id: str) -> None:
        """The couple have been told of it."""
        self._opened.tell(id)

    def forget(self, id: str) -> bool:
        """Destroy one item; whether there was one."""
        return self._opened.forget(id)

    def forget_everything(self) -> None:
        """Destroy file and key, open or not."""
        self.close()
        if self._path.exists():
            forget_everything(self._path, self._secret)

    def close(self) -> None:
        """Let go of file and key."""
        if self._box is not None:
            self._box.close()
            self._box = None

    @property
    def _opened(self) -> Box:
        if self._box is None:
            raise StoreError("The box is shut.", "Start again with its passphrase.")
        return self._box


Note = Callable[[str], None]


def opened(path: Path, ask: Callable[[], str] | None, note: Note) -> BoxKeeper:
    """The box that is there, shut where nothing opens it. `ask`: a passphrase; empty: leave it.

    None: nobody can be asked. `note` is told in a sentence what is wrong.
    """
    try:
        if lock_of(path).by == "keyring":
            return _by_keyring(path, note)
        if ask is not None:
            return _by_passphrase(path, ask, note)
        note("The box stays shut: its passphrase is typed in a terminal.")
        return BoxKeeper(path)
    except StoreError as error:
        note(error.sentence())
        return BoxKeeper(path)


def _by_keyring(path: Path, note: Note) -> BoxKeeper:
    secret = InKeyring(system_ring(), _KEYRING_WAIT)
    try:
        return BoxKeeper(path, Box.open(path, secret), secret)
    except StoreError as error:
        note(error.sentence())
        return BoxKeeper(path, None, secret)


def _by_passphrase(path: Path, ask: Callable[[], str], note: Note) -> BoxKeeper:
    for _ in range(TRIES):
        text = ask()
        if not text:
            break
        try:
            return BoxKeeper(path, Box.open(path, Passphrase(text)))
        except StoreError as error:
            note(error.sentence())
    return BoxKeeper(path)

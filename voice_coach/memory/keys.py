"""What opens the box: a passphrase somebody types, or a random key in the system's keyring.

Either gives a *lock key*. It encrypts nothing but the box's own random data key, so the passphrase
can be changed without touching a letter. That has a price: whoever has an old copy of the box and
its old passphrase has the data key, and reads later copies too.

A passphrase goes through Argon2id: 128 MiB and four passes make every guess cost what it costs here
(about 0.4 s on one core of a 2020s server). The figures stand in the box, beside the salt.
Python cannot wipe memory: while the box is open the key is in it, for a debugger to find.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Struct

from voice_coach.errors import StoreError
from voice_coach.memory.sealing import KEY_BYTES, NotOpened, seal, unseal
from voice_coach.wordless import no_core_dumps as no_core_dumps

SHORTEST = 8
"""Characters that a new passphrase has at least."""
_MOST_KIB = 2 * 1024 * 1024
_MOST_PASSES = 64
_MOST_LANES = 64
"""What a box from elsewhere may ask of this machine."""


class Lock(Struct, frozen=True, forbid_unknown_fields=True):
    """How a lock key is come by; no secret, and stored as it is."""

    by: Literal["passphrase", "keyring"]
    salt: bytes = b""
    kib: int = 0
    """Argon2id's memory."""
    passes: int = 0
    lanes: int = 0
    name: str = ""
    """The entry in the keyring."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What one guess at a passphrase costs."""

    kib: int = 128 * 1024
    passes: int = 4
    lanes: int = 4


class Secret(Protocol):
    """Something that can lock a box and open it again."""

    def new_lock(self) -> Lock:
        """A lock that only this secret opens."""

    def key(self, lock: Lock) -> bytes:
        """The lock key. Raises StoreError where this cannot be the secret of that lock."""

    def forget(self, lock: Lock) -> None:
        """Destroy what the system keeps of it. Raises StoreError."""


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase, typed; it is stored nowhere."""

    text: str = field(repr=False)
    strength: Strength = Strength()

    def new_lock(self) -> Lock:
        """A fresh salt. Raises StoreError for a passphrase that is too short."""
        if len(self.text) < SHORTEST:
            raise StoreError(
                f"A passphrase needs at least {SHORTEST} characters.",
                "Four or five words are good.",
            )
        cost = self.strength
        return Lock("passphrase", os.urandom(16), cost.kib, cost.passes, cost.lanes)

    def key(self, lock: Lock) -> bytes:
        """Argon2id of the passphrase: slow on purpose."""
        if lock.by != "passphrase":
            raise StoreError("This box is opened by the system's keyring, not by a passphrase.")
        _within_reason(lock)
        text = unicodedata.normalize("NFKC", self.text)
        return _derive(text.encode("utf-8", "surrogatepass"), lock)

    def forget(self, lock: Lock) -> None:
        """Nothing to do: only heads keep it."""


def _within_reason(lock: Lock) -> None:
    fits = (
        1 <= lock.lanes <= _MOST_LANES
        and 8 * lock.lanes <= lock.kib <= _MOST_KIB
        and 1 <= lock.passes <= _MOST_PASSES
        and len(lock.salt) >= 8
    )
    if not fits:
        raise StoreError("The box's lock makes no sense: the file was changed, or is not ours.")


def _derive(passphrase: bytes, lock: Lock) -> bytes:
    try:
        kdf = Argon2id(
            salt=lock.salt,
            length=KEY_BYTES,
            iterations=lock.passes,
            lanes=lock.lanes,
            memory_cost=lock.kib,
        )
        return kdf.derive(passphrase)
    except UnsupportedAlgorithm as error:
        fix = "Install the `cryptography` wheel from the package index: it brings a newer one."
        raise StoreError("This system's OpenSSL has no Argon2id.", fix) from error
    except MemoryError as error:
        what = f"The passphrase needs {lock.kib // 1024} MB of memory for a moment."
        raise StoreError(what, "Close something else and try again.") from error


def wrap(data_key: bytes, secret: Secret) -> tuple[Lock, bytes]:
    """Lock the data key with a new lock of this secret."""
    lock = secret.new_lock()
    return lock, seal(secret.key(lock), data_key, _place(lock))


def unwrap(wrapped: object, lock: Lock, secret: Secret) -> bytes:
    """The data key. Raises StoreError for a wrong secret; nothing is lost by trying."""
    key = secret.key(lock)
    try:
        return unseal(key, wrapped, _place(lock), bytes)
    except NotOpened as error:
        which = "passphrase" if lock.by == "passphrase" else "key in the keyring"
        fix = "Nothing is lost; try again."
        raise StoreError(f"That {which} does not open the box.", fix) from error


def _place(lock: Lock) -> tuple[str, ...]:
    cost = f"{lock.kib} {lock.passes} {lock.lanes}"
    return ("data key", lock.by, lock.salt.hex(), cost, lock.name)


def new_name() -> str:
    """A name for an entry in a keyring that says nothing."""
    return f"box-{secrets.token_hex(8)}"

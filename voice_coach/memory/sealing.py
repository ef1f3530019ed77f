"""Sealing: a value becomes bytes that only the key opens, and that fit in one place only.

ChaCha20-Poly1305 with a random nonce. `place` is what the value belongs to (an item's id, its kind,
its day): bytes moved to another place do not open. Values are padded, so that their length tells
little: not which kind an item is, and of a text only how many blocks it fills.
"""

from __future__ import annotations

import os
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from voice_coach.errors import StoreError

KEY_BYTES = 32
BLOCK = 256
"""Bytes; every sealed value is a whole number of them long, and a label fills one."""
_NONCE_BYTES = 12

T = TypeVar("T")


class NotOpened(StoreError):
    """Wrong key, wrong place, or changed bytes: they cannot be told apart."""


def new_key() -> bytes:
    """A random key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, value: object, place: tuple[str, ...]) -> bytes:
    """The value (whatever msgspec writes as JSON), encrypted and bound to its place."""
    plain = msgspec.json.encode(value)
    padded = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, padded, msgspec.json.encode(place))


def unseal(key: bytes, sealed: object, place: tuple[str, ...], form: type[T]) -> T:
    """What `seal` was given. Raises NotOpened."""
    if not isinstance(sealed, bytes):
        raise NotOpened("This could not be opened: it was changed.")
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        plain = ChaCha20Poly1305(key).decrypt(nonce, rest, msgspec.json.encode(place))
        return msgspec.json.decode(plain, type=form)
    except (InvalidTag, ValueError) as error:
        what = "This could not be opened: the key does not fit, or it was changed."
        raise NotOpened(what) from error

"""A box opened by the system's keyring: a random key there, so that nobody types a passphrase.

Needs the package `keyring` and a keyring that encrypts: the Secret Service (GNOME, KeePassXC),
KWallet, macOS or Windows. Keyrings that write plain files are not used, whatever `keyring` is set
to. On Linux it is asked over D-Bus, a local socket; a small machine without a desktop has none.
Whoever is logged in with the keyring unlocked can open the box.
"""

from __future__ import annotations

import base64
import binascii
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from voice_coach.errors import StoreError
from voice_coach.memory.keys import Lock, new_name
from voice_coach.memory.sealing import KEY_BYTES, new_key

SERVICE = "voice-coach"
_WAIT = 60.0
"""Seconds for somebody to unlock the keyring; it may have asked on a screen nobody looks at."""
_ENCRYPTING = ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
_USE_A_PASSPHRASE = "Use a passphrase instead."

T = TypeVar("T")


class Ring(Protocol):
    """What we ask of a keyring, as the package `keyring` words it."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Drop a secret."""


def system_ring() -> Ring:
    """The best keyring here that encrypts. Raises StoreError when there is none."""
    try:
        from keyring.backend import get_all_keyring
    except ImportError as error:
        fix = f"Install the package `keyring`. {_USE_A_PASSPHRASE}"
        raise StoreError("The system's keyring cannot be asked.", fix) from error
    rings = [ring for ring in get_all_keyring() if _encrypts(type(ring).__module__)]
    if not rings:
        what = "There is no keyring here (on Linux: no Secret Service on the session's D-Bus)."
        raise StoreError(what, _USE_A_PASSPHRASE)
    best: Ring = max(rings, key=lambda ring: float(ring.priority))
    return best


def _encrypts(module: str) -> bool:
    return any(module.startswith(f"keyring.backends.{name}") for name in _ENCRYPTING)


@dataclass(frozen=True, slots=True)
class InKeyring:
    """The secret of a box whose lock key stands in the keyring."""

    ring: Ring
    wait: float = _WAIT
    """Seconds."""

    def new_lock(self) -> Lock:
        """Put a new random key into the keyring."""
        lock = Lock("keyring", name=new_name())
        text = base64.b64encode(new_key()).decode("ascii")
        self._ask(lambda: self.ring.set_password(SERVICE, lock.name, text))
        return lock

    def key(self, lock: Lock) -> bytes:
        """The key from the keyring."""
        if lock.by != "keyring":
            raise StoreError("This box is opened by a passphrase, not by the system's keyring.")
        text = self._ask(lambda: self.ring.get_password(SERVICE, lock.name))
        try:
            key = base64.b64decode(text or "", validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            fix = "Import your last export into a new box, or bring that keyring back."
            raise StoreError("The system's keyring has no key for this box.", fix)
        return key

    def forget(self, lock: Lock) -> None:
        """Take the key out of the keyring, if it is there."""
        if self._ask(lambda: self.ring.get_password(SERVICE, lock.name)) is not None:
            self._ask(lambda: self.ring.delete_password(SERVICE, lock.name))

    def _ask(self, call: Callable[[], T]) -> T:
        """Ask the keyring, for a while: one that waits for a click must not hold the coach."""
        answers: queue.SimpleQueue[tuple[bool, T | str]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put((True, call()))
            except Exception as error:  # noqa: BLE001  # the top of a thread, over foreign code
                answers.put((False, type(error).__name__))

        threading.Thread(target=ask, name="keyring", daemon=True).start()
        try:
            went_well, answer = answers.get(timeout=self.wait)
        except queue.Empty as error:
            fix = f"Unlock it and try again. {_USE_A_PASSPHRASE}"
            raise StoreError("The system's keyring did not answer.", fix) from error
        if not went_well:
            fix = f"Is it unlocked? {_USE_A_PASSPHRASE}"
            raise StoreError(f"The system's keyring refused ({answer}).", fix)
        return answer  # type: ignore[return-value]

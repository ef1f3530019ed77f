"""A box opened by a keyring: one in memory here, worded as the package `keyring` words it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from voice_coach.errors import StoreError
from voice_coach.memory import os_keyring
from voice_coach.memory.box import Box, forget_everything, lock_of
from voice_coach.memory.keys import Passphrase
from voice_coach.memory.os_keyring import SERVICE, InKeyring


class Drawer:
    """Secrets in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        assert service == SERVICE
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        assert service == SERVICE
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        assert service == SERVICE
        del self.kept[username]


def test_the_keyring_opens_the_box_without_a_word(path: Path) -> None:
    drawer = Drawer()
    Box.create(path, InKeyring(drawer)).close()
    Box.open(path, InKeyring(drawer)).close()
    (key,) = drawer.kept.values()
    assert key.encode() not in path.read_bytes()
    with pytest.raises(StoreError, match="has no key for this box"):
        Box.open(path, InKeyring(Drawer()))


def test_forget_everything_takes_the_key_from_the_keyring_too(path: Path) -> None:
    drawer = Drawer()
    Box.create(path, InKeyring(drawer)).close()
    forget_everything(path, InKeyring(drawer))
    assert drawer.kept == {}
    assert not path.exists()


def test_from_a_passphrase_to_the_keyring(box: Box, path: Path, ours: Passphrase) -> None:
    drawer = Drawer()
    box.change_secret(InKeyring(drawer))
    assert lock_of(path).by == "keyring"
    Box.open(path, InKeyring(drawer)).close()
    with pytest.raises(StoreError, match="opened by the system's keyring"):
        Box.open(path, ours)


def test_another_key_in_the_keyring_does_not_open(path: Path) -> None:
    drawer, other = Drawer(), Drawer()
    Box.create(path, InKeyring(drawer)).close()
    InKeyring(other).new_lock()
    drawer.kept = dict(zip(drawer.kept, other.kept.values(), strict=True))
    with pytest.raises(StoreError, match="key in the keyring does not open the box"):
        Box.open(path, InKeyring(drawer))


def test_a_keyring_that_fails_is_a_sentence() -> None:
    fail = pytest.importorskip("keyring.backends.fail")
    with pytest.raises(StoreError, match="keyring refused") as refused:
        InKeyring(fail.Keyring()).new_lock()
    assert refused.value.fix.endswith("Use a passphrase instead.")


def test_a_keyring_that_waits_for_a_click_does_not_hold_the_coach() -> None:
    clicked = threading.Event()

    class Waits(Drawer):
        def set_password(self, service: str, username: str, password: str) -> None:
            clicked.wait()

    with pytest.raises(StoreError, match="did not answer"):
        InKeyring(Waits(), wait=0.05).new_lock()
    clicked.set()


@pytest.mark.parametrize(
    ("module", "used"),
    [
        ("keyring.backends.SecretService", True),
        ("keyring.backends.macOS", True),
        ("keyring.backends.Windows", True),
        ("keyring.backends.kwallet", True),
        ("keyring.backends.null", False),
        ("keyring.backends.fail", False),
        ("keyring.backends.chainer", False),
        ("keyrings.alt.file", False),
    ],
)
def test_keyrings_that_write_plain_files_are_not_used(module: str, used: bool) -> None:
    assert os_keyring._encrypts(module) is used


WITHOUT = """
from voice_coach.errors import StoreError
from voice_coach.memory.os_keyring import system_ring
try:
    system_ring()
except StoreError as error:
    print(error.sentence())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows always have one")
def test_a_machine_without_a_desktop_is_told_so(tmp_path: Path) -> None:
    pytest.importorskip("keyring")
    nowhere = f"unix:path={tmp_path / 'no-bus'}"
    bus = {"DBUS_SESSION_BUS_ADDRESS": nowhere, "XDG_RUNTIME_DIR": str(tmp_path)}
    command = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(
        command, env=os.environ | bus, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == (
        "There is no keyring here (on Linux: no Secret Service on the session's D-Bus)."
        " Use a passphrase instead.\n"
    )

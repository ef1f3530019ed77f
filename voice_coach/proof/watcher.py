"""The watcher: answers the filter's questions, notes every one, and looks at what is about to go.

Before a file is opened for writing, cut, moved over or removed, its present content is shown to
`look`; so words that stand in a file for a moment only are found too. Sockets of a network are
refused here, and noted. All other calls go on as the kernel would have it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice_coach.proof.watch_filter import Machine, family_name

_RECEIVE, _SEND, _VALID = 0xC0502100, 0xC0182101, 0x40082102
_NOTICE = struct.Struct("=QIIiIQ6Q")
_ANSWER = struct.Struct("=QqiI")
_GO_ON = 1
_HERE = 0xFFFFFF9C
"""AT_FDCWD, as an unsigned number of 32 bits."""
_LOCAL = {1: "local", 16: "kernel news"}
"""AF_UNIX and AF_NETLINK."""
_PROBE = 4095
"""The guard asks for this family to see whether it is in force; no such network exists."""
_UNNAMED = 0x400000
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that a process of the program did."""

    what: str
    """open, remove, rename, link, socket, connect, bind, memory, …"""
    path: str
    """A file's or a local socket's; for a socket its kind; for memory its name."""
    refused: bool = False


class Watcher:
    """Answers on a thread until every process under watch has ended."""

    def __init__(self, listener: int, here: Machine, look: Callable[[str], None]) -> None:
        self.seen: list[Seen] = []
        self.unread: list[str] = []
        """What was done and could not be read from the process."""
        self._listener, self._look = listener, look
        self._names = {**dict.fromkeys(here.opens, "open"), **here.others}
        self._flags = here.opens
        self._thread = threading.Thread(target=self._work, name="watcher", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for the end of all that is watched."""
        self._thread.join()
        os.close(self._listener)

    def _work(self) -> None:
        asked = select.poll()
        asked.register(self._listener, select.POLLIN)
        while True:
            _, happened = asked.poll()[0]
            if not happened & select.POLLIN:
                return
            self._answer()

    def _answer(self) -> None:
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self._listener, _RECEIVE, notice)
        except OSError:  # the process was killed, or a signal came in between
            return
        number, process, _, call, _, _, *arguments = _NOTICE.unpack(notice)
        name = self._names.get(call, "")
        refused = False
        try:
            refused = self._note(name, call, process, arguments)
        except OSError:
            if self._waits(number):
                self.unread.append(name)
        answer = _ANSWER.pack(number, 0, -errno.EACCES if refused else 0, 0 if refused else _GO_ON)
        try:
            fcntl.ioctl(self._listener, _SEND, answer)
        except OSError:
            return

    def _waits(self, number: int) -> bool:
        try:
            fcntl.ioctl(self._listener, _VALID, struct.pack("=Q", number))
        except OSError:
            return False
        return True

    def _note(self, name: str, call: int, process: int, given: list[int]) -> bool:
        """Write down what is about to happen; whether it is refused."""
        match name:
            case "socket":
                return self._socket(given[0] & 0xFFFFFFFF)
            case "connect" | "bind":
                self.seen.append(Seen(name, address_of(process, given[1], given[2])))
            case "memfd_create":
                self.seen.append(Seen("memory", _text(process, given[0])))
            case "open":
                place = self._flags[call]
                folder = given[0] if place == 2 else _HERE
                path = _path(process, folder, given[place - 1])
                unnamed = bool(given[place] & _UNNAMED)
                self._file("unnamed" if unnamed else "open", path)
            case "openat2":
                flags = struct.unpack("=Q", _memory(process, given[2], 8))[0]
                if flags & 0x400643:
                    self._file("open", _path(process, given[0], given[1]))
            case _:
                for path in _paths(name, process, given):
                    self._file(name.removesuffix("2").removesuffix("at"), path)
        return False

    def _socket(self, family: int) -> bool:
        if family == _PROBE:
            return True
        refused = family not in _LOCAL
        self.seen.append(Seen("socket", _LOCAL.get(family) or family_name(family), refused))
        return refused

    def _file(self, what: str, path: str) -> None:
        self.seen.append(Seen(what, path))
        self._look(path)


_PLACES = {
    "creat": ((None, 0),),
    "truncate": ((None, 0),),
    "unlink": ((None, 0),),
    "mknod": ((None, 0),),
    "rename": ((None, 0), (None, 1)),
    "link": ((None, 0), (None, 1)),
    "symlink": ((None, 1),),
    "unlinkat": ((0, 1),),
    "mknodat": ((0, 1),),
    "symlinkat": ((1, 2),),
    "renameat": ((0, 1), (2, 3)),
    "renameat2": ((0, 1), (2, 3)),
    "linkat": ((0, 1), (2, 3)),
}
"""Call → which arguments are a folder's descriptor and a path."""


def _paths(name: str, process: int, given: list[int]) -> list[str]:
    return [
        _path(process, _HERE if folder is None else given[folder], given[path])
        for folder, path in _PLACES[name]
    ]


def _path(process: int, folder: int, address: int) -> str:
    """The path as this process can open it."""
    path = _text(process, address)
    if path.startswith(("/proc/self/", "/proc/thread-self/")):
        return f"/proc/{process}/{path.split('/', 3)[3]}"
    if path.startswith("/"):
        return path
    at = folder & 0xFFFFFFFF
    link = "cwd" if at == _HERE else f"fd/{at}"
    return str(Path(f"/proc/{process}/{link}").readlink() / path)


def address_of(process: int, address: int, length: int) -> str:
    """The socket that a `sockaddr` in that process's memory means."""
    raw = _memory(process, address, min(length, 128))
    family = struct.unpack_from("=H", raw)[0]
    if family != socket.AF_UNIX:
        return _LOCAL.get(family) or family_name(family)
    name = raw[2:]
    if name.startswith(b"\0"):
        return "@" + name[1:].decode(errors="replace")
    return name.partition(b"\0")[0].decode(errors="replace")


def _text(process: int, address: int) -> str:
    read = _memory(process, address, _LONGEST, text=True)
    return read.partition(b"\0")[0].decode(errors="surrogateescape")


def _memory(process: int, address: int, length: int, *, text: bool = False) -> bytes:
    """Up to so many bytes: a page that is not there ends them, or the end of a `text` before it."""
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        first = memory.read(min(length, 4096 - address % 4096)) or b""
        if (text and b"\0" in first) or len(first) >= length:
            return first
        try:
            return first + (memory.read(length - len(first)) or b"")
        except OSError:
            return first

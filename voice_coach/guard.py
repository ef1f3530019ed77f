"""The coach is offline, and cannot be otherwise: no network socket opens in this process.

Two layers. The audit hook is Python's own: every `socket.socket` of a network family and every
name lookup raises `PermissionError` with a sentence. The kernel filter (Linux on x86-64 and
aarch64) makes socket(2) itself answer EACCES, and so holds for C libraries and child processes.

What stays open: local sockets (AF_UNIX: PulseAudio, PipeWire, D-Bus) and AF_NETLINK (device news
from the kernel). What follows from it: a sound server on another machine cannot be used, and
setuid programs gain no rights when they are started from here (no_new_privs).

What it cannot do: sockets that were open before stay open; elsewhere than on Linux, and on other
processors, C libraries are bound by nothing but their own manners; a local daemon asked through
AF_UNIX has a network of its own; and neither layer can be lifted again before the process ends.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import platform
import socket
import struct
import sys
from dataclasses import dataclass

_UNIX, _NETLINK = 1, 16
_ALLOWED = frozenset(
    int(family) for name in ("AF_UNIX", "AF_NETLINK") if (family := getattr(socket, name, None))
)
_LOOKUPS = frozenset(
    ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
)
_NO_SUCH_FAMILY = 4095
"""Asking for it tells whether the filter is in force without ever asking for a network."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What is in force: in Python, and in the kernel."""

    audit: bool
    kernel: bool


@functools.cache
def refuse_network() -> Guard:
    """Shut the network out of this process and its children; the second call changes nothing.

    Never raises: where the kernel will not have a filter, `kernel` is False and the audit hook
    stands alone.
    """
    sys.addaudithook(_audit)
    return Guard(audit=True, kernel=sys.platform == "linux" and _refuse_in_kernel())


def _audit(event: str, args: tuple[object, ...]) -> None:
    if event in _LOOKUPS or (event == "socket.__new__" and args[1] not in _ALLOWED):
        raise PermissionError(
            errno.EACCES, "Voice Coach works offline: it refused to open a network connection"
        )


# --- the kernel's half: a classic BPF program over `struct seccomp_data` ----------------------

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EACCES
_X32_CALLS = 0x40000000
_IO_URING_SETUP = 425
"""io_uring can open sockets without socket(2)."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """Numbers from the kernel's headers for one processor."""

    arch: int
    socket: int
    seccomp: int


_MACHINES = {
    "x86_64": _Machine(arch=0xC000003E, socket=41, seccomp=317),
    "aarch64": _Machine(arch=0xC00000B7, socket=198, seccomp=277),
}


class _Program(ctypes.Structure):
    """`struct sock_fprog`: how many instructions, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _refuse_in_kernel() -> bool:
    """Whether the filter is in force: inherited from the parent, or installed just now."""
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.maxsize < 2**32:
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if not _refuses(libc):
            _install(libc, machine)
        return _refuses(libc)
    except (OSError, AttributeError):
        return False


def _install(libc: ctypes.CDLL, machine: _Machine) -> None:
    set_no_new_privs, set_seccomp, filter_mode, all_threads = 38, 22, 2, 1
    code = _instructions(machine)
    program = _Program(len(code) // 8, code)
    nought = ctypes.c_ulong(0)
    libc.prctl(set_no_new_privs, ctypes.c_ulong(1), nought, nought, nought)
    # All threads at once where the kernel can; else this one and those it starts from now on.
    if libc.syscall(ctypes.c_long(machine.seccomp), 1, all_threads, ctypes.byref(program)) != 0:
        libc.prctl(set_seccomp, ctypes.c_ulong(filter_mode), ctypes.byref(program), nought, nought)


def _refuses(libc: ctypes.CDLL) -> bool:
    answer = libc.socket(_NO_SUCH_FAMILY, 1, 0)
    return bool(answer == -1 and ctypes.get_errno() == errno.EACCES)


def _instructions(machine: _Machine) -> bytes:
    """The filter. Jumps count the instructions to skip: (code, value, if true, if false)."""
    return b"".join(
        struct.pack("=HBBI", code, true, false, value)
        for code, value, true, false in (
            (_LOAD, _ARCH, 0, 0),
            (_EQUAL, machine.arch, 0, 7),  # calls of another architecture: denied
            (_LOAD, _NUMBER, 0, 0),
            (_AT_LEAST, _X32_CALLS, 5, 0),
            (_EQUAL, _IO_URING_SETUP, 4, 0),
            (_EQUAL, machine.socket, 0, 4),
            (_LOAD, _FIRST_ARGUMENT, 0, 0),
            (_EQUAL, _UNIX, 2, 0),
            (_EQUAL, _NETLINK, 1, 0),
            (_RETURN, _DENY, 0, 0),
            (_RETURN, _ALLOW, 0, 0),
        )
    )

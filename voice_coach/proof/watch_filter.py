"""The kernel's half of a watch: a seccomp filter that asks the watcher before anything is written.

Calls that could put words outside this process's memory wait until the watcher has looked at them.
The filter needs no root and no tool; it is inherited by every child, and cannot be lifted. Numbers
and layouts are those of <linux/seccomp.h>, for 64-bit x86 and ARM.
"""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_ALLOW, _ASK, _DENY = 0x7FFF0000, 0x7FC00000, 0x00050000 | 13
_X32_CALLS = 0x40000000
WRITES = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000
"""Any of O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND and O_TMPFILE."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor's numbers."""

    arch: int
    seccomp: int
    opens: MappingProxyType[int, int]
    """Call → which argument holds the flags: asked about when they may write."""
    others: MappingProxyType[int, str]
    """Call → what it does: always asked about."""


def _calls(line: str) -> MappingProxyType[int, str]:
    pairs = (word.split(":") for word in line.split())
    return MappingProxyType({int(number): name for name, number in pairs})


MACHINES = MappingProxyType(
    {
        "x86_64": Machine(
            0xC000003E,
            317,
            MappingProxyType({2: 1, 257: 2}),
            _calls(
                "creat:85 openat2:437 truncate:76 rename:82 renameat:264 renameat2:316 link:86"
                " linkat:265 symlink:88 symlinkat:266 unlink:87 unlinkat:263 mknod:133"
                " mknodat:259 socket:41 connect:42 bind:49 memfd_create:319"
            ),
        ),
        "aarch64": Machine(
            0xC00000B7,
            277,
            MappingProxyType({56: 2}),
            _calls(
                "openat2:437 truncate:45 renameat:38 renameat2:276 linkat:37 symlinkat:36"
                " unlinkat:35 mknodat:33 socket:198 connect:203 bind:200 memfd_create:279"
            ),
        ),
    }
)


def machine() -> Machine | None:
    """This processor's numbers; None where no kernel watch is possible."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    return MACHINES.get(platform.machine())


def family_name(number: int) -> str:
    """A socket family by its name in the C library."""
    try:
        return socket.AddressFamily(number).name
    except ValueError:
        return f"family {number}"


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install(here: Machine) -> int:
    """Put this process under watch; the descriptor on which the watcher answers. Raises OSError.

    From then on every call that is asked about waits for an answer: give the descriptor away first.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    set_no_new_privs, set_filter, new_listener = 38, 1, 8
    code = _program(here)
    program = _Program(len(code) // 8, code)
    nought = ctypes.c_ulong(0)
    libc.prctl(set_no_new_privs, ctypes.c_ulong(1), nought, nought, nought)
    call = ctypes.c_long(here.seccomp)
    listener = int(libc.syscall(call, set_filter, new_listener, ctypes.byref(program)))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "the kernel has no seccomp notifications for us")
    os.set_inheritable(listener, False)
    return listener


def _program(here: Machine) -> bytes:
    return b"".join(
        struct.pack("=HBBI", code, true, false, value)
        for code, value, true, false in _instructions(here)
    )


def _instructions(here: Machine) -> Iterator[tuple[int, int, int, int]]:
    """(code, value, skip if true, skip if false); what is skipped is counted in instructions."""
    yield (_LOAD, _ARCH, 0, 0)
    yield (_EQUAL, here.arch, 1, 0)
    yield (_RETURN, _DENY, 0, 0)
    yield (_LOAD, _NUMBER, 0, 0)
    yield (_AT_LEAST, _X32_CALLS, 0, 1)
    yield (_RETURN, _DENY, 0, 0)
    for number in here.others:
        yield (_EQUAL, number, 0, 1)
        yield (_RETURN, _ASK, 0, 0)
    for number, flags in here.opens.items():
        yield (_EQUAL, number, 0, 4)
        yield (_LOAD, _ARGUMENTS + 8 * flags, 0, 0)
        yield (_ANY_BIT, WRITES, 0, 1)
        yield (_RETURN, _ASK, 0, 0)
        yield (_RETURN, _ALLOW, 0, 0)
    yield (_RETURN, _ALLOW, 0, 0)

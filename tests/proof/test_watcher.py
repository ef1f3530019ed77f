"""What the kernel's watch reads from another process's memory."""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
import struct
import sys

import pytest

from voice_coach.proof.watcher import address_of

NAME = "/tmp/rig-syj8o_2k/pulse.sock"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/PID/mem")
@pytest.mark.parametrize("before", [2, 3, 16, 40, 110, 200])
def test_an_address_is_read_whole_across_two_pages(before: int) -> None:
    address = struct.pack("=H108s", socket.AF_UNIX, NAME.encode())
    pages = mmap.mmap(-1, 2 * mmap.PAGESIZE)
    start = mmap.PAGESIZE - before
    pages[start : start + len(address)] = address
    view = ctypes.c_char.from_buffer(pages, start)
    assert address_of(os.getpid(), ctypes.addressof(view), len(address)) == NAME
    del view
    pages.close()

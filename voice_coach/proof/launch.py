"""Starts a program under watch: `python -m voice_coach.proof.launch SOCKET COMMAND…`.

Cuts it off from every network where that is allowed, installs the filter, hands its descriptor
(and one line of JSON about what could be had) over the socket, and becomes the program.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sys
from pathlib import Path

from voice_coach.proof import watch_filter

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def main() -> None:
    """Never returns."""
    with socket.socket(fileno=int(sys.argv[1])) as line:
        apart = _own_network()
        _ask_for_core_dumps()
        _own_terminal()
        listener, why = _watch()
        told = json.dumps({"own_network": apart, "why": why}).encode()
        socket.send_fds(line, [told], [] if listener is None else [listener])
    os.execvp(sys.argv[2], sys.argv[2:])


def _watch() -> tuple[int | None, str]:
    here = watch_filter.machine()
    if here is None:
        return None, "this processor or system has no such watch"
    try:
        return watch_filter.install(here), ""
    except (OSError, AttributeError) as error:
        return None, str(error)


def _ask_for_core_dumps() -> None:
    """As much as a user may: the program must refuse them itself."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def _own_terminal() -> None:
    """A terminal on standard input becomes the one that passphrases are asked for on."""
    import fcntl
    import termios

    if os.isatty(0) and os.getsid(0) == os.getpid():
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _own_network() -> bool:
    """Whether this process is now alone in a network namespace with nothing in it."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    return True


if __name__ == "__main__":
    main()

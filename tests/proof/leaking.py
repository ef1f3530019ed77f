"""The coach with a leak: whatever it hears also goes where it must not. Only tests start this."""

from __future__ import annotations

import base64
import ctypes
import gzip
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from voice_coach import wordless
from voice_coach.app import App
from voice_coach.messages import Event, Heard
from voice_coach.proof import program

HOME = Path.home()
STATE = HOME / ".local" / "state" / "voice-coach"


def temporary(name: str) -> Path:
    return Path(os.environ["TMPDIR"]) / name


def for_a_moment(text: str) -> None:
    path = temporary("a moment")
    path.write_text(text)
    path.unlink()


def then_overwritten(text: str) -> None:
    path = HOME / "draft"
    path.write_text(text)
    with path.open("r+b") as file:
        file.write(bytes(len(text)))


def by_a_child(text: str) -> None:
    subprocess.run(["sh", "-c", 'cat >"$HOME/child"'], input=text.encode(), check=True)


def python_socket(_: str) -> None:
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    except OSError:
        return


def c_socket(_: str) -> None:
    assert ctypes.CDLL(None).socket(socket.AF_INET, socket.SOCK_DGRAM, 0) == -1


def system_log(_: str) -> None:
    try:
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect("/dev/log")
    except OSError:
        return


def in_the_state(text: str) -> None:
    (STATE / "state.json").write_text(f'{{"version": 1, "place": "{text}"}}')


def dump_core(text: str) -> None:
    if text.startswith("i think"):
        os.abort()


LEAKS: dict[str, Callable[[str], object]] = {
    "plain": lambda text: (HOME / "notes").write_text(text),
    "utf16": lambda text: (HOME / "notes").write_text(text, "utf-16"),
    "base64": lambda text: temporary("x").write_bytes(base64.b64encode(b"." + text.encode())),
    "gzip": lambda text: (STATE / "state.old").write_bytes(gzip.compress(text.encode())),
    "name": lambda text: (HOME / text.replace(" ", "-")[:200]).touch(),
    "moment": for_a_moment,
    "overwritten": then_overwritten,
    "child": by_a_child,
    "state": in_the_state,
    "stderr": lambda text: print(text, file=sys.stderr),
    "log": lambda text: logging.getLogger("voice_coach").info("heard %s", text),
    "sound": lambda text: temporary("evening.raw").write_bytes(bytes(32000)),
    "python socket": python_socket,
    "C socket": c_socket,
    "system log": system_log,
    "core dump": dump_core,
}


def leak(names: list[str]) -> None:
    """From now on the coach leaks in all these ways."""
    log = App._log

    def leaking(event: Event, actions: list[object], seconds: float) -> None:
        log(event, actions, seconds)  # type: ignore[arg-type]
        if isinstance(event, Heard):
            for name in names:
                LEAKS[name](event.text)

    App._log = staticmethod(leaking)  # type: ignore[method-assign, assignment]
    if "core dump" in names:
        wordless.no_core_dumps = lambda: None


if __name__ == "__main__":
    leak(sys.argv[1].split(","))
    sys.exit(program.main(sys.argv[2:]))

"""The coach as it is, with a listener to Python's own audit events, and a fault if one is wanted.

    python -m voice_coach.proof.program PIPE FAULT ARGUMENTS…

PIPE is a descriptor on which each event goes out as a line of JSON. FAULT is `breaks:WORDS` or
`falls:WORDS`: when the coach hears these words, an error with the couple's words in it is raised,
as by a mistake of ours: in the conversation, which goes on, or in the loop, which cannot.
ARGUMENTS are those of `voice-coach`; or `spoken`: play the scene on standard input.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from voice_coach.proof.watch_filter import WRITES, family_name

_FILES = {"os.remove": "unlink", "os.rename": "rename", "os.link": "link", "os.symlink": "symlink"}
_SOCKETS = frozenset(
    ("socket.__new__", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
)


def listen_to_python(pipe: int) -> None:
    """Tell of every file and socket that Python code asks for, before anything can refuse it."""

    def heard(event: str, args: tuple[object, ...]) -> None:
        told = _told(event, args)
        if told is not None:
            os.write(pipe, json.dumps(told).encode() + b"\n")

    sys.addaudithook(heard)


def _told(event: str, args: tuple[object, ...]) -> tuple[str, str] | None:
    if event == "open":
        path, mode, flags = args
        if isinstance(path, int):  # what is open already
            return None
        writes = isinstance(flags, int) and flags & WRITES
        return ("open", _name(path)) if writes or set("wax+") & set(str(mode or "")) else None
    if event in _FILES:
        return _FILES[event], _name(args[0])
    if event in _SOCKETS:
        what = family_name(int(str(args[1]))) if event == "socket.__new__" else _name(args[0])
        return event, f"{what} by {_asker()}"
    return None


def _asker() -> str:
    """The module whose code asks, if it is not one of Python's own."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        name = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if name not in sys.stdlib_module_names and frame.f_code.co_filename != __file__:
            return name
    return "python"


def _name(given: object) -> str:
    return os.fsdecode(given) if isinstance(given, bytes) else str(given)


def put_in(fault: str) -> None:
    """From now on the coach makes a mistake when it hears the words of the fault."""
    from voice_coach.app import App
    from voice_coach.conversation.session import Conversation
    from voice_coach.messages import Heard

    kind, _, words = fault.partition(":")
    room, name = (Conversation, "handle") if kind == "breaks" else (App, "_give_way")
    sound = getattr(room, name)

    def broken(self: object, event: object, *more: object) -> object:
        if isinstance(event, Heard) and words in event.text:
            raise ValueError(f"cannot handle {event.text!r}")
        return sound(self, event, *more)

    setattr(room, name, broken)


def main(argv: Sequence[str]) -> int:
    """What the coach's own command would do."""
    pipe, fault, *arguments = argv
    os.set_inheritable(int(pipe), False)
    listen_to_python(int(pipe))
    if fault:
        put_in(fault)
    sys.argv = ["voice-coach", *arguments]
    if arguments == ["spoken"]:
        from voice_coach.proof import spoken

        return spoken.main()
    from voice_coach import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""When the program breaks, it says where, and never what: an error's own words may be the couple's.

Python's tracebacks quote values, and a core dump holds all that was in memory. So neither comes
out: a line on standard error names the kind of error and the place in our files. For work on the
coach, `python -X dev -m voice_coach` shows tracebacks as usual.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

_PACKAGE = Path(__file__).resolve().parent


def install() -> None:
    """Keep words out of whatever this process leaves behind when it breaks."""
    no_core_dumps()
    if sys.flags.dev_mode:
        return
    sys.excepthook = lambda kind, error, trace: _print(place(error))
    threading.excepthook = lambda args: _print(_place(args.exc_type, args.exc_traceback))
    sys.unraisablehook = lambda args: _print(_place(args.exc_type, args.exc_traceback))


def no_core_dumps() -> None:
    """Keep a crash of this process and its children from writing memory to the disk."""
    try:
        import resource
    except ImportError:
        return
    # Not the hard limit too: whoever uses a part of ours, a test for one, may want its own back.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def place(error: BaseException) -> str:
    """`ValueError in app.py, line 93`: nothing that came in from outside."""
    return _place(type(error), error.__traceback__)


def sentence(error: BaseException) -> str:
    """What the user reads instead of a traceback."""
    return (
        f"Something broke inside ({place(error)}). Timers and what you kept are safe. "
        "Start it again; please report that place."
    )


def _place(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The innermost line of our own code."""
    ours = [
        (path.relative_to(_PACKAGE).as_posix(), frame.lineno)
        for frame in traceback.extract_tb(trace)
        if (path := Path(frame.filename)).is_relative_to(_PACKAGE)
    ]
    where = f" in {ours[-1][0]}, line {ours[-1][1]}" if ours else ""
    return kind.__name__ + where


def _print(told: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(f"voice-coach: {told}", file=sys.stderr)

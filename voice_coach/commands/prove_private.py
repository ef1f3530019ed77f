"""`voice-coach prove-private`: rehearsed evenings full of made-up words, and where none of them is.

Exit code 1, with the file's name, when a word was found or something was written that nothing
explains.
"""

from __future__ import annotations

import argparse
import socket
import sys

from voice_coach.errors import SceneError

HELP = "rehearse evenings under watch, and show what was written and that no word of yours was"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead")
    parser.add_argument("--typed", action="store_true", help="leave out the evening spoken aloud")


def run(args: argparse.Namespace) -> int:
    """0 when nothing speaks against it."""
    if not hasattr(socket, "send_fds"):
        raise SceneError("This system has nothing to watch a program with.", "Use Linux or macOS.")
    from voice_coach.proof import judging, telling
    from voice_coach.proof.proving import prove

    def tell(what: str) -> None:
        if not args.json and sys.stderr.isatty():
            print(f"… {what}", file=sys.stderr)

    proof = prove(speak=not args.typed, tell=tell)
    print(telling.as_json(proof) if args.json else "\n".join(telling.lines(proof)))
    return int(bool(judging.problems(proof)))

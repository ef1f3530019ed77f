"""`voice-coach`: one word, one command. Exit codes: 0 well, 1 not as asked, 2 wrong usage.

Each command lives in `commands/`, with `HELP`, `configure(parser)` and `run(args) -> exit code`;
heavy libraries are imported inside `run`, so that `--help` is quick.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import textwrap
from collections.abc import Sequence
from types import ModuleType

from voice_coach import __version__, wordless
from voice_coach.errors import CoachError

COMMANDS = (
    "run",
    "rehearse",
    "hear",
    "understand",
    "say",
    "check",
    "settings",
    "doctor",
    "models",
    "box",
    "prove-private",
    "extras",
)
NEEDS_NETWORK = frozenset({"models"})
"""Only here may a network socket be opened (and there only by `install`)."""
WATCHES = frozenset({"prove-private"})
"""Opens no socket either, but what it watches must be free to ask for one, to be seen asking."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="voice-coach",
        description="An offline voice for two: starters, hug and dance timers, guided repair.",
        epilog="Without a command, voice-coach listens and answers (the same as `run`).",
    )
    top.add_argument("--version", action="version", version=f"voice-coach {__version__}")
    sub = top.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
        module = _module(name)
        module.configure(sub.add_parser(name, help=module.HELP, description=module.HELP))
    return top


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"voice_coach.commands.{command.replace('-', '_')}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; every known failure is one sentence on standard error."""
    if argv is None:
        wordless.install()
    given = list(sys.argv[1:] if argv is None else argv)
    bare = not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version"))
    args = parser().parse_args(["run", *given] if bare else given)
    args.bare = bare
    if args.command not in NEEDS_NETWORK | WATCHES:
        from voice_coach import guard

        guard.refuse_network()
    try:
        module = _module(args.command)
        return int(module.run(args))
    except CoachError as error:
        _tell(error.sentence())
        return 1
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("", file=sys.stderr)
        return 130
    except Exception as error:  # nobody reads a traceback, and it quotes words
        if sys.flags.dev_mode:
            raise
        _tell(wordless.sentence(error))
        return 1


def _tell(sentence: str) -> None:
    """On standard error; a terminal, however narrow, shows whole words."""
    line = f"voice-coach: {sentence}"
    if sys.stderr.isatty():
        wide = os.get_terminal_size(sys.stderr.fileno()).columns or 80
        line = textwrap.fill(line, wide, break_long_words=False, break_on_hyphens=False)
    print(line, file=sys.stderr)

"""`voice-coach extras`: manual page, shell completion, menu entry, service, for this user."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice_coach.extras.pieces import Piece

HELP = "manual page, shell completion, menu entry and service: add or remove them"
NAMES = ("man", "bash", "zsh", "fish", "desktop", "service")


class _Names(tuple[str, ...]):
    """Choices of which none need be made; argparse of Python 3.11 looks for that too."""

    __slots__ = ()

    def __contains__(self, given: object) -> bool:
        return given == [] or super().__contains__(given)


def configure(parser: argparse.ArgumentParser) -> None:
    """The subcommands; without one, `list`."""
    sub = parser.add_subparsers(dest="action", metavar="ACTION")
    sub.add_parser("list", help="what there is, and where it lies")
    add = sub.add_parser("add", help="put them in place; all that fit here, but the service")
    add.add_argument("names", nargs="*", choices=_Names(NAMES), metavar="NAME", help=_among())
    remove = sub.add_parser("remove", help="take them away; all, if none is named")
    remove.add_argument("names", nargs="*", choices=_Names(NAMES), metavar="NAME", help=_among())
    show = sub.add_parser("show", help="print one instead")
    show.add_argument("name", choices=NAMES, metavar="NAME", help=_among())


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Failures are CoachError."""
    from voice_coach.cli import parser
    from voice_coach.extras.pieces import pieces

    known = {piece.name: piece for piece in pieces(parser())}
    match args.action:
        case "add":
            usual = [name for name, piece in known.items() if piece.wanted]
            _add([known[name] for name in args.names or usual])
        case "remove":
            _remove([known[name] for name in args.names or known])
        case "show":
            print(known[args.name].text(), end="")
        case _:
            for piece in known.values():
                there = "there" if piece.path.exists() else "not there"
                print(f"{piece.name:8} {piece.what}; {there}: {piece.path}")
    return 0


def _among() -> str:
    return f"one of {', '.join(NAMES)}"


def _add(chosen: list[Piece]) -> None:
    from voice_coach.extras import pieces

    for piece in chosen:
        pieces.add(piece)
        print(f"{piece.name}: {piece.path}" + (f"; then: {piece.then}" if piece.then else ""))


def _remove(chosen: list[Piece]) -> None:
    from voice_coach.extras import pieces

    for piece in chosen:
        if pieces.remove(piece):
            print(f"{piece.name}: gone from {piece.path}")

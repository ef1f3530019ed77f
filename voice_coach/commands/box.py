"""`voice-coach box`: the couple's encrypted box, seen from a keyboard.

Passphrases are typed unseen. The words of an item are shown by `open` alone, on a terminal's second
page, which is gone afterwards; never into a file or a pipe.
"""

from __future__ import annotations

import argparse
import getpass
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach import guard
from voice_coach.errors import StoreError
from voice_coach.memory import state_file

if TYPE_CHECKING:
    from voice_coach.memory.box import Box
    from voice_coach.memory.items import Item, Remembered
    from voice_coach.memory.keys import Lock, Passphrase, Secret
    from voice_coach.memory.os_keyring import InKeyring

HELP = "the encrypted box: list, open, forget, export, import, passphrase"
SURE = "yes, forget everything"


def configure(parser: argparse.ArgumentParser) -> None:
    """The subcommands; without one, `list`."""
    sub = parser.add_subparsers(dest="action", metavar="ACTION")
    sub.add_parser("list", help="what is in it: kinds and days, not a word of it")
    reading = sub.add_parser("open", help="show one item on this screen")
    reading.add_argument("id", metavar="ID")
    forget = sub.add_parser("forget", help="destroy one item, or all with the key")
    which = forget.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", metavar="ID")
    which.add_argument("--all", action="store_true", help="needs no passphrase")
    out = sub.add_parser("export", help="write all of it into one encrypted file")
    out.add_argument("file", type=Path, metavar="FILE")
    bring = sub.add_parser("import", help="add what an export has and the box has not")
    bring.add_argument("file", type=Path, metavar="FILE")
    secret = sub.add_parser("passphrase", help="make a box, or change what opens it")
    secret.add_argument("--keyring", action="store_true", help="let the system's keyring open it")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 if it went well. Failures are StoreError."""
    guard.refuse_network()
    from voice_coach.memory.box import box_path

    actions: dict[str | None, Callable[[argparse.Namespace, Path], int]] = {
        "open": _open,
        "forget": _forget,
        "export": _export,
        "import": _import,
        "passphrase": _passphrase,
    }
    path = box_path(state_file.default_path().parent)
    return actions.get(args.action, _list)(args, path)


def _list(args: argparse.Namespace, path: Path) -> int:
    from rich.console import Console
    from rich.table import Table

    with _opened(path) as box:
        remembered = box.remembered()
    table = Table("id", "what", "of", "kept on", "opens on", box=None)
    for label in remembered.labels:
        what = label.kind if label.finished else f"unfinished {label.kind}"
        opens = str(label.opens_on or "")
        table.add_row(label.id, what, label.of, str(label.kept_on), opens)
    Console().print(table if remembered.labels else "The box is empty.")
    _say_damage(remembered)
    return 0


def _say_damage(remembered: Remembered) -> None:
    if remembered.damaged:
        print(f"{remembered.damaged} damaged; an export may have it whole.", file=sys.stderr)


def _open(args: argparse.Namespace, path: Path) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fix = "Run this in a terminal."
        raise StoreError("Words from the box are shown on a screen and nowhere else.", fix)
    with _opened(path) as box:
        item = box.read(args.id, date.today())
        if item.label.of == "both" and not _two_yeses():
            print("It stays closed.")
            return 1
    _show(item)
    return 0


def _two_yeses() -> bool:
    print("This is of both of you; two yeses open it.")
    return all(input(f"{who} yes: ").strip().lower() == "yes" for who in ("First", "Second"))


def _show(item: Item) -> None:
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    lines = [line for part in item.parts for line in _lines(part, console.width)]
    step = max(1, console.height - 2)
    with console.screen(hide_cursor=False):
        for start in range(0, len(lines), step):
            console.clear()
            console.print("\n".join(lines[start : start + step]))
            input("(Enter) ")


def _lines(text: str, width: int) -> Sequence[str]:
    """Wrapped, and without control characters: an imported text must not steer the terminal."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.wrap(plain, width) or [""]


def _forget(args: argparse.Namespace, path: Path) -> int:
    if args.all:
        return _forget_all(path)
    with _opened(path) as box:
        if not box.forget(args.id):
            raise StoreError("There is nothing of that name.", "See `voice-coach box list`.")
    print("Gone.")
    return 0


def _forget_all(path: Path) -> int:
    print(f"Every promise, letter and memory goes, and the key. To do it, type: {SURE}")
    if sys.stdin.readline().strip().lower() != SURE:
        print("Nothing was forgotten.")
        return 1
    from voice_coach.memory.box import forget_everything

    forget_everything(path, _ring_of(path))
    print("Gone. Exports and backups are yours to throw away.")
    return 0


def _ring_of(path: Path) -> Secret | None:
    """The keyring, if it opens this box; a damaged box, or none, must not stand in the way."""
    try:
        return _keyring() if _lock(path).by == "keyring" else None
    except StoreError:
        return None


def _export(args: argparse.Namespace, path: Path) -> int:
    from voice_coach.memory.box_export import export

    with _opened(path) as box:
        count = export(box, args.file, _new_passphrase("a passphrase for the export"))
        _say_damage(box.remembered())
    print(f"{count} items are in {args.file}.")
    return 0


def _import(args: argparse.Namespace, path: Path) -> int:
    from voice_coach.memory.box_export import import_into

    secret = _known_passphrase("the export's passphrase")
    with _opened(path) as box:
        merged = import_into(box, args.file, secret)
    print(f"{merged.added} added; {merged.already} were there already, and were left as they are.")
    return 0


def _passphrase(args: argparse.Namespace, path: Path) -> int:
    from voice_coach.memory.box import Box

    if not path.exists():
        Box.create(path, _new_secret(args.keyring)).close()
        print(f"There is a box now, in {path.parent}. Nobody can open it without what you chose.")
        return 0
    before = _lock(path)
    with _opened(path) as box:
        box.change_secret(_new_secret(args.keyring))
    if before.by == "keyring":
        _keyring().forget(before)
    print("Done. Old exports and backups still open with what they were made with.")
    return 0


@contextmanager
def _opened(path: Path) -> Iterator[Box]:
    from voice_coach.memory.box import Box

    by_keyring = _lock(path).by == "keyring"
    secret = _keyring() if by_keyring else _known_passphrase("the box's passphrase")
    box = Box.open(path, secret)
    try:
        yield box
    finally:
        box.close()


def _new_secret(keyring: bool) -> Secret:
    return _keyring() if keyring else _new_passphrase("a new passphrase for the box")


def _new_passphrase(what: str) -> Passphrase:
    first = _known_passphrase(what)
    if first != _known_passphrase(f"{what}, once more"):
        raise StoreError("The two were not the same.", "Nothing was changed; try again.")
    return first


def _known_passphrase(what: str) -> Passphrase:
    from voice_coach.memory.keys import Passphrase

    return Passphrase(_typed(what))


def _keyring() -> InKeyring:
    from voice_coach.memory.os_keyring import InKeyring, system_ring

    return InKeyring(system_ring())


def _lock(path: Path) -> Lock:
    from voice_coach.memory.box import lock_of

    return lock_of(path)


def _typed(what: str) -> str:
    """Unseen from a terminal; a line of the input otherwise."""
    if sys.stdin.isatty():
        return getpass.getpass(f"Type {what}: ")
    return sys.stdin.readline().rstrip("\n")

"""`voice-coach models`: see, fetch, bring and check models. Only `install` goes online."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from voice_coach import guard
from voice_coach.errors import ModelError
from voice_coach.hearing import model_store
from voice_coach.hearing.model_catalogue import Entry, catalogue, check_name, entry_named

HELP = "list, install, import and verify speech models"


def configure(parser: argparse.ArgumentParser) -> None:
    """The subcommands; without one, `list`."""
    parser.add_argument(
        "--catalogue", type=Path, metavar="FILE", help="another models.toml (a mirror, say)"
    )
    sub = parser.add_subparsers(dest="action", metavar="ACTION")
    sub.add_parser("list", help="what can be fetched, and what is here")
    install = sub.add_parser("install", help="fetch a model (the only thing that goes online)")
    install.add_argument("name", metavar="NAME")
    bring = sub.add_parser("import", help="take a model's zip, or its folder, brought by hand")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--name", help="what to call it (otherwise: as the file is called)")
    check = sub.add_parser("verify", help="compare every byte, and load it once")
    check.add_argument("name", nargs="?", metavar="NAME", help="one model (otherwise: all)")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 if it went well. Failures are ModelError."""
    if args.action != "install":
        guard.refuse_network()
    actions: dict[str | None, Callable[[argparse.Namespace, tuple[Entry, ...]], int]] = {
        "install": _install,
        "import": _import,
        "verify": _verify,
    }
    return actions.get(args.action, _list)(args, catalogue(args.catalogue))


def _list(args: argparse.Namespace, entries: tuple[Entry, ...]) -> int:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    store = model_store.models_folder()
    here = model_store.installed(store)
    console = Console()
    table = Table("model", "language", "zip", "licence", "here", "quality", box=None)
    for entry in entries:
        size = f"{entry.bytes / 1e6:.0f} MB" if entry.bytes else "?"
        state = _state(store / entry.name) if store / entry.name in here else "no"
        table.add_row(entry.name, entry.language, size, entry.licence, state, entry.quality)
    for folder in here:
        if folder.name not in {entry.name for entry in entries}:
            table.add_row(folder.name, "", "", "", _state(folder), "brought by hand")
    console.print(table)
    console.print(f"Models live in {escape(str(store))}.", soft_wrap=True)
    return 0


def _state(folder: Path) -> str:
    try:
        model_store.check_sizes(folder)
    except ModelError:
        return "damaged"
    return "yes"


def _install(args: argparse.Namespace, entries: tuple[Entry, ...]) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from voice_coach.hearing.model_install import install

    entry = entry_named(args.name, entries)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(entry.name, total=entry.bytes)

        def show(have: int, total: int | None) -> None:
            bar.update(task, completed=have, total=total)

        folder = install(entry, model_store.models_folder(), show)
    print(f"{entry.name} is installed in {folder} (licence: {entry.licence}).")
    return 0


def _import(args: argparse.Namespace, entries: tuple[Entry, ...]) -> int:
    from voice_coach.hearing.model_install import import_model

    file: Path = args.file
    name = check_name(args.name or (file.resolve().name if file.is_dir() else file.stem))
    folder = import_model(file, name, model_store.models_folder(), entries)
    print(f"{name} is installed in {folder}.")
    return 0


def _verify(args: argparse.Namespace, entries: tuple[Entry, ...]) -> int:
    store = model_store.models_folder()
    folders = [store / check_name(args.name)] if args.name else model_store.installed(store)
    if not folders:
        print("No model is installed.")
    for folder in folders:
        model_store.verify(folder)
        print(f"{folder.name} is whole.")
    return 0

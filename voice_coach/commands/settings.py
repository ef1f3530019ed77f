"""`voice-coach settings`: what the couple chose; `get NAME`, `set NAME VALUE`, `path`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Literal

SIDES: dict[str, Literal["input", "output"]] = {"microphone": "input", "speaker": "output"}
HELP = "show and change settings.toml"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another settings.toml")
    sub = parser.add_subparsers(dest="verb", metavar="VERB")
    sub.add_parser("list", help="every setting and its value (the default verb)")
    sub.add_parser("path", help="where the file is")
    get = sub.add_parser("get", help="one value")
    get.add_argument("name", metavar="NAME")
    put = sub.add_parser(
        "set", help="change one; lists have commas between, switches are on or off"
    )
    put.add_argument("name", metavar="NAME")
    put.add_argument("value", metavar="VALUE")


def run(args: argparse.Namespace) -> int:
    """Do it. Raises SettingsError, and SoundError for a device that is not there."""
    from voice_coach.settings import default_path

    path = args.settings or default_path()
    match args.verb:
        case "path":
            print(path)
        case "get":
            get(path, args.name)
        case "set":
            put(path, args.name, args.value)
        case _:
            show(path)
    return 0


def show(path: Path) -> None:
    """Every setting: its value, and where it comes from."""
    from voice_coach.memory.by_voice import by_voice
    from voice_coach.settings import Settings, load

    chosen, usual, spoken = load(path), Settings(), by_voice()
    for name in Settings.__struct_fields__:
        value, source = getattr(chosen, name), ""
        if value != getattr(usual, name):
            source = "   # settings.toml"
        if name in spoken:
            value, source = spoken[name], "   # by voice"
        print(f"{name} = {told(value)}{source}")


def get(path: Path, name: str) -> None:
    """One value, as it counts now."""
    from voice_coach.memory.by_voice import by_voice
    from voice_coach.settings import load
    from voice_coach.settings_file import known

    print(told(by_voice().get(known(name), getattr(load(path), name))))


def put(path: Path, name: str, text: str) -> None:
    """Write one value; what was set by voice before gives way to it."""
    from voice_coach import own_content
    from voice_coach.hearing import devices
    from voice_coach.memory.by_voice import forget_by_voice
    from voice_coach.settings_file import keep, known, value_of

    value = value_of(known(name), text)
    if name == "check_in_word":
        value = _checked(str(value), path)
    if name == "locale":
        own_content.content(None, str(value))
    if name in SIDES and value:
        devices.find(str(value), SIDES[name])
    keep(path, {name: value})
    forget_by_voice((name,))
    print(f"{name} = {told(value)}")


def _checked(word: str, path: Path) -> str:
    """A check-in word that the ear can tell from everything else. Raises SettingsError."""
    from voice_coach import own_content
    from voice_coach.checkup.word import fit
    from voice_coach.hearing.choice import embedded_ear
    from voice_coach.settings import load

    locale = load(path).locale
    # Our own ear and its way to say words are English; another language has to be tried aloud.
    return fit(word, own_content.content(None, locale), embedded_ear()) if locale == "en" else word


def told(value: object) -> str:
    """A value as it can be typed again."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return ", ".join(value) if isinstance(value, list) else str(value)

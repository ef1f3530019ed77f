"""`voice-coach` (= `voice-coach run`): the live coach, by ear, or by keyboard with `--text`."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from voice_coach.errors import SoundError
from voice_coach.messages import QuitRequested

if TYPE_CHECKING:
    from voice_coach.assembly import Options
    from voice_coach.conversation.ports import Keeper
    from voice_coach.screen.port import Screen
    from voice_coach.settings import Changes
    from voice_coach.settings_file import Value

HELP = "listen and answer (the default command)"
NO_MICROPHONE = 3
"""Exit code when there is nothing to hear with."""
WITHOUT_MICROPHONE = (
    "To hear a conversation without a microphone: voice-coach rehearse",
    "To type instead of speaking: voice-coach --text",
)
SWITCH_INTERVAL = 0.0005
"""Seconds after which a busy thread lets the audio callback run; the usual 5 ms make gaps."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--text", action="store_true", help="type instead of speaking; no sound")
    parser.add_argument("--content", type=Path, metavar="DIR", help="another content directory")
    parser.add_argument("--model", default="", metavar="NAME|DIR", help="a Vosk model")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another settings.toml")
    parser.add_argument("--barge-in", action="store_true", help="listen while the coach speaks")
    parser.add_argument("--push-to-talk", action="store_true", help="hear only after Space")
    parser.add_argument("--locale", metavar="CODE", help="the language, from now on: en, de")
    parser.add_argument("--first-evening", action="store_true", help="begin with the set-up")
    parser.add_argument("--lines", action="store_true", help="plain lines instead of a window")
    parser.add_argument("--log", type=Path, metavar="FILE", help="event names and durations")


def run(args: argparse.Namespace) -> int:
    """Run until the couple close it."""
    from voice_coach.memory.only_one import only_one
    from voice_coach.memory.state_file import default_path
    from voice_coach.screen.captions import Captions
    from voice_coach.screen.choice import choose_screen

    sys.setswitchinterval(SWITCH_INTERVAL)
    with _logging(args.log), only_one(default_path().parent):
        try:
            # Lines are typed below what is shown, so text mode has lines only.
            _evenings(args, lambda: choose_screen(args.lines or args.text))
        except SoundError as error:
            for sentence in (error.sentence(), *WITHOUT_MICROPHONE):
                Captions().note(sentence)
            return NO_MICROPHONE
    return 0


def _evenings(args: argparse.Namespace, make_screen: Callable[[], Screen]) -> None:
    """One coach after another: a new one is made when settings were written."""
    from voice_coach import first_evening, own_content
    from voice_coach.assembly import Options
    from voice_coach.commands.settings import put
    from voice_coach.hearing import devices
    from voice_coach.screen.words import Words
    from voice_coach.settings import default_path, load

    path = args.settings or default_path()
    options = Options(
        args.text, args.content, args.model, args.settings, args.barge_in, args.push_to_talk
    )
    first = args.first_evening or (args.bare and first_evening.is_due(path))
    why_not = ""
    if first:
        from voice_coach.settings_file import cannot_keep

        why_not = cannot_keep(path)
        first = not why_not
    names: list[str] = []
    if args.locale:
        put(path, "locale", args.locale)
    settings = load(path)
    # Read for the first evening alone: every other start reads it once, where the coach is made.
    content = own_content.content_or_without(args.content, settings.locale)[0] if first else None
    if content is not None and first_evening.SCRIPT in content.scripts:
        if not args.text:
            devices.find(settings.microphone or None, "input")  # before anybody types a name
        names = first_evening.names(content)
        options = replace(options, opening=first_evening.SCRIPT)
    keeper = _box()  # before the window is drawn over what is typed
    screen = make_screen()
    try:
        if why_not:
            screen.note(why_not)
        screen.names = tuple(names)
        if content is not None and options.opening and not args.text:
            screen.words = Words(content.replies)
            first_evening.try_microphone(settings, content, screen)
        while (changes := _evening(options, screen, keeper)) is not None:
            _keep(path, {**changes, **({"names": names} if names else {})})
            options = replace(options, opening="")
    finally:
        screen.close()


def _box() -> Keeper | None:
    """The couple's box, opened if they want; None where there is none."""
    from voice_coach.memory.box_file import box_path
    from voice_coach.memory.state_file import default_path
    from voice_coach.screen.captions import Captions

    path = box_path(default_path().parent)
    if not path.exists():
        return None
    from voice_coach.memory.keeper import opened

    return opened(path, _passphrase if sys.stdin.isatty() else None, Captions().note)


def _passphrase() -> str:
    """Typed unseen; empty: the box stays shut."""
    from voice_coach.hearing.keyboard import lenient

    lenient(sys.stdin)  # on which it is asked where there is no other terminal
    try:
        return getpass.getpass("Box passphrase (Enter: stays shut): ")
    except EOFError:
        return ""


def _evening(options: Options, screen: Screen, keeper: Keeper | None) -> Changes | None:
    """Until it is closed; or until settings are to be written: these."""
    from voice_coach import mishaps
    from voice_coach.assembly import assemble

    mishaps.of_threads(screen.note)
    app = assemble(options, screen, keeper)

    def close(*_: object) -> None:
        """Asked once, it ends in peace; asked twice, at once."""
        _on_signals(signal.default_int_handler)
        app.inbox.put(QuitRequested())

    _on_signals(close)
    try:
        app.run()
    finally:
        app.close()
    return app.settings_to_keep


def _on_signals(handler: Callable[[int, FrameType | None], object]) -> None:
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, handler)


def _keep(path: Path, changes: Mapping[str, Value]) -> None:
    """Into settings.toml, and out of the file of what was changed by voice."""
    from voice_coach.memory.by_voice import forget_by_voice
    from voice_coach.settings_file import keep

    keep(path, changes)
    forget_by_voice(changes)


@contextlib.contextmanager
def _logging(path: Path | None) -> Iterator[None]:
    """Event names and durations into the file; without one, nothing anywhere."""
    logger = logging.getLogger("voice_coach")
    logger.propagate = False
    handler: logging.Handler = logging.NullHandler()
    if path is not None:
        handler = logging.FileHandler(path, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(relativeCreated)d ms %(message)s"))
        logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()

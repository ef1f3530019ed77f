"""`voice-coach` (= `voice-coach run`): the live coach, by ear, or by keyboard with `--text`."""

from __future__ import annotations

import argparse
import contextlib
import logging
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from voice_coach.errors import SoundError
from voice_coach.messages import QuitRequested

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
    parser.add_argument("--lines", action="store_true", help="plain lines instead of a window")
    parser.add_argument("--log", type=Path, metavar="FILE", help="event names and durations")


def run(args: argparse.Namespace) -> int:
    """Run until the couple close it."""
    from voice_coach.assembly import Options, assemble
    from voice_coach.memory.only_one import only_one
    from voice_coach.memory.state_file import default_path
    from voice_coach.screen.captions import Captions
    from voice_coach.screen.choice import choose_screen

    # Lines are typed below what is shown, so text mode has lines only.
    screen = choose_screen(args.lines or args.text)
    options = Options(
        args.text, args.content, args.model, args.settings, args.barge_in, args.push_to_talk
    )
    with _logging(args.log), only_one(default_path().parent):
        try:
            app = assemble(options, screen)
        except SoundError as error:
            screen.close()
            for sentence in (error.sentence(), *WITHOUT_MICROPHONE):
                Captions().note(sentence)
            return NO_MICROPHONE
        except BaseException:
            screen.close()
            raise
        for wish in (signal.SIGINT, signal.SIGTERM):
            signal.signal(wish, lambda *_: app.inbox.put(QuitRequested()))
        sys.setswitchinterval(SWITCH_INTERVAL)
        try:
            app.run()
        finally:
            app.close()
            screen.close()
    return 0


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

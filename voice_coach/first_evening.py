"""Before the first evening's script: names for the screen, and a try of the microphone.

Nothing of what is heard is kept; the names go into settings.toml when the evening is over.
"""

from __future__ import annotations

import sys
from pathlib import Path

from voice_coach.checkup import levels as measure
from voice_coach.checkup import verdicts
from voice_coach.checkup.levels import Levels
from voice_coach.checkup.trial import WAITS, Host
from voice_coach.content.schema import Content
from voice_coach.errors import SoundError
from voice_coach.hearing.conditioning import Samples, samples
from voice_coach.hearing.microphone import BLOCK, Microphone
from voice_coach.messages import Say
from voice_coach.screen.port import Screen
from voice_coach.settings import Settings

SCRIPT = "first_evening"
MOST, LEAST = 8.0, 2.5
"""Seconds that the microphone is tried."""
ENOUGH = 1.2
"""Seconds of voice that end it."""
METER = 0.1
"""Seconds between two looks of the meter."""
NAMES = 2


def is_due(path: Path) -> bool:
    """Nobody has chosen anything yet, and there are eyes and hands at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not _is_there(path)


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:  # who reads it says what is wrong
        return True
    return True


def names(content: Content) -> list[str]:
    """What they want to be called on their own screen; nothing is fine."""
    try:
        given = input(content.replies["first.names"][0])
    except EOFError:
        return []
    return [it.strip() for it in given.split(",") if it.strip()][:NAMES]


def try_microphone(settings: Settings, content: Content, screen: Screen) -> None:
    """Ask them to speak, show how loud it is, say in plain words how it is. Raises SoundError."""

    def show(line: str) -> None:
        screen.said(Say("", caption=line))

    with Microphone(settings.microphone or None) as microphone, Host(settings, content, show) as us:
        us.ask("first.microphone")
        heard = _listened(microphone, screen)
        screen.meter(None)
        us.ask(verdict(measure.mixed(heard)))


def verdict(levels: Levels) -> str:
    """The reply that says how the microphone hears them. Pure."""
    if levels.speech is None or levels.ratio is None:
        return "first.nobody"
    if levels.clipped >= verdicts.CLIPPED:
        return "first.too_loud"
    if levels.ratio < verdicts.GOOD:
        return "first.noisy" if levels.speech >= verdicts.FAINT else "first.softly"
    return "first.softly" if levels.speech < verdicts.FAINT else "first.well"


def _listened(microphone: Microphone, screen: Screen) -> Samples:
    """Until they have spoken enough, or for as long as it is polite to wait."""
    microphone.discard()
    blocks: list[bytes] = []
    step = round(METER / BLOCK)
    while len(blocks) * BLOCK < MOST:
        block = microphone.frames(WAITS)
        if block is None:
            raise SoundError(
                "The microphone is open and brings no sound.", "Run voice-coach doctor."
            )
        blocks.append(block)
        if len(blocks) % step == 0:
            screen.meter(measure.level(samples(b"".join(blocks[-step:]))))
            heard = samples(b"".join(blocks))
            if len(blocks) * BLOCK >= LEAST and measure.voiced_seconds(heard) >= ENOUGH:
                break
    return samples(b"".join(blocks))

"""What is in a couple's home before a play of screen_plays.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.speaking.songs_on_disk import music, write
from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keys import Passphrase, Strength

SECRET = "tea at four on sunday"
DICTATED = """
from voice_coach.hearing.choice import embedded_ear


def ear(least):
    own = embedded_ear(least)
    own.dictation, own.take_down = True, lambda frames: ""
    return own
"""
"""The coach's own ear, which here says that it can take dictation: it has no model that can."""


def settle(text: str) -> Callable[[Path], None]:
    """Their settings.toml."""

    def prepare(home: Path) -> None:
        folder = home / "config" / "voice-coach"
        folder.mkdir(parents=True)
        (folder / "settings.toml").write_text(text, "utf-8")

    return prepare


def with_box(home: Path) -> None:
    """A box of theirs with a letter in it."""
    path = box_path(home / "state" / "voice-coach")
    box = Box.create(path, Passphrase(SECRET, Strength(kib=64, passes=1, lanes=1)))
    box.keep("letter", "Dear you, thank you for the walk on Sunday.", "one", date.today())
    box.close()


def dictates(home: Path) -> None:
    with_box(home)
    settle('model = "dictates"\n')(home)
    ear = home / "config" / "voice-coach" / "ears" / "dictates.py"
    ear.parent.mkdir(parents=True)
    ear.write_text(DICTATED, "utf-8")


def with_songs(home: Path) -> None:
    settle(f'songs = "{home}/music"\n')(home)
    for pitch in (220.0, 330.0):
        write(home / "music" / f"{pitch:.0f}.ogg", music(60, 0.1, pitch))

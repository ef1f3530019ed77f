"""Photographs of the screen: the real program in a real terminal, driven by keys and by voices.

Used by scripts/pictures. Needs tmux, pulseaudio and flite. What is played is in screen_plays.py.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from tests.rig import SoundRig
from tests.terminal import Terminal, home_in

SIZES = ((80, 24), (40, 24))
_FONTS = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)
"""Fonts from the network: nothing here loads anything from there."""
_ENDED = re.compile(r"the end \d+")
"""What the rig's terminal says of a program that has ended."""


@dataclass(slots=True)
class Studio:
    """One program in its window, and the camera before it."""

    window: Terminal
    rig: SoundRig
    home: Path
    width: int
    target: Path
    kept: list[str] = field(default_factory=list)

    def keep(self, state: str, shown: str = "") -> None:
        """A picture of the window now, or of what was `shown` a moment ago."""
        self.kept.append(state)
        name = f"{state}-{self.width}"
        ansi = _ENDED.sub("", shown or self.window.shown(colours=True)).rstrip("\n")
        (self.target / f"screen-{name}.svg").write_text(_svg(ansi, self.width, name), "utf-8")


@dataclass(frozen=True, slots=True)
class Play:
    """Something that is done at the window, and the pictures that it gives."""

    keeps: tuple[str, ...]
    act: Callable[[Studio], None]
    words: tuple[str, ...] = ("run",)
    """Of the command line."""
    prepare: Callable[[Path], None] = lambda _home: None
    """What is in their home before."""
    silent: bool = False
    """There is no sound card."""


def photograph(target: Path, plays: tuple[Play, ...], only: tuple[str, ...] = ()) -> None:
    """All plays (or those that keep one of `only`) in each of the sizes, as SVG."""
    for play in plays:
        if only and not set(only) & set(play.keeps):
            continue
        for width, height in SIZES:
            with _running(play, width, height, target) as studio:
                play.act(studio)
                assert tuple(studio.kept) == play.keeps, studio.kept


@contextmanager
def _running(play: Play, width: int, height: int, target: Path) -> Iterator[Studio]:
    command = [sys.executable, "-m", "voice_coach", *play.words]
    with SoundRig() as rig, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        play.prepare(home)
        none = {"PULSE_SERVER": f"unix:{home}/none"} if play.silent else {}
        with Terminal(command, width, height, home_in(home) | none) as window:
            yield Studio(window, rig, home, width, target)


def _svg(ansi: str, width: int, name: str) -> str:
    console = Console(record=True, width=width, file=io.StringIO())
    console.print(Text.from_ansi(ansi), end="")
    return console.export_svg(
        title="voice-coach",
        theme=DEFAULT_TERMINAL_THEME,
        code_format=_FONTS.sub("", CONSOLE_SVG_FORMAT),
        unique_id=name,
    )

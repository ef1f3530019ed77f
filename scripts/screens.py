"""Photographs of the live screen: the real program in a real terminal, driven by keys.

Used by scripts/pictures. Needs tmux and pulseaudio.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from tests.rig import RATE, Feeding, SoundRig, speak_as, voices
from tests.terminal import Terminal, home_in

SIZES = ((80, 24), (40, 24))
_FONTS = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)
"""Fonts from the network: nothing here loads anything from there."""


def photograph(target: Path) -> None:
    """Every state of the screen, in each of the sizes, as SVG."""
    for width, height in SIZES:
        for words, play in (((), _first), (("run",), _evening)):
            with _running(width, height, words) as window:
                play(window, partial(_keep, window, target, width))


@contextmanager
def _running(width: int, height: int, words: tuple[str, ...]) -> Iterator[Terminal]:
    command = [sys.executable, "-m", "voice_coach", *words]
    with (
        SoundRig(),
        tempfile.TemporaryDirectory() as home,
        Terminal(command, width, height, home_in(Path(home))) as window,
    ):
        yield window


def _first(window: Terminal, keep: Callable[[str], None]) -> None:
    """The first evening, as far as its second question."""
    window.until("Two names")
    window.press("Ana, Ben", "Enter")
    window.until("First the microphone", 60)
    window.until("░", 60)
    hello = Feeding(speak_as(voices()[0], "hello my dear, and how was your day"), RATE)
    window.until("██████████")
    keep("first-microphone")
    hello.wait()
    window.until("Is that all right", 90)
    window.until("listening for an answer")
    keep("first-yes")
    window.press("1")
    window.until("understood: yes")
    window.until("understood: yes", gone=True)
    window.press("1")
    window.until("Is this pace right?")
    window.until("listening for an answer")
    keep("first-pace")


def _evening(window: Terminal, keep: Callable[[str], None]) -> None:
    window.until("2 a hug timer")
    window.until("listening for a request")
    keep("awake")
    window.press("2")
    window.until("understood: a hug timer")
    window.until("you both want one")
    keep("speaking")
    window.until("rising")
    keep("timer")
    window.press("Escape")
    window.until("1 a conversation starter")
    window.press("4")
    window.until("listening for an answer")
    keep("answer")
    window.press(*_key(window, "not now"))
    window.until("listening for an answer", gone=True)
    window.press("Escape")
    window.until("1 a conversation starter")
    window.press("1")
    window.until("your time")
    keep("floor")
    window.press("Escape")
    window.until("1 a conversation starter")
    window.press("m")
    window.until("microphone closed")
    keep("muted")
    window.press("m")
    _large(window)
    keep("large")


def _large(window: Terminal) -> None:
    """Turn the pages until captions are offered, and ask for them."""
    while "captions" not in window.shown():
        before = window.shown()
        window.press("0")
        while window.shown() == before:
            pass
    window.press(*_key(window, "captions"))
    window.until("captions", gone=True)
    window.press("2")
    window.until("▶ hug")


def _key(window: Terminal, phrase: str) -> str:
    found = re.search(rf"(\d) {phrase}\b", window.shown())
    assert found is not None
    return found[1]


def _keep(window: Terminal, target: Path, width: int, state: str) -> None:
    name = f"{state}-{width}"
    console = Console(record=True, width=width, file=io.StringIO())
    console.print(Text.from_ansi(window.shown(colours=True).rstrip("\n")), end="")
    from rich._export_format import CONSOLE_SVG_FORMAT

    svg = console.export_svg(
        title="voice-coach",
        theme=DEFAULT_TERMINAL_THEME,
        code_format=_FONTS.sub("", CONSOLE_SVG_FORMAT),
        unique_id=name,
    )
    (target / f"screen-{name}.svg").write_text(svg, "utf-8")

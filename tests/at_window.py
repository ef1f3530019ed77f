"""A couple at the window of the live coach: what they press, type, and say aloud."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import numpy as np

from tests import rig as sound
from tests.terminal import Terminal

SCREEN_PAGE = Path(__file__).resolve().parents[1] / "docs" / "screen.md"
QUIET = np.zeros(8_000, np.int16)
"""Half a second: nobody begins within the 0.3 s in which the coach's own words die away."""
SPEAKS = "◆"
LIT = re.compile(r"\x1b\[(?:\d+;)*7m")
"""Light ink on dark, or the other way round."""
PAGES = 14


def key_rows() -> list[str]:
    """The keys that the page for users names in its table, in its order."""
    table = SCREEN_PAGE.read_text("utf-8").split("## Keys")[1].split("##")[0]
    return re.findall(r"^\| (\S.*?) \| ", table, re.MULTILINE)[1:]


def key(window: Terminal, phrase: str) -> str:
    """The digit that stands before this phrase now."""
    found = re.search(rf"(\d) {re.escape(phrase)}(?!\w)", window.shown())
    assert found is not None, window.shown()
    return found[1]


def choose(window: Terminal, phrase: str, wanted: str = "") -> None:
    """Turn the pages until the phrase is offered, press its key, and wait for what follows."""
    wanted = wanted or f"understood: {phrase}"
    for _ in range(PAGES):
        shown = window.shown()
        if re.search(rf"\d {re.escape(phrase)}(?!\w)", shown):
            window.press(key(window, phrase))
            window.until(wanted)
            return
        window.press("0")
        changed(window, shown)
    raise AssertionError(f"{phrase!r} is on none of the pages")


def changed(window: Terminal, before: str) -> str:
    """Wait until it looks different."""
    deadline, poll = time.monotonic() + 20, threading.Event()
    while (shown := window.shown()) == before:
        assert time.monotonic() < deadline, shown
        poll.wait(0.05)
    return shown


def write(window: Terminal, words: str, wanted: str) -> None:
    """A line in their own words, and what follows."""
    silent(window)
    window.press("t")
    window.until("›")
    window.press("-l", words)
    window.press("Enter")
    window.until(wanted)


def tell(window: Terminal, words: str, wanted: str, voice: str = "slt", times: int = 4) -> str:
    """Say it aloud, again if a tone fell into it as anybody would, until this is shown."""
    spoken = np.concatenate([QUIET, sound.speak_as(voice, words), QUIET])
    for _ in range(times):
        silent(window)
        saying = sound.Feeding(spoken, sound.RATE)
        try:
            return window.until(wanted, len(spoken) / sound.RATE + 6.0)
        except AssertionError:
            continue
        finally:
            saying.wait()
    raise AssertionError(f"said {words!r} {times} times, no {wanted!r}:\n{window.shown()}")


def silent(window: Terminal, timeout: float = 60.0) -> None:
    """Wait until the coach has said what it had to say."""
    window.until(SPEAKS, timeout, gone=True)


def lit(window: Terminal, wanted: str, timeout: float = 30.0) -> str:
    """Wait for the flash of light that comes with these words; the window with its colours."""
    deadline, poll = time.monotonic() + timeout, threading.Event()
    while True:
        shown = window.shown(colours=True)
        if wanted in shown and LIT.search(shown):
            return shown
        assert time.monotonic() < deadline, shown
        poll.wait(0.02)

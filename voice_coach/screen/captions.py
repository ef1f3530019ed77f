"""The live screen, line by line: what the coach says, how it listens, which timers run.

Words of the couple never appear here. Lines only, so that any terminal, any log-free pipe and any
screen reader can follow.
"""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from voice_coach.messages import Earcon, Listen, Listening, Say, ShowTimers

_STATES = {
    Listening.MUTED: "○ muted",
    Listening.ASLEEP: "◌ asleep: only the wake phrase is heard",
    Listening.FLOOR: "◍ your time: only the wake phrase and control words are heard",
    Listening.AWAKE: "● listening for a request",
    Listening.ANSWER: "◉ listening for an answer",
    Listening.TYPE: "✎ taking down what you type; stop, or done, alone on a line",
    Listening.DICTATE: "✎ taking down what you say; stop, or done, by itself",
}
SCROLLED_AWAY = "\x1b[3J"
"""Also forgets what has scrolled out of the window."""
_TONES = {
    Earcon.OPEN: "♪ rising: go on",
    Earcon.CLOSE: "♪ falling: it is over",
    Earcon.TICK: "♪ a tick",
    Earcon.CHIME: "♪ a chime",
    Earcon.GONE: "♪ gone",
}


def clock_face(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


class Captions:
    """Writes to a terminal, or plain lines where there is none."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._mode: Listening | None = None
        self._timers: tuple[str, ...] = ()
        self.large = False
        """The coach's words stand apart and bright, and its tones are shown."""

    def said(self, say: Say) -> None:
        """The coach's words, digits for the eye; blank words wipe the screen."""
        if say.caption.isspace() and not say.text:
            self.console.clear()
            if self.console.is_terminal:
                self.console.file.write(SCROLLED_AWAY)
        for line in (say.caption or say.text).split("\n"):
            if line.strip():
                self._line("coach  ", line, "bold reverse" if self.large else "bold")
                if self.large:
                    self.console.print()

    def chimed(self, earcon: Earcon) -> None:
        """A tone, for those who asked to see it."""
        if self.large:
            self._line("tone   ", _TONES[earcon], "bold reverse")

    def listening(self, listen: Listen) -> None:
        """The listening state, when it changes."""
        if listen.mode is not self._mode:
            self._mode = listen.mode
            self._line("       ", _STATES[listen.mode], "dim")

    def microphone(self, is_open: bool) -> None:
        """It was opened or closed by a key."""
        self._mode = None
        self._line("       ", "● microphone open" if is_open else "○ microphone closed", "dim")

    def keys(self) -> None:
        """Which keys there are."""
        self._line("       ", "Space: call the coach · Esc: stop · m: microphone", "dim")

    def timers(self, shown: ShowTimers) -> None:
        """The running timers, when they change."""
        lines = tuple(
            f"{'‖' if paused else '▶'} {name} {clock_face(left)}"
            for name, left, paused in shown.timers
        )
        for line in lines:
            if line not in self._timers:
                self._line("timer  ", line, "cyan")
        self._timers = lines

    def note(self, sentence: str) -> None:
        """Something the couple should know about the machine."""
        self._line("note   ", sentence, "yellow")

    def _line(self, margin: str, text: str, style: str) -> None:
        self.console.print(Text(margin, style="dim") + Text(text, style=style))

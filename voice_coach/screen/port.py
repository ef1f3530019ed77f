"""What the coach asks of a screen: plain lines (`captions.py`), or the live one (`live.py`)."""

from __future__ import annotations

from typing import Protocol

from voice_coach.messages import Chime, Listen, Say, ShowTimers
from voice_coach.screen.offers import Offers
from voice_coach.screen.words import Words


class Screen(Protocol):
    """Called from any thread."""

    words: Words
    """Set once the content is read."""
    offers: Offers | None
    names: tuple[str, ...]
    """The couple's, for their eyes."""
    draws: bool
    """Whether it shows what is typed; else the terminal does."""
    overheard: bool
    """What cuts the coach short is heard while it speaks."""
    large: bool
    """The coach's words are large, and its tones a flash of light."""

    def said(self, say: Say) -> None:
        """Queued to be spoken; or only shown, when it has no text. A blank caption wipes."""

    def chimed(self, chime: Chime) -> None:
        """A tone is queued."""

    def sounding(self, action: object) -> None:
        """What was queued begins to sound."""

    def hushed(self) -> None:
        """What was queued will not sound."""

    def speaking(self, speaking: bool) -> None:
        """Whether the coach speaks."""

    def listening(self, listen: Listen) -> None:
        """What may be said now."""

    def understood(self, intent: str) -> None:
        """Somebody said something that was understood; empty: that was not. Not kept."""

    def timers(self, shown: ShowTimers) -> None:
        """The running timers, when they change."""

    def microphone(self, is_open: bool) -> None:
        """It was opened or closed by a key."""

    def meter(self, level: float | None) -> None:
        """How loud the microphone is, dBFS, while it is tried; None: it is not any more."""

    def entry(self, text: str | None) -> None:
        """What somebody is typing; None: nobody types. Gone when it has been sent."""

    def keys(self) -> None:
        """Keys are read."""

    def note(self, sentence: str) -> None:
        """Something the couple should know about the machine."""

    def pick(self, key: int) -> str:
        """The phrase that a number key stands for; empty: none, or the page was turned."""

    def close(self) -> None:
        """Give the terminal back."""

"""Those who watch a rehearsal as it plays."""

from __future__ import annotations

from voice_coach.messages import Heard
from voice_coach.rehearsal.expectation import Answer
from voice_coach.speaking.sound import Sound


class Audience:
    """Watches a rehearsal as it plays; this one says and does nothing."""

    def time(self, now: float) -> None:
        """So many seconds have passed since the curtain rose."""

    def couple(self, at: float, who: str, words: str, sound: Sound) -> None:
        """Somebody begins to speak."""

    def coach(self, answer: Answer, sound: Sound) -> None:
        """The coach will sound at `answer.start`."""

    def music(self, sound: Sound) -> None:
        """The couple's own songs, a moment of them after the other."""

    def screen(self, at: float, caption: str) -> None:
        """The coach shows something and does not say it."""

    def heard(self, at: float, heard: Heard) -> None:
        """The ear understood something, or nothing."""

    def hushed(self, at: float) -> None:
        """The coach is cut off."""

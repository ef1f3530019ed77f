"""Control words amid speech that does not end, such as a television's.

An utterance is decoded when it is over; one that goes on and on would hide a "stop". So its last
seconds are looked at again and again for the few words that stop everything, and for no others. A
word counts when two glimpses in a row show it.
"""

from __future__ import annotations

from voice_coach.hearing.recognizer import Spotter
from voice_coach.hearing.windows import SOON, Windows
from voice_coach.messages import Heard
from voice_coach.understanding.grammar import Grammar

BAR = 0.8
"""Score of both glimpses; at 0.7 half an hour of talk that goes on has four such words in it that
nobody said, and one at 0.8."""
MUSIC_BAR = 0.9
"""The same while music plays; at 0.8 ten minutes of somebody singing have six, and three at 0.9."""
NOTHING = Heard("", 0.0)


class Glimpses:
    """Used from the recogniser's thread."""

    def __init__(self, recognizer: object) -> None:
        self._spotter = recognizer if isinstance(recognizer, Spotter) else None
        self._windows = self._usual = Windows()
        self._among_music = Windows(after=SOON)
        self._last = NOTHING

    def look(
        self, frames: bytes, grammar: Grammar | None, speaking: bool, music: bool = False
    ) -> Heard | None:
        """More sound; a control word, once it has been seen twice. `speaking`: somebody does.

        While `music` plays it is looked for sooner: what is said then seldom ends with a silence.
        """
        if self._spotter is None or grammar is None:
            return None
        if not speaking:
            self._windows = self._among_music if music else self._usual
            self._windows.rest(frames)
            self._last = NOTHING
            return None
        window = self._windows.feed(frames)
        if not window:
            return None
        before, self._last = self._last, self._spotter.spot(grammar, window)
        sure = min(before.score, self._last.score)
        unsure = sure < (MUSIC_BAR if music else BAR)
        if not self._last.text or self._last.text != before.text or unsure:
            return None
        seen, self._last = self._last, NOTHING
        self._windows.clear()
        return Heard(seen.text, sure, (), seen.audio_seconds, seen.decode_seconds)

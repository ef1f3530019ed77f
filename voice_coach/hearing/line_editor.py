"""One line that is typed key by key, where the window shows it instead of the terminal. Pure."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from voice_coach.hearing.escapes import ESCAPE

LONGEST = 2000
"""Characters of one line."""
_ENTER, _BACK, _ALL, _WORD = "\r\n", "\x7f\b", "\x15", "\x17"


@dataclass(frozen=True, slots=True)
class Line:
    """Enter was pressed after these words; they may be none."""

    text: str


class Escaped:
    """Escape was pressed; the line is given up."""


class LineEditor:
    """Keys in, one by one (`codes_of`), lines out. `text` is what stands there now."""

    def __init__(self) -> None:
        self.text = ""
        self._letters = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, code: bytes) -> Line | Escaped | None:
        """One byte or code of the terminal; what it ended, if anything."""
        if code == ESCAPE:
            self.text = ""
            return Escaped()
        if code.startswith(ESCAPE):
            return None
        for letter in self._letters.decode(code):
            if letter in _ENTER:
                line, self.text = Line(self.text), ""
                return line
            self._take(letter)
        return None

    def _take(self, letter: str) -> None:
        if letter in _BACK:
            self.text = self.text[:-1]
        elif letter == _ALL:
            self.text = ""
        elif letter == _WORD:
            self.text = self.text.rstrip().rpartition(" ")[0]
        elif letter.isprintable() and len(self.text) < LONGEST:
            self.text += letter

"""Large letters for any terminal: three by five dots, two dots to a row of text. Pure.

With its gap a letter is four columns wide and three rows high.
"""

from __future__ import annotations

import unicodedata

from rich.text import Text

ROWS = 3
_LETTERS = """
A=25755 B=65656 C=34443 D=65556 E=74647 F=74644 G=34553 H=55755 I=72227 J=11152 K=55655 L=44447
M=57755 N=65555 O=25552 P=65644 Q=25563 R=65655 S=34216 T=72222 U=55557 V=55552 W=55775 X=55255
Y=55222 Z=71247 0=75557 1=26227 2=61247 3=61216 4=55711 5=74616 6=34757 7=71244 8=75757 9=75716
.=00002 ,=00024 !=22202 ?=61202 :=02020 ;=02024 '=22000 -=00700 (=24442 )=21112 /=11244 %=51245
+=02720 ·=00200 &=25256
"""
"""Five rows of three dots, each an octal digit."""
_DOTS = {pair[0]: pair[2:] for pair in _LETTERS.split()}
_SAME = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "“": "'", "”": "'", '"': "'"})
_BLOCKS = " ▀▄█"


def lines(text: str, width: int, height: int) -> list[Text]:
    """The text in large letters, broken between words; nothing when it has no room."""
    across = max(1, (width + 1) // 4)
    rows: list[str] = [""]
    for word in _plain(text).split():
        if len(word) > across:
            return []
        joined = f"{rows[-1]} {word}".strip()
        rows = [*rows[:-1], joined] if len(joined) <= across else [*rows, word]
    if len(rows) * ROWS > height or not rows[0]:
        return []
    return [line for row in rows for line in _drawn(row)]


def _plain(text: str) -> str:
    """Capitals without accents, and nothing that has no letter here."""
    text = unicodedata.normalize("NFKD", text.translate(_SAME).replace("…", "...")).upper()
    return "".join(it for it in text if it in _DOTS or it.isspace())


def _drawn(row: str) -> list[Text]:
    """One row of words as three rows of blocks."""
    dots = [[int(digit) for digit in _DOTS.get(it, "00000")] for it in row]
    found = []
    for at in range(0, 5, 2):
        cells = []
        for letter in dots:
            upper, lower = letter[at], letter[at + 1] if at < 4 else 0
            for bit in (4, 2, 1):
                cells.append(_BLOCKS[bool(upper & bit) + 2 * bool(lower & bit)])
            cells.append(" ")
        found.append(Text(f" {''.join(cells)}".rstrip(), style="bold"))
    return found

"""A long text in breaths, to be read aloud one by one. Pure."""

from __future__ import annotations

import re

LONGEST = 25
"""Words, some ten seconds: while the coach speaks nobody can stop it by voice, between breaths they
can."""


def of(text: str) -> list[str]:
    """Whole sentences, as many as fit; a longer one is cut between words."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.!?…])\s+", text):
        words = sentence.split()
        for at in range(0, len(words), LONGEST):
            some = words[at : at + LONGEST]
            if found and len(found[-1].split()) + len(some) <= LONGEST:
                found[-1] += " " + " ".join(some)
            else:
                found.append(" ".join(some))
    return found

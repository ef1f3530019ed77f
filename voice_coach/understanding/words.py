"""The words of a sentence."""

from __future__ import annotations

from collections.abc import Collection

_MOST_WORDS = 60


def split(text: str) -> list[str]:
    """The words of a normal text; a run-on of minutes is cut, as nothing in it can be a wish."""
    return text.split()[:_MOST_WORDS]


def without(words: list[str], fillers: Collection[tuple[str, ...]], longest: int) -> list[str]:
    """The words without those that carry nothing; all of them when nothing would be left."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            if tuple(words[at : at + size]) in fillers:
                at += size
                break
        else:
            kept.append(words[at])
            at += 1
    return kept or words

"""Picks cards: the depth ladder, no repeats, and an even hand. Pure: the seed is an argument."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence

from voice_coach.content.schema import Card, Depth

DEPTHS: tuple[Depth, ...] = ("light", "warm", "deep")


def pick(count: int, seed: int, turn: int) -> int:
    """An index below `count`, the same for the same seed and turn, spread evenly."""
    return zlib.crc32(f"{seed}/{turn}".encode()) % count


def choose(
    cards: Sequence[Card], deck: str, depth: Depth, used: Collection[str], seed: int, turn: int
) -> Card | None:
    """A card of the deck at this depth that was not used; when all were, the deck starts anew.

    A deck without cards at this depth gives one of the nearest lighter depth; None: no such deck.
    """
    for lighter in reversed(DEPTHS[: DEPTHS.index(depth) + 1]):
        level = [card for card in cards if card.deck == deck and card.depth == lighter]
        if level:
            fresh = [card for card in level if card.id not in used] or level
            return fresh[pick(len(fresh), seed, turn)]
    return None


def deeper(depth: Depth) -> Depth:
    """One step down the ladder, never two."""
    return DEPTHS[min(DEPTHS.index(depth) + 1, len(DEPTHS) - 1)]


def lighter(depth: Depth) -> Depth:
    """One step up."""
    return DEPTHS[max(DEPTHS.index(depth) - 1, 0)]

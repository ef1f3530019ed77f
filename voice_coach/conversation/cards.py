"""Picks cards: the depth ladder, no repeats, and an even hand. Pure: the seed is an argument."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice_coach.content.script_schema import Card, Depth
from voice_coach.settings import Settings

DEPTHS: tuple[Depth, ...] = ("light", "warm", "deep")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which card is looked for: its deck, how deep it may be, and perhaps its theme."""

    deck: str
    depth: Depth = "light"
    theme: str = ""


def pick(count: int, seed: int, turn: int) -> int:
    """An index below `count`, the same for the same seed and turn, spread evenly."""
    return zlib.crc32(f"{seed}/{turn}".encode()) % count


def choose(
    cards: Iterable[Card],
    wanted: Wanted,
    used: Sequence[str],
    settings: Settings,
    seed: int,
    turn: int,
) -> Card | None:
    """A card of the deck at this depth that was not used; after all, one of those used longest ago.

    A deck without cards at this depth gives one of the nearest lighter depth, a theme without cards
    one of any theme; None: no such deck. `used`: ids, the oldest first.
    """
    deck = [card for card in cards if card.deck == wanted.deck and _suits(card, settings)]
    themed = [card for card in deck if card.theme == wanted.theme] if wanted.theme else []
    for lighter in reversed(DEPTHS[: DEPTHS.index(wanted.depth) + 1]):
        level = [card for card in themed or deck if card.depth == lighter]
        if level:
            fresh = [card for card in level if card.id not in used] or _oldest(level, used)
            return fresh[pick(len(fresh), seed, turn)]
    return None


def in_order(
    cards: Iterable[Card], deck: str, used: Sequence[str], settings: Settings
) -> Card | None:
    """The first card of the deck that was not used; after all, the first again."""
    level = [card for card in cards if card.deck == deck and _suits(card, settings)]
    return next((card for card in level if card.id not in used), level[0] if level else None)


def deeper(depth: Depth) -> Depth:
    """One step down the ladder, never two."""
    return DEPTHS[min(DEPTHS.index(depth) + 1, len(DEPTHS) - 1)]


def lighter(depth: Depth) -> Depth:
    """One step up."""
    return DEPTHS[max(DEPTHS.index(depth) - 1, 0)]


def _suits(card: Card, settings: Settings) -> bool:
    """Never above the couple's touch level, never on a sore point, nothing deep when tired."""
    too_deep = settings.low_energy and card.depth == "deep"
    sore = set(card.avoid) & set(settings.avoid)
    return settings.allows(card.touch) and not (too_deep or sore)


def _oldest(level: list[Card], used: Sequence[str]) -> list[Card]:
    """The half that was used longest ago, so that what was read last night does not come back."""
    by_age = sorted(level, key=lambda card: used.index(card.id))
    return by_age[: (len(by_age) + 1) // 2]

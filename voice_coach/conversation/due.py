"""What is due: of the small things of a day, a week and a month, those that were not done in it.

Kept is only that one of them was done this day, week or month, and no longer than that: no count,
no streak, nothing to look back on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from voice_coach.content.script_schema import Card, Step
from voice_coach.conversation.script import Place
from voice_coach.conversation.state import State

PERIODS = {"daily": "%Y-%j", "weekly": "%G-%V", "monthly": "%Y-%m"}
"""Themes of cards, and what the days have in common of which one is enough."""


def finished(state: State, place: Place) -> None:
    """A script has come to its end; where the couple took their time for it, it counts."""
    themes = {card.theme for card in state.content.cards if card.script == place.script}
    if place.lived and themes & PERIODS.keys():
        state.done[place.script] = state.wall_now
    state.done = {name: at for name, at in state.done.items() if _counts(state, name, at)}


def undone(state: State, cards: Iterable[Card]) -> list[Card]:
    """The cards without those whose script was done in their day, week or month."""
    return [card for card in cards if not _done(state, card)]


def none_left(state: State, place: Place, step: Step) -> bool:
    """Whether nothing of this step's day, week or month is left to be named."""
    if step.kind != "card" or step.theme not in PERIODS:
        return False
    left = undone(state, state.content.cards)
    return not any(
        card.deck == step.deck
        and card.theme == step.theme
        and card.id != place.card
        and state.settings.allows(card.touch)
        for card in left
    )


def _done(state: State, card: Card) -> bool:
    at = state.done.get(card.script)
    return at is not None and card.theme in PERIODS and _same(state, card.theme, at)


def _counts(state: State, script: str, at: float) -> bool:
    cards = [card for card in state.content.cards if card.script == script]
    return any(card.theme in PERIODS and _same(state, card.theme, at) for card in cards)


def _same(state: State, theme: str, at: float) -> bool:
    """Whether that moment (by the wall clock) was in the day, week or month that it is now."""
    then = datetime.datetime.fromtimestamp(at, state.zone)
    here = datetime.datetime.fromtimestamp(state.wall_now, state.zone)
    return then.strftime(PERIODS[theme]) == here.strftime(PERIODS[theme])

"""Reads cards aloud: which one, its follow-up, its easier twin, and how deep the next may be."""

from __future__ import annotations

from voice_coach.content.script_schema import Card, Depth, Step
from voice_coach.conversation import cards, due
from voice_coach.conversation.script import Place, filled
from voice_coach.conversation.state import State

CARD = "card"
"""The slot with the script that the card just read stands for."""
AFTER = "after"
"""The slot with the script that may be offered after it."""


def read(state: State, place: Place, step: Step) -> bool:
    """Pick a card for the step and read it; False when the deck has none."""
    card = _choose(state, place, step)
    if card is None:
        return False
    place.card, place.depth = card.id, card.depth
    place.slots = {**place.slots, CARD: card.script, AFTER: card.after}
    _used(state, card, kept=step.no_repeat)
    plain = card.literal if state.settings.literal and card.literal else card.say or card.text
    state.say(plain)
    state.say(step.ask, place.slots)
    return True


def beside(state: State, place: Place, intent: str) -> bool:
    """The card's follow-up question, or its easier twin; False when there is none left to read."""
    card = next((card for card in state.content.cards if card.id == place.card), None)
    if card is None or intent in place.extras:
        return False
    text = {"follow_up": card.follow_up, "lighter": card.easier}.get(intent, "")
    place.extras.add(intent)
    return state.say(text)


def next_depth(state: State, place: Place, step: Step, intent: str) -> Depth:
    """How deep the next card may be, after `another_one`, `lighter` or `deeper`."""
    depth = _depth(state, place, step)
    place.skips = place.skips + 1 if intent == "another_one" else 0
    if intent == "lighter" or place.skips > 1:
        return cards.lighter(depth)
    return cards.deeper(depth) if intent == "deeper" else depth


def _depth(state: State, place: Place, step: Step) -> Depth:
    """How deep the card at this place is, or may be."""
    return place.depth or step.depth or state.depth


def _choose(state: State, place: Place, step: Step) -> Card | None:
    deck, theme = filled(step.deck, place), filled(step.theme, place)
    left = due.undone(state, state.content.cards)
    if step.in_order:
        return cards.in_order(left, deck, state.used_now, state.settings)
    wanted = cards.Wanted(deck, _depth(state, place, step), theme)
    used = state.used if step.no_repeat else state.used_now
    return cards.choose(left, wanted, used, state.settings, state.seed, state.turn)


def _used(state: State, card: Card, *, kept: bool) -> None:
    """Remember that it was read: tonight, and over evenings where the step asks for it."""
    for used in (state.used_now, state.used) if kept else (state.used_now,):
        if card.id in used:
            used.remove(card.id)
        used.append(card.id)

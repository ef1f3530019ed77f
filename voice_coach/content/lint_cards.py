"""Checks the cards: questions that open a talk, each said only once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rapidfuzz import fuzz, process

from voice_coach.content.finding import Finding, error, warning
from voice_coach.content.lint_dialogue import fits
from voice_coach.content.mistakes import did_you_mean
from voice_coach.content.schema import Content
from voice_coach.content.script_schema import Card
from voice_coach.content.template import normal

STARTERS = "starter"
"""Decks whose name begins so hold questions."""
ALIKE = 85
"""rapidfuzz's ratio from which two cards ask the same."""


def check(content: Content) -> list[Finding]:
    """Everything about the cards except the length of their sentences."""
    parts = (_questions, _easier, _scripts, _twins, _idle)
    return [finding for part in parts for finding in part(content)]


def _questions(content: Content) -> Iterator[Finding]:
    for card in content.cards:
        if card.deck.startswith(STARTERS) and card.source != "seed":
            yield from _question(content, card)


def _question(content: Content, card: Card) -> Iterator[Finding]:
    name = f"cards.{card.id}"
    if card.text.count("?") != 1 or not card.text.endswith("?"):
        fix = "Ask one thing, with one question mark at its end."
        yield warning(content, name, f"is not one question: {card.text!r}", fix)
    first = normal(card.text).split()[:1]
    if first and first[0] in content.replies.get("check.yes_no", ()):
        fix = 'Begin with "what", "when", "which" or "how".'
        yield warning(content, name, f"can be answered yes or no: {card.text!r}", fix)


def _easier(content: Content) -> Iterator[Finding]:
    ids = [card.id for card in content.cards]
    for card in content.cards:
        if card.easier and " " not in card.easier and card.easier not in ids:
            sentence = f"names an easier card {card.easier!r}, which does not exist."
            yield error(content, f"cards.{card.id}", sentence, did_you_mean(card.easier, ids))


def _scripts(content: Content) -> Iterator[Finding]:
    """The scripts that cards stand for, or that are offered after them."""
    for card in content.cards:
        for script in filter(None, (card.script, card.after)):
            if script not in content.scripts:
                sentence = f"names the script {script!r}, which does not exist."
                fix = did_you_mean(script, sorted(content.scripts))
                yield error(content, f"cards.{card.id}", sentence, fix)
        if card.depth == "deep" and card.deck.startswith(STARTERS) and not card.easier:
            sentence = "is deep, and has no easier twin for those who say lighter."
            yield warning(content, f"cards.{card.id}", sentence, "Add `easier`.")


def _twins(content: Content) -> Iterator[Finding]:
    texts = [normal(card.text) for card in content.cards]
    if not texts:
        return
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
    for row, column in np.argwhere(np.triu(scores, 1)):
        one, other = content.cards[row], content.cards[column]
        sentence = f"asks nearly the same as the card {one.id!r}: {other.text!r}"
        yield warning(content, f"cards.{other.id}", sentence, "Drop one, or ask something else.")


def _idle(content: Content) -> Iterator[Finding]:
    """Decks that no script draws from: only where there are scripts at all."""
    drawn = {step.deck for script in content.scripts.values() for step in script.steps}
    decks = {card.deck: card.id for card in reversed(content.cards)}
    if any(drawn):
        for deck, card in decks.items():
            if not any(fits(pattern, deck) for pattern in drawn):
                sentence = f"no script draws from its deck {deck!r}."
                fix = did_you_mean(deck, sorted(drawn - {""}))
                yield warning(content, f"cards.{card}", sentence, fix)

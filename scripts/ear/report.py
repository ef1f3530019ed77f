"""Measures a model and writes its card."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from ear.card import card
from ear.measure import synthetic
from ear.shards import Stage, write_text
from ear.table import tables
from voice_coach.hearing.model_store import installed

HOURS = 2.0
"""Of other people's talk."""


def report(
    folder: Path,
    chosen: argparse.Namespace,
    stages: Mapping[str, Stage],
    say: Callable[[str], None],
) -> None:
    """Write MODEL_CARD.md into the model's folder."""
    spoken = synthetic(stages["test speech"].files(), tune=False)
    figures = tables(folder, installed(), chosen.home, spoken, chosen.most, HOURS, say)
    facts = {name: stage.facts() or {} for name, stage in stages.items()}
    write_text(folder / "MODEL_CARD.md", card(folder, chosen, facts, figures))
    say(f"card: {folder / 'MODEL_CARD.md'}")

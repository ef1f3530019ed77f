"""The model's card: what went in, what it can do, what it cannot. Written from the figures."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ear import recordings, voices

Facts = Mapping[str, Mapping[str, Any]]
LIMITS = (
    "Only English; words that the CMU dictionary lacks are heard as espeak-ng would say them.",
    "Most of what it learnt from is synthetic; children, strong accents and whispering were hardly "
    "or never heard.",
    "It is for phrases of a grammar given at run time. Free dictation is out of its reach.",
    "Its score is right about itself only where about half of what is said is meant for it.",
    "Two people who talk at once, and music as loud as the voice, break it.",
)

CAN, CANNOT = "## What it can do", "## What it cannot do"
MEASURED = (
    "Only with recordings, speakers, noises and synthetic voices that it has not heard "
    "(`unseen.json`); of single words and talk one half of the speakers served to fit the score, "
    "the other is measured. Every ear gives what it thinks likelier than not."
)
SCORE = (
    "The score of a phrase is the probability that it was said. It was fitted on the first half, "
    "and on orders that the model has learnt from, clean and at 24 to 6 dB; what is for nobody "
    "weighed as much as all that was meant."
)


def card(folder: Path, chosen: argparse.Namespace, facts: Facts, figures: str) -> str:
    """The whole card, as Markdown; `figures` is the table of `table.py`."""
    parts = [
        f"# {folder.name}",
        "A Vosk model for English commands, trained on one processor from speech that was "
        "synthesised for it and from the recordings named below.",
        _table("What it is", _what(chosen, facts)),
        _table("What it learnt from", _data(facts)),
        "## Voices, recordings and licences\n\n" + "\n".join(_licences(chosen, facts)),
        _abilities(figures),
        CANNOT + "\n\n" + "\n".join(f"- {limit}" for limit in LIMITS),
    ]
    return "\n\n".join(parts) + "\n"


def measured_anew(text: str, figures: str) -> str:
    """A card with other figures: the ear around the model has changed since it was written."""
    before, behind = text.index(CAN), text.index(CANNOT)
    return f"{text[:before]}{_abilities(figures)}\n\n{text[behind:]}"


def _abilities(figures: str) -> str:
    return f"{CAN}\n\n{MEASURED}\n\n{SCORE}\n\n{figures}"


def _what(chosen: argparse.Namespace, facts: Facts) -> Iterator[tuple[str, ...]]:
    yield "", ""
    yield "Network", f"six time-delay layers of {chosen.width}, phones without context, LF-MMI"
    trainings = list(_trainings(chosen.cache, facts["training"]))
    seconds = sum(it.get("training", {}).get("seconds", 0) for it in trainings)
    epochs = ", ".join(str(it.get("recipe", {}).get("epochs", "?")) for it in trainings)
    if before := trainings[0].get("recipe", {}).get("start"):
        yield "Went on from", f"{before}, as it was published before"
    yield "Training", f"{seconds:.0f} s of processor time"
    yield "Epochs", f"{epochs} (each training went on from the one before)"
    yield "Seed", str(chosen.seed)
    log = facts["training"].get("log") or [{}]
    yield "Frames right, kept back", str(log[-1].get("frames_right", "?"))


def _trainings(cache: Path, last: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What the network went through, from its first training to the last."""
    start = last.get("recipe", {}).get("start")
    if start and (cache / start / "done.json").is_file():
        yield from _trainings(cache, json.loads((cache / start / "done.json").read_text("utf-8")))
    yield last


def _data(facts: Facts) -> Iterator[tuple[str, ...]]:
    yield "Source", "Pieces", "Voices", "Hours", "Hours of features"
    hours = {
        source: part
        for stage, it in facts.items()
        if stage.startswith("features")
        for source, part in it.get("hours", {}).items()
    }
    for stage, it in facts.items():
        if stage != "synthetic" and not stage.startswith("recorded"):
            continue
        for source, count in it.get("utterances", {}).items():
            yield (source, str(count), str(it["speakers"][source]), str(it["hours"][source]),
                   str(hours.get(source, 0)))  # fmt: skip


def _licences(chosen: argparse.Namespace, facts: Facts) -> Iterator[str]:
    used = {name.partition(":")[0] for name in facts["speech"].get("recipe", {}).get("voices", ())}
    for engine in sorted(used):
        yield f"- {voices.LICENCES[engine]}"
    for argument in chosen.recordings:
        folder, half = recordings.split_argument(argument)
        part = f" (speakers of half {half})" if half else ""
        yield f"- {folder.name}{part}: {recordings.licence_of(folder)}"
    for folder in chosen.noise:
        yield f"- noise from {folder.name}, without {', '.join(chosen.keep_noise) or 'exception'}"
    yield "- pronunciations: CMU dictionary (BSD), else espeak-ng"


def _table(title: str, rows: Iterator[tuple[str, ...]]) -> str:
    head, *rest = rows
    lines = [head, tuple("---" for _ in head), *rest]
    return f"## {title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)

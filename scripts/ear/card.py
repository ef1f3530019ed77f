"""The model's card: what went in, what it can do, what it cannot. Written from the figures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ear import recordings, voices

Facts = Mapping[str, Mapping[str, Any]]
LIMITS = (
    "Only English, and only the words of graph/words.txt.",
    "Most of what it learnt from is synthetic; children, strong accents and whispering were hardly "
    "or never heard.",
    "It is for phrases of a grammar given at run time. Free dictation is out of its reach.",
    "Its confidence says how far the words of the grammar were from each other, and no more; "
    "`[unk]` is what rejects.",
    "Two people who talk at once, and music as loud as the voice, break it.",
)


def card(folder: Path, chosen: argparse.Namespace, facts: Facts, figures: Mapping[str, Any]) -> str:
    """The whole card, as Markdown."""
    parts = [
        f"# {folder.name}",
        "A Vosk model for English commands, trained on one processor from speech that was "
        "synthesised for it and from the recordings named below.",
        _table("What it is", _what(chosen, facts, figures)),
        _table("What it learnt from", _data(facts)),
        "## Voices, recordings and licences\n\n" + "\n".join(_licences(chosen, facts)),
        *_results(chosen, figures),
        "## What it cannot do\n\n" + "\n".join(f"- {limit}" for limit in LIMITS),
    ]
    return "\n\n".join(parts) + "\n"


def _what(
    chosen: argparse.Namespace, facts: Facts, figures: Mapping[str, Any]
) -> Iterator[tuple[str, ...]]:
    cost, training = figures["cost"], facts["training"]
    yield "", ""
    yield "Size", f"{cost['size_mb']} MB"
    yield "Load", f"{cost['load_ms']} ms"
    memory = cost["memory_mb"] - cost["memory_without_mb"]
    yield "Memory", f"{cost['memory_mb']} MB with Python and Vosk, {memory:.0f} MB of it the model"
    seconds = training.get("training", {}).get("seconds", 0)
    yield "Training", f"{seconds:.0f} s, {chosen.epochs} epochs"
    start = training.get("recipe", {}).get("start")
    if start:
        yield "Went on from", f"{start}, whose seconds are not in the line above"
    yield "Seed", str(chosen.seed)
    log = training.get("log") or [{}]
    yield "Frames right, kept back", str(log[-1].get("frames_right", "?"))


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
    yield "- pronunciations: CMU dictionary as PocketSphinx carries it (BSD), else espeak-ng"


def _results(chosen: argparse.Namespace, figures: Mapping[str, Any]) -> Iterator[str]:
    if "words" in figures:
        tested = ", ".join(_named(it) for it in chosen.test)
        yield _table(f"Real single words at a gate ({tested})", _words(figures["words"]))
        yield _table("Word by word, clean", _by_word(figures["words"]["clean"]))
    if "orders" in figures:
        title = "Real whole orders, new vocabulary: strict / pub, %"
        yield _table(title, _orders(figures["orders"]))
    yield _table("Coach's phrases by unseen synthetic voices", _phrases(figures["phrases"]))
    places = {name: it for name, it in figures.items() if name.startswith("foreign")}
    if places:
        title = "Sentences that are for nobody: taken for a phrase"
        yield _table(title, _foreign(places))


def _named(argument: str) -> str:
    folder, half = recordings.split_argument(argument)
    return f"{folder.name}, speakers of half {half}" if half else folder.name


def _words(found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    yield (
        "Noise",
        "Ear",
        "Heard",
        "Taken for another",
        "Foreign accepted",
        "Only ours : only theirs",
    )
    for condition, row in found.items():
        for name in (it for it in row if it != "paired"):
            it = row[name]
            paired = row["paired"].get(name)
            yield (
                condition, name, _share(it["heard"], it["files"]), str(it["wrong"]),
                _share(it["accepted"], it["foreign"]),
                f"{paired[0]} : {paired[1]}" if paired else "",
            )  # fmt: skip


def _by_word(row: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    names = [name for name in row if name != "paired"]
    yield "Word", *names
    for word in sorted({word for name in names for word in row[name]["by_word"]}):
        yield word, *("{} of {}".format(*row[name]["by_word"][word]) for name in names)


def _orders(found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    names = list(next(iter(found.values())))
    yield "Noise", *names
    for condition, row in found.items():
        yield (
            condition,
            *(
                f"{100 * row[n]['strict'] / row[n]['files']:.1f} / "
                f"{100 * row[n]['pub'] / row[n]['files']:.1f}"
                for n in names
            ),
        )


def _phrases(found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    yield "Ear", "Right", "Taken for another"
    for name, it in found.items():
        yield name, _share(it["right"], it["files"]), str(it["wrong"])


def _foreign(places: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    yield "Ear", *places
    for name in next(iter(places.values())):
        yield name, *(_share(it[name]["accepted"], it[name]["files"]) for it in places.values())


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(1, whole):.0f} %)"


def _table(title: str, rows: Iterator[tuple[str, ...]]) -> str:
    head, *rest = rows
    lines = [head, tuple("---" for _ in head), *rest]
    return f"## {title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)

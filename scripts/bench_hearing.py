#!/usr/bin/env python3
"""How well the ear hears real people: right orders, work, and talk that is not meant for it.

Measures on the recordings of ../shared where there are any. "strict": the intent and exactly the
right slots; "pub": more slots than labelled are forgiven. The rival is PocketSphinx as its
manual shows it: the same grammar, no trimming, no level, no gate.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_coach.content.loader import load
from voice_coach.errors import CoachError
from voice_coach.hearing import sound_files
from voice_coach.hearing.conditioning import Samples
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.recognizer import RATE, Recognizer
from voice_coach.hearing.sphinx_recognizer import SphinxRecognizer
from voice_coach.messages import Heard, Listen, Listening
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
COFFEE = ROOT / "tests" / "data" / "coffee"
FOREIGN = (("librispeech-short", 90), ("speech-commands-test", 60))
"""Folders of talk, and how many of each."""
LONGEST = 12.0
"""Seconds; longer talk is cut, as an endpointer would."""

Decode = Callable[[Samples], str]


@dataclass(frozen=True)
class Recording:
    """One labelled order."""

    sound: Samples
    intent: str
    slots: dict[str, object]


@dataclass
class Figures:
    """One row of the table: counts, and seconds of sound and work."""

    name: str
    files: int = 0
    strict: int = 0
    pub: int = 0
    silent: int = 0
    sound: float = 0.0
    work: float = 0.0

    def row(self) -> str:
        """Percent, and work per second of sound."""
        part = 100 / max(1, self.files)
        speed = self.work / max(1e-9, self.sound)
        return (
            f"{self.name:<34}{self.files:>6}{self.strict * part:>9.1f}{self.pub * part:>9.1f}"
            f"{self.silent * part:>9.1f}{speed:>9.3f}"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 when there are no recordings."""
    options = _options(argv)
    if not SHARED.is_dir():
        print("No recordings beside the project: nothing to measure.")
        return 1
    began = time.perf_counter()
    ear = _recognizer(options.model)
    loaded = time.perf_counter() - began
    coffee, coach = Phrasebook(load(COFFEE)), Phrasebook(load(None))
    orders = list(_orders(options.most))
    print(f"{'coffee orders':<34}{'files':>6}{'strict':>9}{'pub':>9}{'nothing':>9}{'work/s':>9}")
    print(_orders_heard(ear.name, _whole(ear, coffee.grammar()), orders, coffee).row())
    print(_orders_heard("  through the endpointer", _live(ear, coffee), orders, coffee).row())
    if not options.model:
        rival = _plain(coffee.grammar())
        print(_orders_heard("pocketsphinx, used plainly", rival, orders, coffee).row())
    print(f"\n{'talk that is no phrase':<34}{'files':>6}{'accepted, %':>14}")
    for title, book in (("coffee", coffee), ("coach", coach)):
        for folder, most in FOREIGN:
            sounds = _foreign(folder, min(most, options.most), book.grammar())
            taken = sum(bool(text) for text in map(_whole(ear, book.grammar()), sounds))
            share = 100 * taken / max(1, len(sounds))
            print(f"{title + ', ' + folder:<34}{len(sounds):>6}{share:>14.1f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nloaded in {loaded:.2f} s; {memory:.0f} MB at most, the rival included")
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--most", type=int, default=10_000, metavar="N", help="files of a kind")
    parser.add_argument("--model", type=Path, metavar="DIR", help="a Vosk model instead")
    return parser.parse_args(argv)


def _recognizer(model: Path | None) -> Recognizer:
    if model is None:
        return SphinxRecognizer()
    from voice_coach.hearing.vosk_recognizer import VoskRecognizer

    return VoskRecognizer(model)


def _orders(most: int) -> Iterator[Recording]:
    folder = SHARED / "recordings" / "coffee"
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    for name, label in list(labels.items())[:most]:
        slots = {slot: value.strip() for slot, value in label["slots"].items()}
        yield Recording(sound_files.read(folder / name), label["intent"], slots)


def _orders_heard(name: str, decode: Decode, orders: list[Recording], book: Phrasebook) -> Figures:
    figures = Figures(name)
    for order in orders:
        began = time.process_time()
        text = decode(order.sound)
        figures.work += time.process_time() - began
        figures.sound += len(order.sound) / RATE
        figures.files += 1
        reading = next(iter(book.parses(text) if text else ()), None)
        figures.silent += reading is None
        if reading is not None and reading.intent == order.intent:
            figures.strict += dict(reading.slots) == order.slots
            figures.pub += order.slots.items() <= dict(reading.slots).items()
    return figures


def _whole(ear: Recognizer, grammar: Grammar) -> Decode:
    ear.set_grammar(grammar)

    def decode(sound: Samples) -> str:
        ear.set_grammar(grammar)
        ear.accept(sound.tobytes())
        return ear.finish().text

    return decode


def _live(recognizer: Recognizer, book: Phrasebook) -> Decode:
    """In blocks, as from a microphone; what was heard first counts, and room follows the sound."""
    ear = Ear(recognizer)
    ear.listen(Listen(Listening.AWAKE, endpoint=1.75), book.grammar())
    room = bytes(2 * 2 * RATE)

    def decode(sound: Samples) -> str:
        frames = sound.tobytes() + room
        blocks = (frames[at : at + 3200] for at in range(0, len(frames), 3200))
        heard = [e for block in blocks for e in ear.feed(block) if isinstance(e, Heard)]
        return next((event.text for event in heard if event.text), "")

    return decode


def _plain(grammar: Grammar) -> Decode:
    from pocketsphinx import Decoder, get_model_path

    decoder = Decoder(
        hmm=get_model_path("en-us/en-us"),
        dict=get_model_path("en-us/cmudict-en-us.dict"),
        lm=None,
        loglevel="FATAL",
    )
    end = 1 + max(max(source, target) for source, target, _ in grammar.arcs)
    transitions: list[tuple[object, ...]] = [
        (source, target, 1.0, word) for source, target, word in grammar.arcs
    ]
    transitions += [(state, end, 1.0) for state in grammar.finals]
    decoder.add_fsg("plain", decoder.create_fsg("plain", grammar.start, end, transitions))
    decoder.activate_search("plain")

    def decode(sound: Samples) -> str:
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return found.hypstr if found else ""

    return decode


def _foreign(folder: str, most: int, grammar: Grammar) -> list[Samples]:
    """Talk whose words are no phrase of the grammar, the same ones every time."""
    home = SHARED / "speech" / folder
    with (home / "transcripts.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.reader(table, delimiter="\t"))[1:]
    rows = [row for row in rows if not grammar.accepts(row[1].lower())]
    random.Random(1).shuffle(rows)
    return [sound_files.read(home / row[0])[: int(LONGEST * RATE)] for row in rows[:most]]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CoachError as error:
        sys.exit(error.sentence())

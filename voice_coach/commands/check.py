"""`voice-coach check`: is the content whole, and fit for the ear? Exit code 1 on errors."""

from __future__ import annotations

import argparse
import itertools
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice_coach.content.finding import Finding
    from voice_coach.content.lint import UnknownWords

HELP = "look for mistakes in the content: intents, scripts, cards"


EAR_LANGUAGE = "en"
"""The language of the embedded ear, whose pronunciations are looked up."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--content", type=Path, metavar="DIR", help="check this directory instead")
    parser.add_argument("--json", action="store_true", help="one JSON object per finding")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="without the ear (unknown words) and the voice (length)",
    )


def run(args: argparse.Namespace) -> int:
    """Print what was found; 1 when something of it cannot work."""
    from voice_coach.content.lint import check
    from voice_coach.own_content import content as load

    content = load(args.content)
    asked: set[str] = set()
    if args.quick:
        found = check(content)
    else:
        from voice_coach.speaking.voice import Voice

        with Voice(content.locale.voice) as voice:
            ear = _ear(asked) if content.locale.language == EAR_LANGUAGE else None
            found = check(content, ear, lambda text, rate: voice.synthesize(text, rate).seconds)
    if not args.quick and content.locale.language != EAR_LANGUAGE:
        print("The embedded ear knows English only: words were not looked up in it.")
    print_found = _as_json if args.json else _as_text
    print_found(found)
    if asked and not args.json:
        print(guesses(asked), end="")
    return 1 if any(finding.severity == "error" for finding in found) else 0


def _ear(asked: set[str]) -> UnknownWords:
    """What the ear cannot say; `asked` gathers the words that it was asked for."""
    from voice_coach.hearing.choice import embedded_ear

    ear = embedded_ear()

    def unknown(words: frozenset[str]) -> frozenset[str]:
        asked.update(words)
        return ear.unknown_words(words)

    return unknown


def guesses(words: set[str]) -> str:
    """Words that no dictionary has, and how the ear expects them to be said; empty without any."""
    from voice_coach.hearing.pronunciation import dictionary, pronounced

    known = dictionary(frozenset(words))
    ways = pronounced(sorted(words - known.keys()))
    said = [f"{word} ({' '.join(way[0])})" for word, way in ways.items() if way]
    if not said:
        return ""
    return f"Not in the dictionary, and listened for as the voice says them: {', '.join(said)}.\n"


def _as_json(found: list[Finding]) -> None:
    for finding in found:
        print(json.dumps(asdict(finding), ensure_ascii=False))


def _as_text(found: list[Finding]) -> None:
    for file, group in itertools.groupby(found, key=lambda finding: finding.file):
        print(file or "(no file)")
        for finding in group:
            print(f"  {finding.severity}: [{finding.name}] {finding.sentence} {finding.fix}")
    errors = sum(finding.severity == "error" for finding in found)
    print(f"{_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

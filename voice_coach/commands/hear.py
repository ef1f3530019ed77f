"""`voice-coach hear`: sound files through the ear, one JSON line each."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import SoundError

if TYPE_CHECKING:
    from voice_coach.hearing.recognizer import Recognizer
    from voice_coach.understanding.phrasebook import Phrasebook

HELP = "recognise sound files (WAV, FLAC): text, intent and slots as JSON"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="WAV or FLAC")
    parser.add_argument("--content", type=Path, metavar="DIR", help="hear this content instead")
    parser.add_argument("--model", metavar="NAME|DIR", help="another ear than the coach's own")


def run(args: argparse.Namespace) -> int:
    """One line per file; 1 when a file could not be read."""
    from voice_coach.hearing.choice import embedded_ear
    from voice_coach.own_content import content as load
    from voice_coach.understanding.phrasebook import Phrasebook

    phrasebook = Phrasebook(load(args.content))
    ear = _ear(args.model) if args.model else embedded_ear()
    ear.set_grammar(phrasebook.grammar())
    failed = 0
    for path in args.files:
        try:
            line = hear(path, ear, phrasebook)
        except SoundError as error:
            print(f"voice-coach: {error.sentence()}", file=sys.stderr)
            failed = 1
        else:
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return failed


def _ear(wanted: str) -> Recognizer:
    from voice_coach.hearing.choice import choose_ear

    return choose_ear(str(Path(wanted).resolve()) if Path(wanted).is_dir() else wanted)


def hear(path: Path, ear: Recognizer, phrasebook: Phrasebook) -> dict[str, object]:
    """What the ear, whose grammar is set, hears in one file. Raises SoundError."""
    from voice_coach.hearing import sound_files

    ear.reset()
    ear.accept(sound_files.read(path).tobytes())
    heard = ear.finish()
    readings = phrasebook.parses(heard.text) if heard.text else []
    meant = next((r for r in readings if not phrasebook.ignored(r.intent)), None)
    return {
        "file": str(path),
        "text": heard.text,
        "intent": meant.intent if meant else None,
        "slots": dict(meant.slots) if meant else {},
        "score": round(heard.score, 4),
        "audio_seconds": round(heard.audio_seconds, 3),
        "decoding_seconds": round(heard.decode_seconds, 4),
    }

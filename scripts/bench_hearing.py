#!/usr/bin/env python3
"""How well our ear hears people it has not learnt from, beside PocketSphinx in the same run.

Recordings, talk and noises are found in ../shared; without them only synthetic voices are measured,
and the table says so. `pip install pocketsphinx` brings the rival.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ear import voices
from ear.card import measured_anew
from ear.ears import asleep, awake
from ear.shards import write_text
from ear.table import tables
from ear.texts import coach_phrases
from ear.unseen import unseen_by
from ear.voices import Samples

from voice_coach.errors import CoachError
from voice_coach.hearing.model_catalogue import own_model
from voice_coach.hearing.model_store import installed

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT.parent / "shared"
WAKE_SHARE = 5
"""One phrase in so many is a wake phrase, for they are few."""


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 when there is nothing to measure with."""
    options = _options(argv)
    spoken = phrases(options.model, options.phrases)
    if not spoken and not HOME.is_dir():
        print("hearing: there are no recordings and no voices (flite, espeak-ng).", file=sys.stderr)
        return 1
    print(f"Recordings, speakers, noises and voices that {options.model.name} has not heard.\n")
    figures = tables(options.model, installed(), HOME, spoken, options.most, options.hours, _say)
    print(figures)
    if options.card:
        path = options.model / "MODEL_CARD.md"
        write_text(path, measured_anew(path.read_text("utf-8"), figures))
    return 0


def phrases(model: Path, count: int) -> list[tuple[str, Samples]]:
    """The coach's phrases by the voices of this machine that the model has not heard."""
    from voice_coach.content.loader import load
    from voice_coach.conversation.listening import WAKE
    from voice_coach.understanding.phrasebook import Phrasebook

    rng = random.Random(7)
    endings = tuple(unseen_by(model, HOME).facts["voices"])
    speakers = [voice for voice in voices.available() if voice.endswith(endings)]
    if not speakers:
        return []
    book = Phrasebook(load(None))
    # Of what people may say the ear listens for a part only.
    calls = list(filter(asleep(book).accepts, book.phrases(WAKE, 100)))
    texts = list(filter(awake(book).accepts, coach_phrases(None, 40)))
    texts = rng.sample(texts, min(count, len(texts)))
    texts = [rng.choice(calls) if n % WAKE_SHARE == 0 else text for n, text in enumerate(texts)]
    said = [(text, voices.speak(voices.draw(rng, speakers), text)) for text in texts]
    return [(text, sound) for text, sound in said if len(sound)]


def _say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--most", type=int, default=300, metavar="N", help="files of a kind")
    parser.add_argument("--phrases", type=int, default=400, metavar="N", help="spoken for it")
    parser.add_argument("--hours", type=float, default=6.0, help="of other people's talk")
    parser.add_argument("--card", action="store_true", help="write it into the model's card too")
    parser.add_argument("--model", type=Path, default=own_model(), metavar="DIR")
    return parser.parse_args(argv)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CoachError as error:
        sys.exit(error.sentence())

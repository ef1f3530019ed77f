#!/usr/bin/env python3
"""How well "stop" is heard at the head of other talk and amid it, and what is taken for it.

People and talk that the ear has not learnt from are found in ../shared; without them nothing can be
measured.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ear import at_head
from ear.amid import UNDER
from ear.unseen import unseen_by

from voice_coach.content.loader import load
from voice_coach.hearing.choice import embedded_ear
from voice_coach.hearing.model_catalogue import own_model
from voice_coach.messages import DOUBTFUL
from voice_coach.understanding.phrasebook import Phrasebook

HOME = Path(__file__).resolve().parents[2] / "shared"


def main() -> int:
    """Print the table; 1 when there is nothing to measure with."""
    unseen = unseen_by(own_model(), HOME)
    if not unseen.talk(tune=False) or not unseen.words(tune=False):
        print("stops: there are no recordings of people.", file=sys.stderr)
        return 1
    known = embedded_ear(DOUBTFUL), unseen, Phrasebook(load(None))
    lengths, levels = _listed(at_head.BEHIND), _listed(UNDER)
    print("| what | heard | without the look at the head |")
    print("|---|---|---|")
    both = (True, False)
    behind = f"“stop” with {lengths} s of another's talk behind it, at a gate"
    print(_row(behind, *(at_head.at_head(*known, look=look) for look in both)))
    print(_row(f"“stop” amid talk that goes on, {levels} dB softer", at_head.amid(*known)))
    taken = "utterances for nobody taken for a word that wins, at a gate"
    print(_row(taken, *([at_head.mistaken(*known, look=look)] for look in both)))
    wrong, minutes = at_head.mistaken_amid(*known)
    print(f"| words that win, in {minutes:.1f} minutes of talk that goes on | {wrong} | |")
    return 0


def _row(title: str, *found: Iterable[at_head.Share]) -> str:
    cells = [" / ".join(f"{heard} of {of}" for heard, of in it) for it in found]
    return f"| {title} | {' | '.join([*cells, ''][:2])} |"


def _listed(values: Iterable[float]) -> str:
    return ", ".join(f"{it:g}" for it in values)


if __name__ == "__main__":
    sys.exit(main())

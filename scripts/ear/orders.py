"""Makes recordings for `--recordings` of orders that have labels but no words: finds the words.

    python scripts/ear/orders.py FOLDER OUT [UNSEEN.json]

FOLDER has a labels.json: file → intent and slots. The slots are known and their order is not, nor
how the sentence begins; PocketSphinx chooses among all that is possible. What `orders` in
UNSEEN.json names stays out. OUT gets links to the files, transcripts.tsv and labels.json.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

BEFORE, AFTER = ("size", "roast", "numberOfShots"), ("milkAmount", "sugarAmount")
"""Slots in front of the drink, and behind it, in any order."""
DRINK = "coffeeDrink"
OPENINGS = (
    "brew", "can i get", "can i have", "i want", "get me", "give me", "i'd like", "make me",
    "may i have",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Write OUT."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", type=Path, metavar="FOLDER")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("unseen", type=Path, nargs="?", metavar="UNSEEN.json")
    asked = parser.parse_args(arguments)
    source, out, unseen = asked.source, asked.out, asked.unseen
    held = json.loads(unseen.read_text("utf-8"))["orders"] if unseen else []
    labels = json.loads((source / "labels.json").read_text("utf-8"))
    chosen = {name: label for name, label in labels.items() if name not in held}
    out.mkdir(parents=True, exist_ok=True)
    rows = [(name, words_of(source / name, label["slots"]), name) for name, label in chosen.items()]
    rows = [row for row in rows if row[1]]
    for name in (*(row[0] for row in rows), "LICENSE"):
        link = out / name
        if (source / name).exists() and not link.exists():
            link.symlink_to((source / name).resolve())
    with (out / "transcripts.tsv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table, delimiter="\t", lineterminator="\n").writerows(rows)
    kept = {name: chosen[name] for name, *_ in rows}
    (out / "labels.json").write_text(json.dumps(kept), "utf-8")
    print(f"{len(rows)} of {len(chosen)} orders in {out}")
    return 0


def words_of(path: Path, slots: dict[str, str]) -> str:
    """What is said in the file; empty when nothing that its labels allow was found."""
    from pocketsphinx import Decoder

    from ear import recordings
    from ear.align import teach
    from voice_coach.hearing.conditioning import levelled

    said = {slot: " ".join(value.lower().split()) for slot, value in slots.items()}
    decoder = Decoder(lm=None, loglevel="FATAL", beam=1e-80, wbeam=1e-60, pbeam=1e-80)
    teach(decoder, " ".join([*OPENINGS, "a an with and", *said.values()]))
    decoder.add_jsgf_string("order", grammar_of(said))
    decoder.activate_search("order")
    decoder.start_utt()
    decoder.process_raw(levelled(recordings.read(path)).tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr if found and said[DRINK] in found.hypstr else ""


def grammar_of(said: dict[str, str]) -> str:
    """Every order of words that the slots allow, as JSGF."""
    before = [said[slot] for slot in BEFORE if slot in said]
    after = [said[slot] for slot in AFTER if slot in said]
    heads = "|".join(" ".join(some) for some in itertools.permutations(before))
    tails = "|".join("with " + " and ".join(some) for some in itertools.permutations(after))
    head = f"({heads}) [a|an]" if before else ""
    tail = f"({tails})" if after else ""
    opening = f"[{'|'.join(OPENINGS)}] [a|an]"
    return f"#JSGF V1.0;\ngrammar o;\npublic <o> = {opening} {head} {said[DRINK]} {tail};\n"


if __name__ == "__main__":
    sys.path[:0] = [str(folder) for folder in Path(__file__).resolve().parents[1:3]]
    sys.exit(main(sys.argv[1:]))

"""The couple's box with its bytes damaged: what is whole is read, and nothing is read wrong."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from soaking.files import damaged
from soaking.kills import SECRET, TODAY
from soaking.outcome import Outcome, Wish, timed
from soaking.typed import home
from voice_coach.errors import CoachError
from voice_coach.memory.box import Box, box_path

WORDS = "the words of a letter that nobody else reads "


def damaged_box(wish: Wish) -> Outcome:
    """Every byte may be hit; a damaged item is said to be damaged, the others are read."""
    outcome, chance = Outcome(unit="files"), random.Random(wish.seed)
    read = refused = 0
    with home() as folder:
        good, kept = _filled(folder / "good")
        for number in range(wish.times):
            path = box_path(folder / str(number))
            path.parent.mkdir(parents=True)
            path.write_bytes(damaged(good, chance))
            with outcome.attempt(f"box {number}, seed {wish.seed}"), timed(outcome):
                found = _look(path, kept)
                read, refused = read + (found > 0), refused + (found < 0)
    outcome.remarks.append(
        f"{refused} set aside or refused in a sentence, {read} read at least in part"
    )
    return outcome


def _filled(folder: Path) -> tuple[bytes, dict[str, tuple[str, ...]]]:
    """A box with letters and promises: its bytes, and what is in it."""
    box = Box.create(box_path(folder), SECRET)
    for number in range(12):
        box.keep("promise", f"{WORDS}{number}", "one", TODAY)
    for number in range(6):
        letter = box.begin_letter(TODAY)
        for part in range(4):
            box.add_chunk(letter, f"{WORDS}{number} {part} " * 8)
        if number:
            box.seal(letter, "both", TODAY, date(2027, 1, 1))
    kept = {item.label.id: item.parts for item in box.everything()}
    box.close()
    return box_path(folder).read_bytes(), kept


def _look(path: Path, kept: dict[str, tuple[str, ...]]) -> int:
    """How many items are there, −1: the box cannot be opened. AssertionError when one is wrong."""
    before = path.read_bytes()
    try:
        box = Box.open(path, SECRET)
    except CoachError as error:
        sentence = error.sentence()
        there = [file.read_bytes() for file in path.parent.iterdir()]
        assert sentence.endswith("."), sentence
        assert before in there or "passphrase" in sentence, "the damaged file is gone"
        return -1
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    try:
        items = box.everything()
        box.remembered()
    except CoachError:
        return -1
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    finally:
        box.close()
    for item in items:
        assert item.parts == kept.get(item.label.id), "an item holds other words"
    return len(items)

"""A process that keeps letters and timers is killed, again and again: what was lost?

A child keeps promises, dictates letters chunk by chunk, seals, forgets, and saves timers; it says
what it will do and what is done. It gets SIGKILL at a random moment. Then all that was done must be
there and whole, at most the one change under way may be there too, and no word may be readable in
any file. Every other kill happens in memory instead of on a disk, where most of the time goes into
waiting for it. This is a killed process, not a pulled plug: for that see `memory/box_file.py`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from soaking.outcome import Outcome, Wish, timed
from voice_coach.conversation.saved import Saved, restore, snapshot
from voice_coach.conversation.timers import Timer
from voice_coach.memory.box import Box, box_path, forget_everything
from voice_coach.memory.keys import Passphrase, Strength
from voice_coach.memory.state_file import StateFile

TODAY = date(2026, 11, 25)
SECRET = Passphrase("four words and a light lock", Strength(kib=64, passes=1, lanes=1))
CANARY = "canary"
LONGEST = 0.25
"""Seconds a child lives at most."""


@dataclass
class House:
    """What must be there: ids and chunks, which are unfinished, and the number of the timers."""

    items: dict[str, list[str]] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)
    timer: int = 0

    def after(self, did: dict[str, str]) -> None:
        """One change that was done."""
        what, id, text = did["what"], did.get("id", ""), did.get("text", "")
        if what in ("keep", "begin"):
            self.items[id] = [text] if what == "keep" else []
        if what == "begin":
            self.drafts.add(id)
        elif what == "chunk":
            self.items[id].append(text)
        elif what == "drop":
            del self.items[id][-1:]
        elif what in ("seal", "forget"):
            self.drafts.discard(id)
        if what == "forget":
            del self.items[id]
        elif what == "everything":
            self.items, self.drafts = {}, set()
        elif what == "timer":
            self.timer = int(text)


def live(folder: Path, house: House, chance: random.Random, out: int) -> None:
    """The child: changes without end, each announced, done, reported."""
    box = Box.open(box_path(folder), SECRET)
    state = StateFile(folder / "state.json")
    while True:
        will = choose(house, chance)
        say(out, {"will": will})
        if will["what"] == "everything":
            box.close()
            forget_everything(box_path(folder))
            box = Box.create(box_path(folder), SECRET)
        else:
            do(box, state, will)
        say(out, {"did": will})
        house.after(will)


def choose(house: House, chance: random.Random) -> dict[str, str]:
    """What the couple do next."""
    text = f"{CANARY} {chance.random()} " + "words " * chance.randrange(400)
    drafts, kept = sorted(house.drafts), sorted(house.items.keys() - house.drafts)
    what = chance.choices(
        ("timer", "keep", "begin", "chunk", "drop", "seal", "forget", "everything"),
        (6, 3, 2, 8, 1, 2, 2, 0.4),
    )[0]
    if what in ("chunk", "drop", "seal"):
        ready = [id for id in drafts if what == "chunk" or house.items[id]]
        return (
            {"what": what, "id": chance.choice(ready), "text": text} if ready else {"what": "begin"}
        )
    if what == "forget":
        return {"what": what, "id": chance.choice(kept)} if kept else {"what": "keep", "text": text}
    return {"what": what, "text": str(house.timer + 1) if what == "timer" else text}


def do(box: Box, state: StateFile, will: dict[str, str]) -> None:
    """One change; a new item's id goes into `will`."""
    what, id, text = will["what"], will.get("id", ""), will.get("text", "")
    if what == "timer":
        state.save(saved(int(text)))
    elif what == "keep":
        will["id"] = box.keep("promise", text, "one", TODAY).id
    elif what == "begin":
        will["id"], will["text"] = box.begin_letter(TODAY), ""
    elif what == "chunk":
        box.add_chunk(id, text)
    elif what == "drop":
        box.drop_chunk(id)
    elif what == "seal":
        box.seal(id, "both", TODAY, TODAY)
    else:
        box.forget(id)


def saved(number: int) -> dict[str, object]:
    """A state with timers that carry the number."""
    return snapshot(Saved(timers=tuple(timer(f"{number}-{each}") for each in range(5))))


def timer(name: str) -> Timer:
    """A timer of that name."""
    return Timer(name=name, total=60.0, ends_at=1e9)


def say(out: int, line: dict[str, object]) -> None:
    """One line to the parent, in one write."""
    os.write(out, json.dumps(line).encode() + b"\n")


def kill_one(folder: Path, house: House, chance: random.Random) -> dict[str, str] | None:
    """Start a child, kill it; brings the house up to date, and gives the change under way."""
    ear, mouth = os.pipe()
    seed = chance.random()
    child = os.fork()
    if child == 0:
        os.close(ear)
        try:
            live(folder, house, random.Random(seed), mouth)
        finally:
            os._exit(3)
    os.close(mouth)
    time.sleep(chance.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    with os.fdopen(ear, "rb") as lines:
        told = [json.loads(line) for line in lines.read().splitlines()]
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise AssertionError("the child failed by itself; see its traceback above")
    for line in told:
        if "did" in line:
            house.after(line["did"])
    return told[-1]["will"] if told and "will" in told[-1] else None


def faults(folder: Path, house: House, under_way: dict[str, str] | None) -> list[str]:
    """What is not as it must be; takes over into the house what the killed change still did."""
    found = [f"{file.name}: words can be read" for file in files(folder) if readable(file)]
    found += [f"{file.name}: mode" for file in files(folder) if file.stat().st_mode & 0o077]
    if under_way is not None and under_way["what"] == "everything":
        if not box_path(folder).exists():
            Box.create(box_path(folder), SECRET).close()
        with_box = contents(folder)
        if not with_box[0]:
            house.after(under_way)
    items, drafts, damaged = contents(folder)
    found += [f"{damaged} damaged"] if damaged else []
    if under_way is not None:
        settle(house, under_way, items, drafts)
    if items != house.items or drafts != house.drafts:
        found.append("the box is not what was kept")
    return found + timer_faults(folder, house, under_way)


def files(folder: Path) -> list[Path]:
    """Every file of the state folder."""
    return [file for file in folder.rglob("*") if file.is_file()]


def readable(file: Path) -> bool:
    """Whether a word of a letter stands in it."""
    return CANARY.encode() in file.read_bytes()


def contents(folder: Path) -> tuple[dict[str, list[str]], set[str], int]:
    """Every item, the unfinished ones, and how many are damaged."""
    box = Box.open(box_path(folder), SECRET)
    items, remembered = box.everything(), box.remembered()
    box.close()
    drafts = {label.id for label in remembered.unfinished}
    return {item.label.id: list(item.parts) for item in items}, drafts, remembered.damaged


def settle(
    house: House, under_way: dict[str, str], items: dict[str, list[str]], drafts: set[str]
) -> None:
    """If the change under way was done, take it over; that it was not is right too."""
    maybe = House({id: list(parts) for id, parts in house.items.items()}, set(house.drafts))
    new = sorted(items.keys() - house.items.keys())
    done = dict(under_way)
    if under_way["what"] in ("keep", "begin"):
        done |= {"id": new[0] if new else "none"}
        done |= {"text": "" if under_way["what"] == "begin" else under_way["text"]}
    if under_way["what"] in ("timer", "everything"):
        return
    maybe.after(done)
    if (maybe.items, maybe.drafts) == (items, drafts):
        house.items, house.drafts = maybe.items, maybe.drafts


def timer_faults(folder: Path, house: House, under_way: dict[str, str] | None) -> list[str]:
    """Whether the timers are the last that were saved, or those being saved."""
    data, broken = StateFile(folder / "state.json").load()
    if broken:
        return ["the timer file is damaged"]
    allowed = {house.timer}
    if under_way is not None and under_way["what"] == "timer":
        allowed.add(int(under_way["text"]))
    for number in allowed:
        if restore(data) == restore(saved(number) if number else {}):
            house.timer = number
            return []
    return ["a timer is lost"]


def box_and_timers(wish: Wish) -> Outcome:
    """So many kills, half of them on a disk and half in memory."""
    outcome, under_ways = Outcome(unit="kills"), 0
    chance = random.Random(wish.seed)
    for folder, times in ((None, (wish.times + 1) // 2), (_in_memory(), wish.times // 2)):
        with tempfile.TemporaryDirectory(dir=folder) as name:
            path, house = Path(name), House()
            Box.create(box_path(path), SECRET).close()
            for number in range(times):
                with outcome.attempt(f"kill {number}, seed {wish.seed}"):
                    under_way = kill_one(path, house, chance)
                    under_ways += under_way is not None
                    with timed(outcome):
                        found = faults(path, house, under_way)
                    outcome.lost += len(found)
                    if found:
                        what = under_way and under_way["what"]
                        raise AssertionError(f"during {what}: {'; '.join(found)}")
    outcome.remarks.append(f"{under_ways} in the middle of a change")
    return outcome


def _in_memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None

"""A room that goes on and on around the live coach: noise, other people's talk, a whole evening.

What is played comes from ../shared/noise and ../shared/speech. Nobody means the coach, except in
the evening. An action is anything that a heard utterance made it do, listening apart.
"""

from __future__ import annotations

import random
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soaking.devices import ask, live, nothing_lost, settled, stopped
from soaking.outcome import Outcome, Wish, children
from tests import rig as sound
from tests.live import LiveCoach

SHARED = Path(__file__).resolve().parents[3] / "shared"
NOISE = ("noise/blanket", "noise/felixchenfy-own", "noise/roomtone-jarbas")
TALK = ("speech/librispeech-short", "speech/librispeech-train-1utt")
LOUD = {"noise": (100.0, 900.0), "talk": (500.0, 3000.0)}
"""Root mean square in steps of int16, from the softest to the loudest."""
SECTION = 20.0
"""Seconds of one noise, at most."""
WARM = 60.0
"""Seconds after which everything that is built once has been built."""
MOST = 5.0
"""MB by which the memory may grow."""
DID = re.compile(r"turn event=Heard .*actions=(\S*)")
REQUESTS = (
    ("give us a conversation starter", "?"),
    ("how long left", "left"),
    ("start a hug timer", "you both want one"),
    ("guide us through a repair", "Repair"),
    ("start a two song timer", "Two songs"),
)


def noise(wish: Wish) -> Outcome:
    """Rain, wind, a coffee shop, a fan, running water."""
    return _nobody_means_it(wish, "noise")


def talk(wish: Wish) -> Outcome:
    """People reading aloud."""
    return _nobody_means_it(wish, "talk")


def evening(wish: Wish) -> Outcome:
    """Talk and noise, and a request each minute, for as long as is wished."""
    outcome, sizes = Outcome(unit="requests"), []
    with live(minutes="ninety") as (rig, coach):
        ends = time.monotonic() + wish.minutes * 60
        while time.monotonic() < ends:
            kind = "talk" if outcome.tried % 2 else "noise"
            with _playing(kind, wish.seed + outcome.tried):
                time.sleep(min(40.0, wish.minutes * 6))
            words, wanted = REQUESTS[outcome.tried % len(REQUESTS)]
            with outcome.attempt(words):
                settled(rig, coach)
                ask(rig, coach, words, wanted)
                settled(rig, coach)
                stopped(rig, coach)
                nothing_lost(coach, outcome)
            sizes.append(resident(coach.process.pid))
    outcome.remarks.append(f"{wish.minutes:g} min")
    # What is built when it is first asked for has been built after one round of requests.
    _grown(outcome, sizes[len(REQUESTS) - 1 :])
    return outcome


def _nobody_means_it(wish: Wish, kind: str) -> Outcome:
    outcome = Outcome(unit="utterances")
    with live(minutes="ninety") as (_, coach):
        with _memory(coach, outcome), _playing(kind, wish.seed):
            mark = len(coach.log.read_text("utf-8"))
            time.sleep(wish.minutes * 60)
            log = coach.log.read_text("utf-8")[mark:]
        turns = [found[1] for found in DID.finditer(log)]
        acted = [names for names in turns if set(names.split(",")) - {"", "Listen", "Keep"}]
        outcome.tried, outcome.survived = len(turns), len(turns) - len(acted)
        outcome.troubles += [f"it did {names}" for names in acted]
        outcome.remarks.append(f"{wish.minutes:g} min")
        nothing_lost(coach, outcome)
    return outcome


@contextmanager
def _memory(coach: LiveCoach, outcome: Outcome) -> Iterator[None]:
    """How much the program has grown meanwhile, after it was warm."""
    begin: list[float] = []
    warm = threading.Timer(WARM, lambda: begin.append(resident(coach.process.pid)))
    warm.start()
    yield
    warm.cancel()
    _grown(outcome, [*begin, resident(coach.process.pid)] if begin else [])


def _grown(outcome: Outcome, sizes: list[float]) -> None:
    """By how much, from the first to the last size (MB)."""
    if len(sizes) < 2:
        return
    outcome.remarks.append(f"memory {sizes[0]:.1f} → {sizes[-1]:.1f} MB")
    if sizes[-1] - sizes[0] >= MOST:
        outcome.troubles.append(f"it grew by {sizes[-1] - sizes[0]:.1f} MB")


def resident(process: int) -> float:
    """MB of the process and its children."""
    total = 0
    for pid in (process, *children(process)):
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return total / 1024


@contextmanager
def _playing(kind: str, seed: int) -> Iterator[None]:
    """Into the microphone, without end."""
    player = subprocess.Popen(
        ["paplay", "--device=mic_feed", "--raw", "--format=s16le", f"--rate={sound.RATE}",
         "--channels=1", "--latency-msec=200"],
        stdin=subprocess.PIPE,
    )  # fmt: skip
    assert player.stdin is not None
    write: Callable[[bytes], object] = player.stdin.write
    writer = threading.Thread(target=_write, args=(write, kind, seed), daemon=True)
    writer.start()
    try:
        yield
    finally:
        player.kill()
        player.wait()
        writer.join()
        player.stdin.close()


def _write(write: Callable[[bytes], object], kind: str, seed: int) -> None:
    chance = random.Random(seed)
    files = sorted(
        path
        for folder in (NOISE if kind == "noise" else TALK)
        for path in (SHARED / folder).rglob("*.flac")
    )
    try:
        while True:
            for path in chance.sample(files, len(files)):
                write(_section(path, kind, chance).tobytes())
    except (BrokenPipeError, ValueError):
        return


def _section(path: Path, kind: str, chance: random.Random) -> NDArray[np.int16]:
    """Some of it, as loud as chance has it, and a pause after somebody's sentence."""
    import soundfile

    frames, rate = soundfile.read(path, dtype="int16")
    if kind == "noise":
        longest = int(SECTION * rate)
        start = chance.randrange(max(1, len(frames) - longest))
        frames = frames[start : start + longest]
    else:
        frames = np.concatenate([frames, np.zeros(int(chance.uniform(0.2, 2.5) * rate), np.int16)])
    level = float(np.sqrt(np.mean(frames.astype(float) ** 2))) or 1.0
    wanted = chance.uniform(*LOUD[kind])
    louder: NDArray[np.float64] = np.clip(frames * (wanted / level), -32768, 32767)
    return louder.astype(np.int16)

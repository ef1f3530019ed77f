"""What an ear costs: size, load, memory, work, and how soon after speech it has its answer."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ear.voices import RATE, Samples
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import Heard, Listen, Listening
from voice_coach.understanding.grammar import Grammar

ROOT = Path(__file__).resolve().parents[2]
BLOCK = 0.02
"""Seconds of sound that the microphone hands over at once."""
FRAME = RATE // 100
"""Samples in which an end is looked for."""
_LOAD = """
import sys, time
from pathlib import Path
sys.path[:0] = [sys.argv[2], sys.argv[2] + "/scripts"]
from ear.ears import awake, gate
from voice_coach.content.loader import load
from voice_coach.hearing.choice import ear_of
from voice_coach.understanding.phrasebook import Phrasebook


def megabytes():
    # The peak that getrusage gives would be the parent's.
    lines = Path("/proc/self/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


book = Phrasebook(load(None))
asked = gate(book), awake(book)
began = time.perf_counter()
ear = ear_of(Path(sys.argv[1]))
loaded = time.perf_counter() - began
ear.set_grammar(asked[0])
began = time.perf_counter()
ear.set_grammar(asked[1])
print(loaded, time.perf_counter() - began, megabytes())
"""


@dataclass(frozen=True)
class Cost:
    """Megabytes and seconds; the memory is that of a process with all of the coach's content."""

    size: float
    load: float
    largest_grammar: float
    """Seconds until the coach's largest grammar can be heard for the first time."""
    memory: float


def cost(model: Path) -> Cost:
    """In a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(model.resolve()), str(ROOT)],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    load, grammar, memory = map(float, done.stdout.split())
    size = sum(path.stat().st_size for path in model.rglob("*") if path.is_file()) / 1e6
    return Cost(size, load, grammar, memory)


def beyond_silence(
    recognizer: Recognizer, grammar: Grammar, spoken: Iterable[Samples], endpoint: float = 0.8
) -> list[float]:
    """Seconds from the end of each voice to `Heard`, less the endpoint's silence.

    The sound comes at the pace of life, on a clock that is reckoned; the work is real.
    """
    ear = Ear(recognizer)
    ear.listen(Listen(Listening.AWAKE, endpoint=endpoint), grammar)
    return [took - endpoint for sound in spoken for took in _answered(ear, sound)]


def idle(model: Path) -> float | None:
    """The share of one core that the whole program takes while nobody speaks, over a virtual card.

    None where there cannot be one.
    """
    sys.path[:0] = [str(ROOT)]
    from tests import idle, rig

    if rig.missing():
        return None
    with rig.SoundRig() as card, tempfile.TemporaryDirectory() as home:
        return idle.measured(card, Path(home), "--model", str(model.resolve()))[0]


def last_sound(sound: Samples) -> float:
    """Seconds to the end of what is less than 30 dB below the loud parts.

    Of 60 synthetic phrases that is where our ear places the end of the last word, give or take
    50 ms. What the recogniser cuts to (`voiced_part`) ends 0.1 s before that.
    """
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    level = 10 * np.log10(np.mean(frames**2, axis=1) + 1.0)
    loud = np.flatnonzero(level > np.percentile(level, 95) - 30)
    return float(loud[-1] + 1) * FRAME / RATE


def _answered(ear: Ear, sound: Samples) -> list[float]:
    ends = last_sound(sound)
    quiet = np.random.default_rng(1).normal(0, 8, RATE).astype(np.int16)
    frames = np.concatenate([quiet, sound, quiet, quiet]).tobytes()
    size, now, found = 2 * int(BLOCK * RATE), 0.0, []
    for number, at in enumerate(range(0, len(frames), size), start=1):
        began = time.perf_counter()
        events = ear.feed(frames[at : at + size])
        now = max(now, number * BLOCK) + time.perf_counter() - began
        found += [now - 1.0 - ends for event in events if isinstance(event, Heard)]
    return found[-1:]

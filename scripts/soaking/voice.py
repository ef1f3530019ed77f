"""The voice's child process killed: before a sentence, in its first and last part, between two."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from pathlib import Path

import numpy as np

from soaking.devices import ask, hears_and_speaks, live, nothing_lost, settled
from soaking.outcome import Outcome, Wish, children
from tests import rig as sound
from tests.live import LiveCoach
from voice_coach.messages import Say
from voice_coach.speaking.prosody import render
from voice_coach.speaking.voice import Voice

TEXT = (
    "This is sentence {one}. It goes on for a while, with a comma, and then another; it was number"
    " {two}. Then comes a short one. The last of them ends with {three}."
)
SAME = 0.02
"""By how much (of 1) the length may differ: espeak-ng says nothing twice quite the same way."""
NEW = "how long left"
"""Asked aloud; the answer is another each time, so that it has to be rendered."""


def sentences(wish: Wish) -> Outcome:
    """While four sentences are rendered, at a random moment; all must be said."""
    outcome = Outcome(unit="kills")
    chance = random.Random(wish.seed)
    with Voice() as whole, Voice() as killed:
        _rendered(whole, _text(chance))
        usual = _rendered(whole, _text(chance))[1]
        for number in range(wish.times):
            with outcome.attempt(f"voice {number}"):
                say = _text(chance)
                wanted, _ = _rendered(whole, say)
                at = chance.uniform(0.0, 1.5 * usual)
                killer = threading.Timer(at, lambda: _kill(killed.process_id))
                killer.start()
                got, took = _rendered(killed, say)
                killer.join()
                if abs(len(got) - len(wanted)) > SAME * len(wanted):
                    outcome.lost += 1
                    lengths = f"{len(got)} frames instead of {len(wanted)}"
                    raise AssertionError(f"killed after {at * 1000:.0f} ms: {lengths}")
                outcome.back.append(took)
    outcome.remarks.append(f"{usual * 1000:.0f} ms when nobody kills")
    return outcome


def _text(chance: random.Random) -> Say:
    """New each time, so that nothing is remembered."""
    one, two, three = (str(chance.randrange(10**6)) for _ in range(3))
    return Say(TEXT.format(one=one, two=two, three=three))


def _rendered(voice: Voice, say: Say) -> tuple[np.ndarray, float]:
    began = time.monotonic()
    parts = [part.frames for part in render(say, voice, 150, 1.0)]
    return np.concatenate(parts), time.monotonic() - began


def _kill(process: int | None) -> None:
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def in_the_program(wish: Wish) -> Outcome:
    """From the end of a request to the end of the answer, live; the answer is heard whole."""
    outcome = Outcome(unit="kills")
    chance = random.Random(wish.seed)
    with live() as (rig, coach):
        for number in range(wish.times):
            with outcome.attempt(f"voice {number}"):
                _once(rig, coach, chance.uniform(0.0, 2.0) if number % 4 else 0.0)
                hears_and_speaks(rig, coach)
                nothing_lost(coach, outcome)
    return outcome


def _once(rig: sound.SoundRig, coach: LiveCoach, after: float) -> None:
    before = coach.count()
    if after == 0.0:
        _kill(_child(coach))
    with rig.listen() as speaker:
        ask(rig, coach, NEW, "left")
        time.sleep(after)
        if after:
            _kill(_child(coach))
        assert speaker.until_sound(1000), "an answer is shown, and not heard"
        settled(rig, coach)
    with coach._news:
        notes = [line for _, line in coach.lines[before:] if line.startswith("note")]
    assert not notes, notes


def _child(coach: LiveCoach) -> int | None:
    """The voice's process; a dead one is replaced only when there is something new to say."""
    for pid in children(coach.process.pid):
        if b"voice_child" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    return None

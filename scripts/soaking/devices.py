"""The microphone pulled and put back, the sound server killed and started again; live."""

from __future__ import annotations

import os
import pty
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from soaking.outcome import Outcome, Wish, timed
from tests import rig as sound
from tests.live import LiveCoach

QUIET = np.zeros(4_000, np.int16)
ASKED = "start a two song timer"
"""Asked after each fault; the answer shows that the coach hears and speaks."""
ANSWER = "Two songs"
ASKED_KEY = b"3"
TIMERS = {"fifty": "timer 50:00", "ninety": "timer 1:30:00"}
"""How many minutes, as they are said and shown."""
FOUND = "microphone is back"
LOST = "lost the microphone"
PLAIN = ("rate=48000", "channels=1", "norewinds=1")


@contextmanager
def live(
    *options: str, minutes: str = "fifty", keyboard: int | None = None
) -> Iterator[tuple[sound.SoundRig, LiveCoach]]:
    """A sound card and a coach on it that has greeted; a timer runs."""
    with (
        sound.SoundRig() as rig,
        tempfile.TemporaryDirectory() as home,
        LiveCoach(Path(home), *options, keyboard=keyboard) as coach,
    ):
        coach.until_listening("for a request")
        coach.until_log("event=Spoke")
        ask(rig, coach, f"set a timer for {minutes} minutes", TIMERS[minutes])
        settled(rig, coach)
        yield rig, coach


def ask(rig: sound.SoundRig, coach: LiveCoach, words: str, wanted: str) -> str:
    """Say it, again if need be as anybody would, until it is answered on the screen."""
    before = coach.count()
    for _ in range(4):
        spoken = sound.speak_as("slt", words)
        rig.feed(np.concatenate([QUIET, QUIET, spoken, QUIET]))
        try:
            return coach.until(lambda line: wanted in line, before, 5)
        except AssertionError:
            continue
    raise AssertionError(f"asked {words!r} four times, and there was no {wanted!r}")


def settled(rig: sound.SoundRig, coach: LiveCoach) -> None:
    """All is said and silent, and nothing is open."""
    with rig.listen() as speaker:
        speaker.until_silence(1.5)


def hears_and_speaks(rig: sound.SoundRig, coach: LiveCoach) -> None:
    """It is whole: asked aloud it answers aloud, and the timer is still there."""
    with rig.listen() as speaker:
        ask(rig, coach, ASKED, ANSWER)
        assert speaker.until_sound(1000), "it shows an answer and says nothing"
    settled(rig, coach)
    stopped(rig, coach)


def stopped(rig: sound.SoundRig, coach: LiveCoach) -> None:
    """Say "stop" until it is; nothing is open then."""
    hushed(rig, coach)
    settled(rig, coach)


def hushed(rig: sound.SoundRig, coach: LiveCoach) -> None:
    """Say "stop" until it is heard, as anybody would."""
    for _ in range(4):
        done = coach.log.read_text("utf-8").count("actions=Hush") + 1
        rig.feed(np.concatenate([QUIET, QUIET, sound.speak_as("slt", "stop"), QUIET]))
        try:
            coach.until_log("actions=Hush", done, timeout=4)
        except AssertionError:
            continue
        return
    raise AssertionError("said stop four times, and it did not")


def nothing_lost(coach: LiveCoach, outcome: Outcome) -> None:
    """The program runs, showed no traceback, and keeps its timer."""
    assert coach.process.poll() is None, "the program ended"
    with coach._news:
        assert not any("Traceback" in line for _, line in coach.lines), "a traceback"
    kept = (coach.home / "state" / "voice-coach" / "state.json").read_text("utf-8")
    if "3000.0" not in kept and "5400.0" not in kept:
        outcome.lost += 1
        raise AssertionError("the timer is lost")


def microphone_pulled(wish: Wish) -> Outcome:
    """The microphone goes and comes back; meanwhile the sound server gives another source."""
    return _each(wish, "microphone", partial(_pull, ("mic_feed",)))


def headset_pulled(wish: Wish) -> Outcome:
    """Microphone and loudspeaker go and come back; meanwhile there is no device at all."""
    return _each(wish, "headset", partial(_pull, ("mic_feed", "speaker")))


def _each(wish: Wish, what: str, once: Callable[..., None]) -> Outcome:
    outcome = Outcome()
    with live() as (rig, coach):
        for number in range(wish.times):
            with outcome.attempt(f"{what} {number}"):
                once(rig, coach, outcome, random.Random(wish.seed + number))
    return outcome


def _pull(
    names: tuple[str, ...],
    rig: sound.SoundRig,
    coach: LiveCoach,
    outcome: Outcome,
    chance: random.Random,
) -> None:
    before = coach.count()
    for name in names:
        _pactl("unload-module", _module(f"sink_name={name}"))
    alone = len(names) > 1
    if alone:
        _wait_shown(coach, LOST, before)
    time.sleep(chance.uniform(0.0, 3.0))
    for name in reversed(names):
        _pactl("load-module", "module-null-sink", f"sink_name={name}", *PLAIN)
    _pactl("set-default-sink", "speaker")
    _pactl("set-default-source", "mic_feed.monitor")
    if alone:
        with timed(outcome):
            _wait_shown(coach, FOUND, before)
    settled(rig, coach)
    hears_and_speaks(rig, coach)
    nothing_lost(coach, outcome)


def _module(argument: str) -> str:
    """The number of the loaded module that was given this argument."""
    listed = _pactl("list", "short", "modules").splitlines()
    return next(line.split("\t")[0] for line in listed if argument in line)


def _pactl(*words: str) -> str:
    return subprocess.run(["pactl", *words], capture_output=True, check=True, text=True).stdout


def speaker_hangs(wish: Wish) -> Outcome:
    """The loudspeaker takes no sound for a while: the coach goes on, hears, and speaks again."""
    return _each(wish, "speaker", _hang)


def _hang(rig: sound.SoundRig, coach: LiveCoach, outcome: Outcome, chance: random.Random) -> None:
    before = coach.count()
    _pactl("suspend-sink", "speaker", "1")
    try:
        ask(rig, coach, ASKED, ANSWER)
        _wait_shown(coach, "loudspeaker does not answer", before)
        hushed(rig, coach)
        time.sleep(chance.uniform(0.0, 2.0))
    finally:
        _pactl("suspend-sink", "speaker", "0")
    with timed(outcome):
        hears_and_speaks(rig, coach)
    nothing_lost(coach, outcome)


def server_hangs(wish: Wish) -> Outcome:
    """The sound server answers nothing for a while, asked by a key: captions go on."""
    outcome = Outcome()
    keyboard, screen = pty.openpty()
    with live(keyboard=screen) as (rig, coach):
        for number in range(wish.times):
            with outcome.attempt(f"server {number}"):
                _freeze(rig, coach, outcome, random.Random(wish.seed + number), keyboard)
    os.close(keyboard)
    os.close(screen)
    return outcome


def _freeze(
    rig: sound.SoundRig,
    coach: LiveCoach,
    outcome: Outcome,
    chance: random.Random,
    keyboard: int,
) -> None:
    before = coach.count()
    with rig.frozen():
        time.sleep(chance.uniform(0.0, 3.0))
        os.write(keyboard, ASKED_KEY)
        _wait_shown(coach, "loudspeaker does not answer", before)
        _wait_shown(coach, ANSWER, before)
        os.write(keyboard, b"\x1b")
        _wait_shown(coach, LOST, before)
    with timed(outcome):
        _wait_shown(coach, FOUND, before)
    settled(rig, coach)
    hears_and_speaks(rig, coach)
    _wait_shown(coach, "loudspeaker answers again", before)
    nothing_lost(coach, outcome)


def server_killed(wish: Wish) -> Outcome:
    """The sound server dies, in silence or in the middle of a sentence, and is started again."""
    outcome = Outcome()
    with live() as (rig, coach):
        for number in range(wish.times):
            with outcome.attempt(f"server {number}"):
                _kill(rig, coach, outcome, random.Random(wish.seed + number), number % 2 == 1)
    return outcome


def _kill(
    rig: sound.SoundRig,
    coach: LiveCoach,
    outcome: Outcome,
    chance: random.Random,
    speaking: bool,
) -> None:
    before = coach.count()
    if speaking:
        with rig.listen() as speaker:
            ask(rig, coach, ASKED, ANSWER)
            speaker.until_sound(1000)
    rig.kill()
    _wait_shown(coach, LOST, before)
    time.sleep(chance.uniform(0.0, 2.0))
    rig.start()
    with timed(outcome):
        _wait_shown(coach, FOUND, before)
    settled(rig, coach)
    if speaking:
        stopped(rig, coach)
    hears_and_speaks(rig, coach)
    nothing_lost(coach, outcome)


def _wait_shown(coach: LiveCoach, words: str, after: int) -> None:
    coach.until(lambda line: words in line, after, 30)

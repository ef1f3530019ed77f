"""Long times in a short one: a day with a real ear and voice, a month of events; is memory flat?"""

from __future__ import annotations

import gc
import random
from pathlib import Path

from soaking import core, watch
from soaking.outcome import Outcome, Wish
from voice_coach.content.loader import load
from voice_coach.hearing.choice import embedded_ear
from voice_coach.messages import DOUBTFUL
from voice_coach.rehearsal import speakers
from voice_coach.rehearsal.audience import Audience
from voice_coach.rehearsal.casting import Cast
from voice_coach.rehearsal.house import House, Log, in_frames
from voice_coach.rehearsal.scene import Speaker
from voice_coach.rehearsal.speakers import Mouth
from voice_coach.rehearsal.track import Track
from voice_coach.settings import Settings
from voice_coach.speaking.sound import Sound
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

HOUR = 3600.0
WARM = 2
"""Hours (or days, of a month) after which everything that is built once has been built."""
MOST = 5.0
"""MB by which the memory may grow."""
LINES = (
    "give us a conversation starter", "start a hug timer", "set a timer for twenty minutes",
    "how long left", "guide us through a repair", "start a two song timer", "yes", "stop",
    "we had a long day and the bus was late", "shall we paint the kitchen green or blue",
)  # fmt: skip
EVENTS_A_DAY = 500


class Said:
    """A voice of the couple that says each line once, and then as it said it."""

    def __init__(self, mouth: Mouth) -> None:
        self.name = mouth.name
        self._sounds = {line: mouth.speak(line) for line in LINES}
        self._mouth = mouth

    def speak(self, words: str) -> Sound:
        """One of `LINES`."""
        return self._sounds[words]

    def close(self) -> None:
        """It is needed no more."""
        self._mouth.close()


class Forgetful(Track):
    """A recording of a day would be the only thing that grows."""

    def add(self, start: int, frames: object, *, coach: bool) -> None:  # type: ignore[override]
        """Nothing is recorded."""


def a_day(wish: Wish) -> Outcome:
    """So many hours, in each of them some minutes of talk, requests and silence."""
    outcome, chance = Outcome(unit="utterances"), random.Random(wish.seed)
    book = Phrasebook(load())
    both = speakers.mouths({"she": Speaker(), "he": Speaker()})
    mouths: dict[str, Mouth] = {who: Said(mouth) for who, mouth in both.items()}
    with Voice(book.content.locale.voice) as voice:
        cast = Cast(
            book.content, Settings(), Matcher(book), book, embedded_ear(DOUBTFUL), voice, mouths
        )
        house = House(cast, wish.seed, Audience())
        house.track = Forgetful()
        house.open()
        sizes = []
        for hour in range(wish.times):
            for _ in range(20):
                with outcome.attempt(f"hour {hour}"):
                    house.speak(chance.choice(sorted(mouths)), chance.choice(LINES))
                    house.advance(house.frame + in_frames(chance.uniform(2.0, 60.0)))
            with outcome.attempt(f"restart {hour}"):
                house.restart(chance.uniform(1.0, 60.0))
            house.advance(in_frames((hour + 1) * HOUR))
            house.log = Log()
            sizes.append(_resident())
    cast.close()
    return _grown(outcome, sizes, f"{wish.times} h")


def a_month(wish: Wish) -> Outcome:
    """Thirty days of random events for each time, restarts among them."""
    outcome = Outcome(unit="events")
    here = core.house(wish.seed)
    sizes = []
    for day in range(30 * wish.times):
        seed = wish.seed + day
        here.chance.seed(seed)
        try:
            for _ in watch.events(seed, EVENTS_A_DAY, here):
                outcome.survived += 1
        except AssertionError as error:
            outcome.troubles.append(str(error))
        outcome.tried += EVENTS_A_DAY
        sizes.append(_resident())
    return _grown(outcome, sizes, f"{30 * wish.times} days, {here.restarts} restarts")


def _grown(outcome: Outcome, sizes: list[float], long: str) -> Outcome:
    begin, end = sizes[min(WARM, len(sizes) - 1)], sizes[-1]
    outcome.remarks += [long, f"memory {begin:.1f} → {end:.1f} MB"]
    if end - begin >= MOST:
        outcome.troubles.append(f"it grew by {end - begin:.1f} MB")
    return outcome


def _resident() -> float:
    """MB of this process."""
    gc.collect()
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

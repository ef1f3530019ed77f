#!/usr/bin/env python3
"""Do "stop", the wake phrase and "skip" get through while the couple's songs play in the room?

The real ear and conversation on simulated time, as in the live coach. "Stop" is said by people
(recordings under ../shared that the ear has not learnt from), the rest by synthetic voices. Music
of our own making, with drums, bass and a tune; or with somebody's speech in it, as loud as the
band, which stands in for a singer. Its level is that of the microphone, against the words.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from ear import recordings, voices
from ear.unseen import unseen_by
from numpy.typing import NDArray

from voice_coach.content.loader import load
from voice_coach.conversation.session import Conversation
from voice_coach.hearing.choice import embedded_ear
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.glimpse import Glimpses
from voice_coach.hearing.listener import TAIL, aim
from voice_coach.hearing.model_catalogue import own_model
from voice_coach.hearing.recognizer import RATE, Recognizer
from voice_coach.messages import (
    DOUBTFUL,
    Chime,
    Dance,
    Event,
    Heard,
    Hush,
    Listen,
    Listening,
    Music,
    MusicBegan,
    Say,
    Spoke,
    Ticked,
    Wish,
)
from voice_coach.settings import Settings
from voice_coach.speaking.music_level import DUCKED
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

HOME = Path(__file__).resolve().parent.parent.parent / "shared"
BLOCK = RATE // 50
BEFORE, AFTER = 4.0, 4.0
"""Seconds of music before the words, and at most after them."""
SPEECH = 3000.0
"""Root mean square of the words, in steps of int16."""
ROOM = 12.0
LEVELS = (None, -20, -15, -10)
"""dB of the music against the words; None: it is not in the microphone at all."""
TONE = 0.4
"""Seconds that a tone or a word of the coach takes."""
Floats = NDArray[np.float64]


@dataclass
class Room:
    """A couple who dance; `did` is what the songs were told to do, and when."""

    recognizer: Recognizer
    book: Phrasebook
    matcher: Matcher
    did: list[tuple[float, Wish]] = field(default_factory=list)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.recognizer.reset()
        self.ear, self.glimpses = Ear(self.recognizer), Glimpses(self.recognizer)
        self.listen = Listen(Listening.MUTED)
        self.dances = self.low = False
        self.spoke_at = 0.0
        settings = Settings(songs="theirs")
        self.coach = Conversation(self.book.content, settings, self.matcher)
        self._do(self.coach.start(0.0))
        for words in ("two songs", "our songs"):
            self._spoken()
            self._tell(Heard(words, 1.0, typed=True))
        self._spoken()
        self._tell(MusicBegan(0, 240.0))
        self.dances = True
        self._aim()
        self.now += 60.0
        self._tell(Ticked())
        self.did.clear()

    def _spoken(self) -> None:
        self.spoke_at = 0.0
        self.ear.unmute()
        self._tell(Spoke())

    def _tell(self, event: Event) -> None:
        self._do(self.coach.handle(event, self.now))

    def _do(self, actions: Sequence[object]) -> None:
        for action in actions:
            match action:
                case Say() | Chime():
                    self.ear.mute()
                    self.spoke_at = self.now + TONE
                case Hush():
                    self.spoke_at = self.now
                case Listen():
                    self.listen = action
                    self._aim()
                case Dance():
                    self.low = False
                case Music(wish):
                    self.did.append((self.now, wish))
                    self.low = wish is Wish.LOWER or (self.low and wish is not Wish.RAISE)

    def _aim(self) -> None:
        if self.dances:  # what is listened for before costs time, and nobody speaks
            aim(self.ear, self.listen, self.book, over=False)

    def hear(self, frames: NDArray[np.int16]) -> None:
        """20 ms of the room."""
        self.now += len(frames) / RATE
        data = frames.tobytes()
        for event in self.ear.feed(data):
            self._tell(event)
        stopping = self.book.grammar((), self.listen.over)
        seen = self.glimpses.look(data, stopping, self.ear.running, self.listen.music)
        if seen is not None:
            self.ear.drop()
            self._tell(seen)
        if self.spoke_at and self.now >= self.spoke_at:
            self.spoke_at = 0.0
            self.ear.unmute(TAIL)
            self._tell(Spoke())
        due = self.coach.next_deadline()
        if due is not None and due <= self.now:
            self._tell(Ticked())

    def live(self, words: Floats, music: Floats, rng: np.random.Generator, wanted: Wish) -> float:
        """Music, the words in it, music: seconds from the end of the words to what they wanted
        (negative: too early), or nan."""
        start = round(BEFORE * RATE)
        said = start + len(words)
        began = self.now
        for at in range(0, said + round(AFTER * RATE), BLOCK):
            gain = DUCKED if self.low else 1.0
            frames = music[at : at + BLOCK] * gain + rng.normal(0, ROOM, BLOCK)
            part = words[max(0, at - start) : max(0, at + BLOCK - start)]
            if len(part):
                first = max(0, start - at)
                frames[first : first + len(part)] += part[: BLOCK - first]
            self.hear(np.clip(np.rint(frames), -32768, 32767).astype(np.int16))
            done = [when for when, wish in self.did if wish is wanted]
            if done:
                return done[0] - began - said / RATE
        return float("nan")


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables; 1 when there are no voices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=24, help="each word at each level")
    parser.add_argument("--minutes", type=float, default=10.0, help="music that nobody speaks in")
    options = parser.parse_args(argv)
    book = Phrasebook(load())
    matcher, ear = Matcher(book), embedded_ear(DOUBTFUL)
    said = words(options.times)
    if not all(said.values()):
        print("music: there are no voices (flite, espeak-ng).", file=sys.stderr)
        return 1
    print("| music in the microphone | " + " | ".join(said) + " |")
    print("|---|" + "---|" * len(said))
    for sung in (False, True):
        for level in LEVELS if not sung else LEVELS[1:]:
            row = []
            for name, sounds in said.items():
                found = [
                    tried(ear, book, matcher, name, sound, level, sung, number)
                    for number, sound in enumerate(sounds)
                ]
                right = sorted(late for late in found if late > -0.5)
                middle = f", {right[len(right) // 2]:.1f} s" if right else ""
                row.append(f"{len(right)} of {len(found)}{middle}")
            kind = "none" if level is None else f"{level} dB" + (", sung" if sung else "")
            print(f"| {kind} | " + " | ".join(row) + " |", flush=True)
    for sung in (False, True):
        wrong = alone(ear, book, matcher, options.minutes, sung)
        kind = "sung" if sung else "played"
        print(f"\nNobody speaks, music as loud as the words would be, {kind}, "
              f"{options.minutes:g} minutes: {wrong}.", flush=True)  # fmt: skip
    return 0


CALLED = "hello coach … skip this one"
WISHES = {"stop (people)": Wish.STOP, "hello coach": Wish.LOWER, CALLED: Wish.SKIP}


def words(times: int) -> dict[str, list[Floats]]:
    """What is said: word → its sounds."""
    unseen = unseen_by(own_model(), HOME)
    rng = random.Random(11)
    endings = tuple(unseen.facts["voices"])
    speakers = [voice for voice in voices.available() if voice.endswith(endings)]
    people = [it for it in unseen.words(tune=False) if it.text == "stop"][:times]
    found = {"stop (people)": [levelled(recordings.read(it.path)) for it in people]}
    for text in ("hello coach", "skip this one"):
        sounds = (voices.speak(voices.draw(rng, speakers), text) for _ in range(2 * times))
        found[text] = [levelled(sound) for sound in sounds if len(sound)][:times]
    pairs = zip(found["hello coach"], found.pop("skip this one"), strict=False)
    found[CALLED] = [np.concatenate([a, np.zeros(2 * RATE), b]) for a, b in pairs]
    return {name: sounds for name, sounds in found.items() if sounds}


def levelled(sound: NDArray[np.int16]) -> Floats:
    """With this root mean square where somebody speaks."""
    wave = sound.astype(float)
    loud = np.abs(wave) > 0.05 * np.abs(wave).max()
    first, last = np.flatnonzero(loud)[[0, -1]]
    wave = wave[first:last]
    return wave * (SPEECH / np.sqrt((wave**2).mean()))


def tried(
    ear: Recognizer, book: Phrasebook, matcher: Matcher, name: str, sound: Floats,
    level: int | None, sung: bool, number: int,
) -> float:  # fmt: skip
    """Seconds until it was done, or nan."""
    seconds = BEFORE + AFTER + len(sound) / RATE + 1
    gain = 0.0 if level is None else SPEECH * 10 ** (level / 20)
    music = band(seconds, number, sung) * gain
    rng = np.random.default_rng(number)
    return Room(ear, book, matcher).live(sound, music, rng, WISHES[name])


def alone(ear: Recognizer, book: Phrasebook, matcher: Matcher, minutes: float, sung: bool) -> str:
    """What the songs were told to do while nobody spoke, and how much work it was to listen."""
    room = Room(ear, book, matcher)
    rng = np.random.default_rng(1)
    counts: dict[str, int] = {}
    work = 0.0
    for number in range(round(minutes * 2)):
        music = band(30.0, 100 + number, sung) * SPEECH
        began = time.process_time()
        for at in range(0, len(music), BLOCK):
            frames = music[at : at + BLOCK] + rng.normal(0, ROOM, len(music[at : at + BLOCK]))
            room.hear(np.clip(np.rint(frames), -32768, 32767).astype(np.int16))
            if room.did:
                wish = room.did[0][1].value
                counts[wish] = counts.get(wish, 0) + 1
                room = Room(ear, book, matcher)
        work += time.process_time() - began
    happened = ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing happened"
    return f"{happened}; {100 * work / (60 * minutes):.0f} % of a core"


def band(seconds: float, seed: int, sung: bool) -> Floats:
    """A slow song: root mean square 1."""
    rng = np.random.default_rng(seed)
    beat = 60.0 / rng.uniform(62, 96)
    count = round(seconds * RATE)
    out = np.zeros(count + RATE)
    key = 55 * 2 ** (rng.integers(12) / 12)
    scale = [0, 2, 4, 7, 9, 12]
    roots = rng.choice([0, 5, 7, 9], 4)
    for number in range(int(seconds / beat) + 1):
        at = round(number * beat * RATE)
        root = key * 2 ** (roots[number // 4 % 4] / 12)
        _add(out, at, _string(root, beat * 1.5, rng) * 1.2)
        for step in (12, 16, 19):
            _add(out, at, _string(root * 2 ** (step / 12), beat * 2, rng) * 0.5)
        _add(out, at, _drum(rng, number % 2 == 1))
        if rng.random() < 0.7:
            _add(out, at, _string(key * 8 * 2 ** (rng.choice(scale) / 12), beat, rng) * 0.7)
    out = out[:count]
    out /= np.sqrt((out**2).mean())
    if sung:
        voice = singer(count, rng)
        out = (out + voice) / np.sqrt(2)
    return out


def singer(count: int, rng: np.random.Generator) -> Floats:
    """Somebody's sentences, without an end: root mean square 1."""
    unseen = unseen_by(own_model(), HOME).talk(tune=False)
    parts: list[Floats] = [np.zeros(1)]
    while sum(map(len, parts)) < count and unseen:
        parts.append(levelled(recordings.read(unseen[rng.integers(len(unseen))].path)) / SPEECH)
    wave = np.concatenate(parts)
    return np.resize(wave, count)


def _string(hertz: float, seconds: float, rng: np.random.Generator) -> Floats:
    n = np.arange(round(seconds * RATE))
    tone = sum(
        np.sin(2 * np.pi * hertz * k * n / RATE + rng.uniform(0, 6)) / k**1.5
        for k in range(1, 9)
        if hertz * k < RATE / 2
    )
    return tone * np.exp(-2.0 * n / len(n)) * np.minimum(1, n / (0.01 * RATE))


def _drum(rng: np.random.Generator, snare: bool) -> Floats:
    n = np.arange(round(0.25 * RATE))
    if snare:
        return rng.normal(0, 1, len(n)) * np.exp(-n / (0.05 * RATE)) * 1.5
    return np.sin(2 * np.pi * 60 * n / RATE * np.exp(-n / RATE)) * np.exp(-n / (0.08 * RATE)) * 3


def _add(out: Floats, at: int, wave: Floats) -> None:
    end = min(len(out), at + len(wave))
    if end > at:
        out[at:end] += wave[: end - at]


if __name__ == "__main__":
    sys.exit(main())

"""What an ear hears, beside PocketSphinx: the same sound, the same grammar, the same run.

Only of recordings, voices and noises that the model has not heard (`unseen.py`). Each function
gives condition → ear → counts; `Counts.share` is in percent.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ear import recordings
from ear.augment import Floats
from ear.ears import CLEAN, CONDITIONS, Ears, with_noise
from ear.recordings import Recording
from ear.shards import read
from ear.unseen import Unseen
from ear.voices import RATE, Samples
from voice_coach.content.loader import load
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import Heard, Listen, Listening
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

LONGEST = 12 * RATE
"""Samples; longer talk is cut."""
BLOCK = 3200
"""Bytes of 0.1 s."""
WORDS_BETWEEN = 40
"""Single words in an hour's talk, beside the sentences."""


@dataclass
class Counts:
    """One ear in one condition."""

    files: int = 0
    right: int = 0
    wrong: int = 0
    """Something was heard that was not meant."""
    seconds: float = 0.0
    work: float = 0.0

    def add(self, heard: Heard, right: bool) -> None:
        """One file."""
        self.files += 1
        self.right += right
        self.wrong += bool(heard.text) and not right
        self.seconds += heard.audio_seconds
        self.work += heard.decode_seconds

    @property
    def share(self) -> float:
        """Percent right."""
        return 100 * self.right / max(1, self.files)

    @property
    def accepted(self) -> float:
        """Percent in which something was heard that was not meant."""
        return 100 * self.wrong / max(1, self.files)

    @property
    def speed(self) -> float:
        """Seconds of work for a second of sound."""
        return self.work / max(1e-9, self.seconds)


Table = dict[str, dict[str, Counts]]
"""Condition → ear → counts."""
Right = Callable[[str], bool]
"""Whether this text is the right one to hear."""


def _table(
    ears: Ears,
    unseen: Unseen,
    conditions: Sequence[str],
    grammar: Grammar,
    sounds: Iterable[tuple[str, Samples, Right]],
) -> Table:
    """`sounds`: a name, the sound, and which text is right for it."""
    noise = unseen.noise()
    found: Table = {condition: {name: Counts() for name in ears} for condition in conditions}
    for name, clean, is_right in sounds:
        for condition, row in found.items():
            sound = with_noise(clean, name, condition, noise)
            for ear, listen in ears.items():
                heard = listen(grammar, sound)
                row[ear].add(heard, is_right(heard.text))
    return found


def orders(
    ears: Ears, unseen: Unseen, content: Path, most: int, conditions: Sequence[str] = CONDITIONS
) -> Table:
    """Whole orders by real people, strict: the intent and exactly the right slots."""
    book = Phrasebook(load(content))
    known = ordered(unseen, book)[:most]
    sounds = ((path.name, recordings.read(path), is_right) for path, is_right in known)
    return _table(ears, unseen, conditions, book.grammar(), sounds)


def ordered(unseen: Unseen, book: Phrasebook) -> list[tuple[Path, Right]]:
    """The orders, each with what is right for it: the intent and exactly its slots."""
    return [(path, means(book, intent, slots)) for path, intent, slots in unseen.orders()]


def words(
    ears: Ears,
    unseen: Unseen,
    book: Phrasebook,
    grammar: Grammar,
    most: int,
    conditions: Sequence[str] = CONDITIONS,
) -> Table:
    """Single words of the grammar by real people; right when the same is meant."""
    files = some([it for it in unseen.words(tune=False) if grammar.accepts(it.text)], most)
    sounds = ((it.name, recordings.read(it.path), means_the_same(book, it.text)) for it in files)
    return _table(ears, unseen, conditions, grammar, sounds)


def phrases(
    ears: Ears,
    unseen: Unseen,
    book: Phrasebook,
    grammar: Grammar,
    spoken: Iterable[tuple[str, Samples]],
    conditions: Sequence[str],
) -> Table:
    """The coach's phrases by voices that were not learnt from: (text, sound)."""
    sounds = ((t, sound, means_the_same(book, t)) for t, sound in spoken if grammar.accepts(t))
    return _table(ears, unseen, conditions, grammar, sounds)


def foreign(ears: Ears, unseen: Unseen, grammar: Grammar, most: int) -> dict[str, Counts]:
    """Sentences and words that are for nobody: how many were taken for a phrase."""
    words_ = [it for it in unseen.words(tune=False) if not grammar.accepts(it.text)]
    files = [*some(unseen.talk(tune=False), most), *some(words_, most)]
    sounds = ((it.name, recordings.read(it.path)[:LONGEST], nothing) for it in files)
    return _table(ears, unseen, (CLEAN,), grammar, sounds)[CLEAN]


def nothing(_text: str) -> bool:
    """No text is right for what is for nobody."""
    return False


def means_the_same(book: Phrasebook, said: str) -> Right:
    """Whether a text means what `said` means: "nope" is as good as "no"."""
    wanted = _meaning(book, said)
    return lambda text: wanted is not None and _meaning(book, text) == wanted


def means(book: Phrasebook, intent: str, slots: dict[str, str]) -> Right:
    """Whether a text has this intent and exactly these slots."""
    return lambda text: _meaning(book, text) == (intent, frozenset(slots.items()))


def _meaning(book: Phrasebook, text: str) -> tuple[str, frozenset[tuple[str, object]]] | None:
    reading = next(iter(book.parses(text) if text else ()), None)
    return (reading.intent, frozenset(dict(reading.slots).items())) if reading else None


def synthetic(shards: Iterable[Path], *, tune: bool) -> list[tuple[str, Samples]]:
    """Phrases that unseen voices said: half of the files for tuning, the others to measure."""
    chosen = list(shards)[0 if tune else 1 :: 2]
    return [(row["text"], it["sound"]) for path in chosen for row, it in read(path)]


# -- asleep, with the endpointer, as in a room


def wakes(recognizer: Recognizer, grammar: Grammar, sound: Samples, least: float) -> int:
    """How often it woke while the sound went by, as from a microphone."""
    ear = Ear(recognizer)
    ear.listen(Listen(Listening.ASLEEP), grammar)
    return sum(bool(it.text) and it.score >= least for it in live(ear, sound))


def live(ear: Ear, sound: Samples) -> Iterator[Heard]:
    """What an ear hears while the sound goes by, and two seconds of silence."""
    for part in blocks(sound.tobytes() + bytes(4 * RATE)):
        yield from (event for event in ear.feed(part) if isinstance(event, Heard))


def blocks(frames: bytes) -> Iterator[bytes]:
    """As they come from a microphone, `BLOCK` at a time."""
    return (frames[at : at + BLOCK] for at in range(0, len(frames), BLOCK))


def evening(unseen: Unseen, hours: float, seed: int = 1) -> Iterable[Samples]:
    """Minutes of other people's talk, one, two or three at once, half of them over a noise."""
    rng = np.random.default_rng(seed)
    files = [*unseen.talk(tune=False), *some(unseen.words(tune=False), WORDS_BETWEEN)]
    talk = [recordings.read(it.path) for it in files]
    noise = unseen.noise()
    for number in range(round(hours * 60)):
        minute = np.zeros(60 * RATE, np.float32)
        for _ in range(1 + number % 3):
            minute += _string(rng, talk, len(minute))
        if number % 2 and noise:
            clip = noise[int(rng.integers(len(noise)))]
            level = float(np.std(minute)) / max(1.0, float(np.std(clip))) * rng.uniform(0.1, 0.6)
            minute += np.resize(clip, len(minute)) * np.float32(level)
        yield np.clip(minute, -32767, 32767).astype(np.int16)


def _string(rng: np.random.Generator, talk: Sequence[Samples], size: int) -> Floats:
    """One speaker after the other, with short silences, at some loudness."""
    parts: list[Floats] = []
    while sum(map(len, parts)) < size:
        one = talk[int(rng.integers(len(talk)))].astype(np.float32)
        quiet = np.zeros(int(rng.uniform(0.2, 2) * RATE), np.float32)
        parts += [one * np.float32(rng.uniform(0.2, 1.0)), quiet]
    return np.concatenate(parts)[:size]


def some(files: Sequence[Recording], most: int, seed: int = 1) -> list[Recording]:
    """At most so many, the same every time."""
    chosen = sorted(files, key=lambda file: file.name)
    random.Random(seed).shuffle(chosen)
    return chosen[:most]

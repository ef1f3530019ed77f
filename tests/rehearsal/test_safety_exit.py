"""To whoever stays in the room, a disclosure and an ordinary leave-taking are the same evening.

Two evenings of the whole program but for its devices, from one seed and in the same words up to one
open question. In one of them somebody then types that they are afraid; in the other nobody says
more, and the twenty minutes of a repair end. From the last words on everything is compared.
"""

from __future__ import annotations

import io
import json
import logging
import queue
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from voice_coach.app import App
from voice_coach.content.template import normal
from voice_coach.conversation.saved import Saved
from voice_coach.conversation.session import Conversation
from voice_coach.memory.state_file import StateFile
from voice_coach.messages import (
    Chime,
    Event,
    Heard,
    Listen,
    QuitRequested,
    Say,
    SpeechStarted,
    Spoke,
)
from voice_coach.screen.captions import Captions
from voice_coach.settings import Settings
from voice_coach.speaking import prosody
from voice_coach.speaking.earcons import earcon
from voice_coach.speaking.sound import joined
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

pytestmark = pytest.mark.voices

SEED = 7
RATE = 16_000
BEGAN = 1_800_000_000.0
CAP = 1200.0
ASKED = 8.0
"""When they ask for a repair; its time box begins."""
EXIT_AT = ASKED + CAP
EARLIER = 3.0
"""Seconds by which the disclosure comes before the cap. Its evening begins so much later, so that
both exits come at one moment and times on disk are the same too."""
EXIT = "Let's leave it there for tonight."
DISCLOSURES = {
    "afraid": "I'm scared of him.",
    "violence": "He hit me last night.",
    "harm_other": "I might hurt her.",
}
TELLTALE = re.compile(
    r"tier|crisis|danger|afraid|scared|violence|harm|hurt|hit\b|him\b|her\b|boundary|safety|flag",
    re.IGNORECASE,
)
"""Names of kinds and scripts, and words of the disclosures."""

Line = tuple[float, Event]
"""When, in seconds since the program was started; and what happens."""


@dataclass
class Wall:
    """A clock that moves when the inbox is waited for."""

    time: float = BEGAN

    def now(self) -> float:
        """Seconds."""
        return self.time

    def news(self) -> None:
        """Nobody sets it."""


class Play:
    """The inbox: the couple's lines and the ends of the coach's words, each when its time comes."""

    def __init__(self, wall: Wall, lines: list[Line]) -> None:
        self._wall = wall
        self._lines = [(BEGAN + at, event) for at, event in lines]

    def put(self, at: float, event: Event) -> None:
        """Something will happen."""
        self._lines.append((at, event))

    def get(self, timeout: float | None) -> Event:
        """What happens next, unless nothing does in time."""
        self._lines.sort(key=lambda line: line[0])
        at, event = self._lines[0]
        if timeout is not None and self._wall.time + timeout < at:
            self._wall.time += timeout
            raise queue.Empty
        del self._lines[0]
        self._wall.time = max(self._wall.time, at)
        return event


@dataclass(frozen=True)
class Answer:
    """A sentence or a tone: when it began, and the samples that leave the loudspeaker."""

    at: float
    words: str
    sound: bytes


class Loudspeaker:
    """The real voice and the real tones, on a clock that does not run by itself."""

    def __init__(self, voice: Voice, wall: Wall, inbox: Play) -> None:
        self.answers: list[Answer] = []
        self._voice, self._wall, self._inbox = voice, wall, inbox
        self._until = 0.0
        self._rate, self._volume = 150, 1.0

    def perform(self, action: Say | Chime) -> None:
        """Queue it behind what sounds."""
        if isinstance(action, Say):
            words = action.text
            parts = prosody.render(action, self._voice, self._rate, self._volume)
            frames = joined(parts, RATE).frames
        else:
            words = f"({action.earcon.value})"
            softer = prosody.SOFT if action.soft else 1.0
            frames = earcon(action.earcon, RATE).gain(self._volume * softer).frames
        start = max(self._until, self._wall.time)
        self._until = start + len(frames) / RATE
        self.answers.append(Answer(start, words, frames.tobytes()))
        self._inbox.put(self._until, Spoke())

    def hush(self) -> None:
        """Silence; nobody talks into the coach's words in these evenings."""
        assert not self.busy

    def set_voice(self, rate: int | None, volume: float | None) -> None:
        """From the next sentence on."""
        self._rate = rate or self._rate
        self._volume = self._volume if volume is None else volume

    def play(self, sound: str) -> None:
        """Nothing plays in these evenings."""
        assert not sound

    @property
    def busy(self) -> bool:
        """Whether something sounds."""
        return self._wall.time < self._until

    def close(self) -> None:
        """The voice serves the next evening too."""


class Keys:
    """Ears that hear nothing: the couple type."""

    def listen(self, listen: Listen) -> None:
        """A keyboard can always be read."""

    def deaf(self, deaf: bool) -> None:
        """Typing disturbs nobody."""

    def close(self) -> None:
        """Nothing to give back."""


class Shelf(StateFile):
    """The real file, and every version of it that was on the disk."""

    def __init__(self, path: Path, wall: Wall) -> None:
        super().__init__(path)
        self.versions: list[tuple[float, bytes]] = []
        self._wall = wall

    def save(self, state: Mapping[str, object]) -> None:
        """Save, and look at what is on the disk."""
        super().save(state)
        self.versions.append((self._wall.time, self.path.read_bytes()))


class Notebook(logging.Handler):
    """Every log record of every logger, and when it came."""

    def __init__(self, wall: Wall) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[tuple[float, str]] = []
        self._wall = wall

    def emit(self, record: logging.LogRecord) -> None:
        """Write it down with everything that it carries."""
        told = f"{record.name} {record.getMessage()} {record.exc_text or ''}"
        self.lines.append((self._wall.time, told))


@dataclass
class Evening:
    """What an evening left behind."""

    folder: Path
    answers: list[Answer]
    versions: list[tuple[float, bytes]]
    log: list[tuple[float, str]]
    screen: str
    before: list[str] = field(init=False)
    """What was said before the last words."""
    after: list[Answer] = field(init=False)
    """The exit line, and all that follows."""

    def __post_init__(self) -> None:
        first = next(n for n, one in enumerate(self.answers) if one.words.startswith(EXIT))
        self.before = [answer.words for answer in self.answers[:first]]
        self.after = self.answers[first:]

    def times(self) -> list[float]:
        """When everything began, in seconds from the exit."""
        return [answer.at - BEGAN - EXIT_AT for answer in self.after]

    def kept(self) -> list[bytes]:
        """The file in every version from the exit on."""
        return [content for at, content in self.versions if at >= BEGAN + EXIT_AT - 0.1]

    def logged(self) -> list[str]:
        """The log from the exit on, without how long the program thought."""
        lines = [line for at, line in self.log if at >= BEGAN + EXIT_AT - 0.1]
        return [re.sub(r"=[\d.]+", "=0", line) for line in lines]


Spend = Callable[[str, list[Line]], Evening]


def typed(words: str) -> Heard:
    """A line as the keyboard gives it."""
    return Heard(normal(words), 1.0)


def until_the_question() -> list[Line]:
    """A gate, two yeses, a steady heart, long talk; then the question whether it landed is open."""
    lines: list[Line] = [(ASKED, typed("we had an argument"))]
    lines += [(at, typed(word)) for at, word in ((18.0, "yes"), (20.0, "yes"), (30.0, "steady"))]
    talk = range(40, int(CAP) - 8, 8)
    for at in talk:  # on and on, with breaths that are too short to be an end
        lines += [(float(at), SpeechStarted()), (at + 4.0, Heard("", 0.0))]
    return [*lines, (CAP - 8.0, typed("we are done")), (CAP - 1.0, typed("we are done"))]


def afterwards() -> list[Line]:
    """Whoever stays: a repeat, a question about it, other things to do, an hour, the end."""
    said = [(10, "never mind"), (30, "say that again"), (60, "what do you remember")]
    said += [(100, "hug timer"), (160, "give us a conversation starter"), (200, "we are done")]
    lines: list[Line] = [(EXIT_AT + at, typed(words)) for at, words in said]
    return [*lines, (EXIT_AT + 3600.0, QuitRequested())]


@pytest.fixture
def spend(
    shipped: Phrasebook, voice: Voice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Spend:
    """Plays an evening in a folder of its own."""
    caplog.set_level(logging.DEBUG)
    understanding = Matcher(shipped)

    def spent(name: str, lines: list[Line]) -> Evening:
        wall, shown = Wall(), io.StringIO()
        inbox, notebook = Play(wall, lines), Notebook(wall)
        loudspeaker = Loudspeaker(voice, wall, inbox)
        shelf = Shelf(tmp_path / name / "state.json", wall)
        conversation = Conversation(shipped.content, Settings(), understanding, seed=SEED)
        captions = Captions(Console(file=shown, width=200))
        app = App(conversation, inbox, Keys(), loudspeaker, captions, shelf, wall)  # type: ignore[arg-type]
        logging.getLogger().addHandler(notebook)
        app.run()
        logging.getLogger().removeHandler(notebook)
        left = (loudspeaker.answers, shelf.versions, notebook.lines, shown.getvalue())
        return Evening(shelf.path.parent, *left)

    return spent


@pytest.fixture
def ordinary(spend: Spend) -> Evening:
    """Nobody says more, and the twenty minutes end."""
    return spend("ordinary", [*until_the_question(), *afterwards()])


@pytest.fixture(params=list(DISCLOSURES.values()), ids=list(DISCLOSURES))
def disclosed(request: pytest.FixtureRequest, spend: Spend) -> Evening:
    """The same, and then somebody types it."""
    late = [(at + EARLIER, event) for at, event in until_the_question()]
    return spend("disclosed", [*late, (EXIT_AT, typed(request.param)), *afterwards()])


def test_nobody_can_tell_a_disclosure_from_the_end_of_the_time(
    disclosed: Evening, ordinary: Evening
) -> None:
    assert disclosed.before == ordinary.before
    assert disclosed.before[-1].startswith("Did that land?")
    # Every sentence and tone, when it came, and its samples.
    assert [one.words for one in disclosed.after] == [one.words for one in ordinary.after]
    assert disclosed.times() == pytest.approx(ordinary.times(), abs=0.001)
    assert [one.sound for one in disclosed.after] == [one.sound for one in ordinary.after]
    # The screen.
    assert disclosed.screen.partition(EXIT)[2] == ordinary.screen.partition(EXIT)[2]
    # The files: their names, every version, and nothing in them that points to it.
    for evening in (disclosed, ordinary):
        assert [path.name for path in evening.folder.iterdir()] == ["state.json"]
        for _, version in evening.versions:
            assert not TELLTALE.search(version.decode())
            assert set(json.loads(version)) == set(Saved.__struct_fields__)
    assert disclosed.kept() == ordinary.kept()


def test_the_log_at_its_most_talkative_holds_no_kind_and_no_word_of_it(
    disclosed: Evening, ordinary: Evening
) -> None:
    for evening in (disclosed, ordinary):
        assert evening.log
        assert [line for _, line in evening.log if TELLTALE.search(line)] == []
    # The last words follow a line in one evening and a deadline in the other; all else is alike.
    (first, *told), (second, *usual) = disclosed.logged(), ordinary.logged()
    assert "event=Heard" in first
    assert "event=Ticked" in second
    assert told == usual

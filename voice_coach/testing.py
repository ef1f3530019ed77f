"""For tests of conversations and content: play a couple's lines and time, see what the coach did.

    coach = rehearsed(content)
    assert play(coach, "repair", "yes", "yes") == ["Repair. …", "Quick body check. …"]

A string is an utterance (`Typed`: a line on the keyboard), a number lets that many seconds pass in
silence; an event comes from the edges. Nothing here has a thread or a clock; a sentence takes
`SECONDS_A_WORD` for each word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_coach.content.schema import Content
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.ports import Understanding
from voice_coach.conversation.session import Conversation
from voice_coach.hearing.keyboard import typed
from voice_coach.messages import (
    Action,
    Chime,
    Dance,
    Event,
    Heard,
    Hush,
    Keep,
    Listen,
    Listening,
    Music,
    Play,
    Quit,
    Say,
    SetScreen,
    ShowTimers,
    Spoke,
    Ticked,
)
from voice_coach.settings import Settings
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

SECONDS_A_WORD = 0.4
START = 1_000_000.0
"""Coach time at which a rehearsed conversation begins."""


class Typed(str):
    """A line on the keyboard."""


class Dictated(str):
    """Something said to an ear that takes it down word by word."""


@dataclass
class Coach:
    """A conversation on a clock that only moves when it is played."""

    conversation: Conversation
    now: float = START
    did: list[str] = field(default_factory=list)
    """Sentences as they are, tones as `*chime`, hush as `hush`, what the songs do as `♪ skip`."""
    shown: list[str] = field(default_factory=list)
    """Captions, as they came."""
    listening: Listening = Listening.MUTED
    may: tuple[str, ...] = ()
    timers: tuple[tuple[str, float, bool], ...] = ()
    kept: Mapping[str, object] = field(default_factory=dict)
    quit: bool = False
    large: bool = False

    def perform(self, actions: list[Action]) -> None:
        """Take the actions in, let the sound last, and tell the conversation when it is over."""
        seconds = 0.0
        for action in actions:
            seconds += self._do(action)
        if seconds:
            self.pass_time(seconds, speaking=True)
            self.perform(self.conversation.handle(Spoke(), self.now))

    def hear(self, text: str) -> None:
        """An utterance of the couple."""
        heard = typed(text) if isinstance(text, Typed) else Heard(text, 1.0)
        if isinstance(text, Dictated):
            heard = Heard(text, 1.0, verbatim=str(text))
        self.perform(self.conversation.handle(heard, self.now))

    def pass_time(self, seconds: float, speaking: bool = False) -> None:
        """Let time pass; deadlines are met on the way."""
        end = self.now + seconds
        while not speaking:
            deadline = self.conversation.next_deadline()
            if deadline is None or deadline > end:
                break
            self.now = max(self.now, deadline)
            self.perform(self.conversation.handle(Ticked(), self.now))
        self.now = max(self.now, end)

    def _do(self, action: Action) -> float:
        match action:
            case Say(text):
                self.shown.append(action.caption)
                self.did += [text] if text else []
                return SECONDS_A_WORD * len(text.split())
            case Chime(earcon):
                self.did.append(f"*{earcon.value}")
                return 0.3
            case Hush():
                self.did.append("hush")
            case Listen(mode, intents, short):
                self.listening, self.may = mode, (*intents, *short)
            case ShowTimers(timers):
                self.timers = timers
            case Keep(state):
                self.kept = state
            case Play(sound):
                self.did.append(f"~{sound}")
            case Dance(songs, first):
                self.did.append(f"♪ {songs} from {first}")
            case Music(wish):
                self.did.append(f"♪ {wish.value}")
            case SetScreen(large):
                self.large = large
            case Quit():
                self.quit = True
        return 0.0


def rehearsed(
    content: Content,
    settings: Settings | None = None,
    saved: Mapping[str, object] | None = None,
    now: float = START,
    understanding: Understanding | None = None,
    desk: Desk | None = None,
) -> Coach:
    """A coach that has said its first sentences and waits."""
    matcher = understanding or Matcher(Phrasebook(content))
    conversation = Conversation(content, settings or Settings(), matcher, saved or {}, desk=desk)
    coach = Coach(conversation, now or START)
    coach.perform(coach.conversation.start(coach.now))
    return coach


def play(coach: Coach, *lines: str | float | Event) -> list[str]:
    """What the coach did in answer to these lines, silences and events."""
    coach.did = []
    for line in lines:
        if isinstance(line, str):
            coach.hear(line)
        elif isinstance(line, (int, float)):
            coach.pass_time(line)
        else:
            coach.perform(coach.conversation.handle(line, coach.now))
    return coach.did

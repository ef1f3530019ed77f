"""The one place where the conversation's state lives, and how it speaks. No rules in here."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voice_coach.content.schema import Content
from voice_coach.content.script_schema import Depth, Step
from voice_coach.content.spoken import fill
from voice_coach.conversation.cards import pick
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.script import Place, step_of
from voice_coach.conversation.timers import Board, Ring
from voice_coach.messages import Action, Chime, Earcon, Hush, Say, sounds
from voice_coach.settings import Settings
from voice_coach.understanding.grammar import SlotValue

NO_SLOTS: Mapping[str, SlotValue] = {}


@dataclass(frozen=True, slots=True)
class Recent:
    """What was last done for the couple, and how things stood before."""

    intent: str
    slots: Mapping[str, SlotValue]
    at: float
    board: Board
    question: Place | None = None
    """The question it answered; None: it was a request."""


@dataclass(slots=True)
class Songs:
    """What was ordered of the couple's own songs, and what they told."""

    next: int = 0
    """The place in their list at which the next dance begins; kept over evenings."""
    stage: Literal["", "ordered", "playing"] = ""
    paused: bool = False
    lowered: bool = False
    """Softer, because the couple speak to the coach."""


@dataclass(slots=True)
class State:
    """Everything that changes while couple and coach talk. Times are coach time, seconds."""

    content: Content
    settings: Settings
    seed: int
    rate: int
    volume: float
    now: float = 0.0
    out: list[Action] = field(default_factory=list)
    """Actions of the event that is being handled."""
    stack: list[Place] = field(default_factory=list)
    """Where we are; the last is the innermost script."""
    board: Board = field(default_factory=Board)
    wall: float = 0.0
    """Seconds by which the wall clock is ahead of coach time: it was set since the start."""
    rings: tuple[Ring, ...] = ()
    """Timers that have ended and were not answered yet."""
    rang_at: float = 0.0
    """When their last tone sounded."""
    zone: datetime.tzinfo = datetime.UTC
    used: list[str] = field(default_factory=list)
    """Ids of cards that should not come again soon, the oldest first; kept over evenings."""
    used_now: list[str] = field(default_factory=list)
    """Ids of all cards that were read since the start."""
    by_voice: dict[str, str | int | float | bool] = field(default_factory=dict)
    """Settings that the couple changed by voice."""
    written: Settings = field(default_factory=Settings)
    """As they stand in settings.toml."""
    owed: list[str] = field(default_factory=list)
    """Timers whose script has yet to begin."""
    done: dict[str, float] = field(default_factory=dict)
    """Small things that were done this day, week or month, and when by the wall clock."""
    said_once: dict[str, float] = field(default_factory=dict)
    """Steps that come once an evening, and when they last did."""
    turn: int = 0
    depth: Depth = "light"
    speaking: bool = False
    voice_since: float | None = None
    """When somebody began the utterance that is still going on."""
    quiet_since: float = 0.0
    awake_until: float = 0.0
    """Until then the short forms of requests exist, whatever is going on."""
    called_until: float = 0.0
    """Until then every request exists in all its forms: the wake phrase was said."""
    asleep: bool = False
    muted_until: float = 0.0
    """No ladder climbs before this moment ("give me a minute")."""
    paused: bool = False
    touched: str = ""
    """The timer that was spoken of last."""
    last_said: tuple[Say, ...] = ()
    recent: Recent | None = None
    """What can be taken back for a moment."""
    music: Songs = field(default_factory=Songs)
    silenced: bool = False
    """The event that is being handled wants the coach to be silent."""
    deaf: bool = False
    """The microphone is lost."""
    deaf_untold: bool = False
    """And the couple have not heard of it yet."""
    desk: Desk = field(default_factory=Desk, repr=False)

    @property
    def listening_since(self) -> float:
        """The moment whose listening state counts: when the running utterance began, or now."""
        return self.now if self.voice_since is None else self.voice_since

    @property
    def wall_now(self) -> float:
        """What the wall clock shows, in seconds since 1970."""
        return self.now + self.wall

    @property
    def place(self) -> Place | None:
        """The innermost place, or None when nothing is going on."""
        return self.stack[-1] if self.stack else None

    @property
    def step(self) -> Step | None:
        """The step at the innermost place."""
        return step_of(self.content, self.stack[-1]) if self.stack else None

    def fall_asleep(self) -> None:
        """From now on only the wake phrase is heard."""
        self.asleep, self.awake_until, self.called_until = True, 0.0, 0.0

    # -- speaking

    def say(
        self,
        variants: str | list[str],
        slots: Mapping[str, SlotValue] = NO_SLOTS,
        soft: bool = False,
    ) -> bool:
        """Queue one of the variants; False when there are none."""
        lines = [variants] if isinstance(variants, str) else variants
        lines = [line for line in lines if line]
        if not lines:
            return False
        line = lines[pick(len(lines), self.seed, self.turn)]
        self.turn += 1
        spoken = fill(line, slots, self.content)
        caption = fill(line, slots, self.content, spoken=False)
        self._emit(Say(spoken, soft=soft, caption=caption))
        return True

    def reply(
        self, key: str, slots: Mapping[str, SlotValue] = NO_SLOTS, soft: bool = False
    ) -> bool:
        """Queue a reply from the content."""
        return self.say(self.content.replies.get(key, []), slots, soft)

    def show(self, caption: str) -> None:
        """Put words on the screen and say nothing."""
        self.out.append(Say("", caption=caption))

    def chime(self, earcon: Earcon, soft: bool = False) -> None:
        """Queue a tone, unless the couple turned tones off."""
        if self.settings.earcons:
            self.out.append(Chime(earcon, soft))
            self.speaking = True

    def hush(self) -> None:
        """Silence at once, and nothing more of what was going to be said."""
        self.out[:] = [action for action in self.out if not sounds(action)]
        self.out.append(Hush())
        self.speaking = False

    def _emit(self, say: Say) -> None:
        if not any(isinstance(action, Say) for action in self.out):
            self.last_said = ()
        self.last_said = (*self.last_said, say)
        self.out.append(say)
        self.speaking = True

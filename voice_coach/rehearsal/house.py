"""The coach at work on simulated time: real ear, real dialogue, real voice, and nobody waits.

The clock counts the frames of the microphone. The ear is fed what the couple say and a faint room
noise; the coach's sounds last as long as the real voice makes them, and while they sound the ear is
shut (plus a short tail), as in the app. Where nobody speaks and nothing sounds, time jumps to the
next deadline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
import numpy as np

from voice_coach.conversation import modes
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.listening import least_score
from voice_coach.conversation.session import Conversation
from voice_coach.errors import SceneError
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.keyboard import typed
from voice_coach.hearing.listener import aim
from voice_coach.hearing.recognizer import RATE
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
    SetVoice,
    Spoke,
    Ticked,
)
from voice_coach.rehearsal.audience import Audience
from voice_coach.rehearsal.casting import Cast
from voice_coach.rehearsal.dance_floor import DanceFloor
from voice_coach.rehearsal.expectation import Answer
from voice_coach.rehearsal.scene_box import SceneBox
from voice_coach.rehearsal.track import Pcm, Track
from voice_coach.speaking import prosody
from voice_coach.speaking.band import place_of
from voice_coach.speaking.earcons import earcon
from voice_coach.speaking.sound import Sound, joined

BLOCK = RATE // 50
"""Frames that the ear gets at once: 20 ms."""
CURTAIN = 1_800_000_000.0
"""The coach's clock when the curtain rises; the same for every rehearsal."""
DEAF_TAIL = 0.3
"""Seconds for which the ear stays shut after the coach's last sample."""
LONGEST_ENDPOINT = 6.0
"""Seconds of room after the last word in which an utterance must have ended."""
ROOM = 12.0
"""Standard deviation of the room's noise, in steps of int16."""
_MOST_TICKS = 1000


@dataclass
class Log:
    """What happened since the last turn began."""

    answers: list[Answer] = field(default_factory=list)
    """Queued ones too: those with a start to come."""
    heard: list[Heard] = field(default_factory=list)
    intent: str = ""
    quit: bool = False


class House:
    """One running program, which a restart replaces; the clock and the recording go on."""

    def __init__(self, cast: Cast, seed: int, audience: Audience, box: bool = False) -> None:
        self.track = Track()
        self.log = Log()
        self.frame = 0
        """Frames since the curtain rose."""
        self.coach_until = 0
        """The frame after the coach's last queued sample."""
        self.hears_until = 0
        """The frame up to which the ear is fed."""
        self.listening = Listen(Listening.MUTED)
        self.ambience = ""
        """What goes on under everything; it has a stream of its own, so the ear is not shut."""
        self.off = False
        self._cast = cast
        self._seed = seed
        self._audience = audience
        self._room = np.random.default_rng(seed)
        self._speech = (0, np.zeros(0, np.int16))
        self._kept: dict[str, object] = {}
        self._box = SceneBox() if box else None
        self._boot()

    @property
    def now(self) -> float:
        """Seconds since the curtain rose."""
        return self.frame / RATE

    @property
    def sounding(self) -> bool:
        """Whether the coach has not finished what it has to say."""
        return self._owes_spoke or self.coach_until > self.frame

    @property
    def playing(self) -> str:
        """What sounds beside the coach's words: "rain", "songs" or nothing."""
        return self.ambience or ("songs" if self._floor.sounds else "")

    # -- what the couple do

    def open(self) -> None:
        """The program is started."""
        self._perform(self._conversation.start(CURTAIN + self.now))

    def speak(self, who: str, words: str) -> float:
        """Somebody says something, from now to its end; gives that moment, in seconds."""
        sound = self._cast.mouths[who].speak(words)
        self._speech = (self.frame, sound.frames)
        end = self.frame + len(sound.frames)
        self.track.add(self.frame, sound.frames, coach=False)
        self._audience.couple(self.now, who, words, sound)
        self.hears_until = end + in_frames(LONGEST_ENDPOINT)
        self.advance(end)
        return end / RATE

    def type(self, words: str) -> None:
        """Somebody types a line instead."""
        self.log.heard.append(typed(words))
        self._tell(typed(words))

    def restart(self, down: float) -> None:
        """The process dies; after `down` seconds a new one has only what the old one kept."""
        self._hush()
        self._owes_spoke = False
        self.ambience = ""
        self.off = True
        self._floor.close()
        self.advance(self.frame + in_frames(down))
        self._seed += 1
        self._boot()
        self.open()

    def close(self) -> None:
        """The scene is over."""
        if self._box is not None:
            self._box.close()

    def _boot(self) -> None:
        cast = self._cast
        desk = Desk(self._box.open() if self._box is not None else None, typing=True)
        saved = msgspec.json.decode(msgspec.json.encode(self._kept), type=dict[str, object])
        self._conversation = Conversation(
            cast.content, cast.settings, cast.understanding, saved, self._seed, desk=desk
        )
        cast.recognizer.reset()
        self._ear = Ear(cast.recognizer)
        self._floor = DanceFloor(self._tell)
        self._opens_at: int | None = None
        self._owes_spoke = False
        state = self._conversation.state
        self._rate, self._volume = state.rate, modes.loudness(state)
        self.off = False

    # -- time

    def advance(self, target: int) -> None:
        """Let time pass up to this frame; whatever falls due in between happens."""
        while self.frame < target:
            self.step(target)

    def step(self, target: int) -> None:
        """Let time pass up to the next frame at which something can happen, or this one."""
        stops = [target]
        if self.frame < self.hears_until:
            stops.append(self.frame + BLOCK)
        if (due := self._due()) is not None:
            stops.append(due)
        if self._owes_spoke:
            stops.append(self.coach_until)
        if self._opens_at is not None:
            stops.append(self._opens_at)
        if self._floor.playing:
            stops.append(self.frame + BLOCK)
        self._pass_to(max(self.frame + 1, min(stops)))
        self._fall_due()

    def _due(self) -> int | None:
        deadline = None if self.off else self._conversation.next_deadline()
        return None if deadline is None else math.ceil((deadline - CURTAIN) * RATE - 0.01)

    def _pass_to(self, frame: int) -> None:
        """The clock moves on; the ear gets the sound of that time, if it matters."""
        hears = self.frame < self.hears_until and not self.off
        sound = self._microphone(frame) if hears else None
        self._dance(frame)
        self.frame = frame
        self._audience.time(self.now)
        for event in self._ear.feed(sound.tobytes()) if sound is not None else ():
            self._notice(event)

    def _dance(self, end: int) -> None:
        """The couple's songs from now to this frame; the ear does not hear them."""
        if self._floor.playing:
            frames = self._floor.pass_time(self.now, end - self.frame)
            self.track.add(self.frame, frames, coach=True, music=True)
            self._audience.music(Sound(frames, RATE))

    def _microphone(self, end: int) -> Pcm:
        """What the microphone takes up from now to this frame."""
        sound = self._room.normal(0.0, ROOM, end - self.frame)
        start, frames = self._speech
        first, last = max(self.frame, start), min(end, start + len(frames))
        if first < last:
            sound[first - self.frame : last - self.frame] += frames[first - start : last - start]
        return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)

    def _fall_due(self) -> None:
        """News of the songs, the end of the coach's words, the opening of the ear, deadlines."""
        self._floor.tell_news()
        if self._owes_spoke and self.frame >= self.coach_until:
            self._owes_spoke = False
            self._opens_at = self.frame + in_frames(DEAF_TAIL)
            self._tell(Spoke())
        if self._opens_at is not None and self.frame >= self._opens_at:
            self._opens_at = None
            self._ear.unmute()
            self._aim(begun=True)
        for _ in range(_MOST_TICKS):
            due = self._due()
            if due is None or due > self.frame:
                return
            self._tell(Ticked())
        raise SceneError("the coach asks to be woken in the past, again and again.")

    # -- the conversation

    def _notice(self, event: Event) -> None:
        if isinstance(event, Heard):
            self.log.heard.append(event)
            self.log.intent = self.log.intent or self._intent(event)
            self._audience.heard(self.now, event)
            if self.frame >= self._speech[0] + len(self._speech[1]):
                self.hears_until = self.frame
        self._tell(event)

    def _intent(self, heard: Heard) -> str:
        """What the conversation takes it for; empty when it is not sure enough."""
        if not heard.text:
            return ""
        may = (*self.listening.intents, *self.listening.short)
        intent = self._cast.understanding.understand(heard.text, may).intent or ""
        state = self._conversation.state
        return intent if intent and heard.score >= least_score(state, intent) else ""

    def _tell(self, event: Event) -> None:
        if self.off:
            return
        deadline = self._conversation.next_deadline()
        clock = CURTAIN + self.now
        # A deadline between two frames counts as reached at the later one.
        if isinstance(event, Ticked) and deadline is not None:
            clock = max(clock, deadline)
        self._perform(self._conversation.handle(event, clock))

    def _perform(self, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Say() | Chime():
                    self._sound(action)
                case Hush():
                    self._hush()
                case Listen():
                    self.listening = action
                    self._aim()
                case SetVoice(rate, volume):
                    self._rate = self._rate if rate is None else rate
                    self._volume = self._volume if volume is None else volume
                    self._floor.turn(self._volume)
                case Dance() | Music():
                    self._floor.perform(action, place_of(self._cast.settings.songs))
                case Play(sound):
                    self.ambience = sound
                case Keep(state):
                    self._kept = dict(state)
                case Quit():
                    self.off = self.log.quit = True
        self._floor.give_way(self.sounding)

    def _aim(self, begun: bool = False) -> None:
        """Listen for what was ordered or, over the coach's words, for what cuts it short."""
        over = self._cast.settings.barge_in and (self._owes_spoke or self._opens_at is not None)
        aim(self._ear, self.listening, self._cast.phrasebook, over=over, begun=begun)

    def _sound(self, action: Say | Chime) -> None:
        """Queue a sentence or tone behind what sounds already."""
        frames = self._rendered(action)
        if not len(frames):
            self._audience.screen(self.now, action.caption if isinstance(action, Say) else "")
            return
        start = max(self.frame, self.coach_until)
        self.coach_until = start + len(frames)
        self._owes_spoke, self._opens_at = True, None
        if self._cast.settings.barge_in:
            self._aim()
        else:
            self._ear.mute()
        self.track.add(start, frames, coach=True)
        answer = Answer(action, start / RATE, self.coach_until / RATE)
        self.log.answers.append(answer)
        self._audience.coach(answer, Sound(frames, RATE))

    def _rendered(self, action: Say | Chime) -> Pcm:
        if isinstance(action, Say):
            parts = prosody.render(action, self._cast.voice, self._rate, self._volume)
            return joined(parts, RATE).frames
        soft = prosody.SOFT if action.soft else 1.0
        return earcon(action.earcon, RATE).gain(self._volume * soft).frames

    def _hush(self) -> None:
        """Cut what sounds, drop what waits."""
        self.track.cut(self.frame)
        self.coach_until = min(self.coach_until, self.frame)
        self.log.answers = [a for a in self.log.answers if a.start < self.now]
        self._audience.hushed(self.now)


def in_frames(length: float) -> int:
    """Seconds as frames."""
    return round(length * RATE)

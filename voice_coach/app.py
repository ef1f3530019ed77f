"""The composition root and the event loop: the only room that knows every edge.

One inbox, one loop thread, one place where state changes. The ear's thread, the mouth's thread and
the keyboard's thread only put events on the inbox.
"""

from __future__ import annotations

import logging
import math
import queue
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from voice_coach.clock import LOOK, Clock
from voice_coach.conversation.session import Conversation
from voice_coach.errors import StoreError
from voice_coach.hearing.unanswered import LeftBehindError, answered
from voice_coach.memory.state_file import StateFile
from voice_coach.messages import (
    Action,
    Chime,
    Dance,
    DropOld,
    Event,
    Heard,
    Hush,
    Keep,
    KeepSettings,
    Listen,
    Listening,
    MicrophoneLost,
    Music,
    Play,
    Quit,
    Say,
    SetScreen,
    SetVoice,
    ShowTimers,
    SpeechStarted,
    Spoke,
    Ticked,
)
from voice_coach.mishaps import Mishaps
from voice_coach.screen.port import Screen
from voice_coach.settings import Changes

if TYPE_CHECKING:
    from voice_coach.speaking.band import Band

log = logging.getLogger(__name__)

Inbox = queue.SimpleQueue[Event]
"""A signal may put something on it at any moment, which only this kind of queue allows."""

ENDS_WITHIN = 2.0
"""Seconds in which the last word fades when it is closed; milliseconds are usual."""
CLOSES_WITHIN = 4.0
"""Seconds in which the devices are given back."""


class Ears(Protocol):
    """Where Heard comes from: a microphone, or a keyboard."""

    def listen(self, listen: Listen) -> None: ...
    def deaf(self, deaf: bool) -> None: ...
    def close(self) -> None: ...


class Speech(Protocol):
    """Where Say and Chime go."""

    def perform(self, action: Say | Chime) -> None: ...
    def hush(self) -> None: ...
    def duck(self) -> None: ...
    def restore(self) -> None: ...
    def set_voice(self, rate: int | None, volume: float | None) -> None: ...
    def play(self, sound: str) -> None: ...
    @property
    def busy(self) -> bool: ...
    def close(self) -> None: ...


class App:
    """Runs a conversation until it quits. Edges put events on `inbox`."""

    def __init__(
        self,
        conversation: Conversation,
        inbox: Inbox,
        ears: Ears,
        speech: Speech,
        captions: Screen,
        store: StateFile,
        clock: Clock,
        band: Band | None = None,
    ) -> None:
        """`band`: who plays the couple's own songs, where they have set any."""
        self.conversation, self.inbox = conversation, inbox
        self.ears, self.speech, self.band = ears, speech, band
        self.captions, self.store, self.clock = captions, store, clock
        self.mishaps = Mishaps(captions.note)
        self._quit_before = math.inf
        """`monotonic()` seconds at which it ends, said or not; infinite until it is asked to."""
        self.settings_to_keep: Changes | None = None
        """What the couple want written to settings.toml; then they go on with a coach made anew."""
        self._ducked = False
        self._listen: Listen | None = None
        self._unkept: Mapping[str, object] | None = None

    def run(self) -> None:
        """Handle events until the conversation says Quit and everything is said."""
        self._perform(self.conversation.start(self.clock.now()))
        while not self._has_ended():
            event = self._next()
            began = time.perf_counter()
            if isinstance(event, Spoke) and self.speech.busy:
                continue
            actions = self._handle(event)
            self._tell_understood(event)
            self._perform(actions)
            self._give_way(event)
            self._log(event, actions, time.perf_counter() - began)

    def _handle(self, event: Event) -> list[Action]:
        """What the conversation does about it; after a mistake of ours: silence, and it goes on."""
        try:
            actions = self.conversation.handle(event, self.clock.now())
        except Exception as error:  # noqa: BLE001 - the top of the loop
            self.mishaps.happened(error)
            return [Hush()]
        self.mishaps.none()
        return actions

    def _has_ended(self) -> bool:
        """A loudspeaker that hangs is never done."""
        return self._quitting and (not self.speech.busy or time.monotonic() > self._quit_before)

    @property
    def _quitting(self) -> bool:
        return self._quit_before < math.inf

    def close(self) -> None:
        """Give the devices back; one that hangs is left behind."""
        try:
            answered(self._close, CLOSES_WITHIN)
        except LeftBehindError:
            log.info("app.left_behind")

    def _close(self) -> None:
        self.ears.close()
        self.speech.close()
        if self.band is not None:
            self.band.close()

    def _next(self) -> Event:
        while True:
            if (news := self.clock.news()) is not None:
                return news
            deadline = self.conversation.next_deadline()
            wait = LOOK if deadline is None else max(0.0, deadline - self.clock.now())
            try:
                return self.inbox.get(timeout=0.2 if self._quitting else min(wait, LOOK))
            except queue.Empty:
                if self._unkept is not None:
                    self._keep(self._unkept)
                if self._quitting or wait <= LOOK:
                    return Ticked()

    def _perform(self, actions: list[Action]) -> None:
        for action in actions:
            self._do(action)
        busy = self.speech.busy
        self.ears.deaf(busy)
        if self.band is not None:
            self.band.give_way(busy)
        self.captions.speaking(busy)
        if self._listen is not None and not busy:
            self.captions.listening(self._listen)

    def _give_way(self, event: Event) -> None:
        """The coach lowers its voice when somebody speaks over it, until they have ended."""
        match event:
            case SpeechStarted() if self.speech.busy:
                self._ducked = True
                self.speech.duck()
            case Heard() | Spoke() | MicrophoneLost() if self._ducked:
                self._ducked = False
                self.speech.restore()

    def _tell_understood(self, event: Event) -> None:
        """What was understood; that nothing was, only to those who were asked."""
        asked = self._listen is not None and self._listen.mode is Listening.ANSWER
        if isinstance(event, Heard) and (self.conversation.understood or asked):
            self.captions.understood(self.conversation.understood)

    def _do(self, action: Action) -> None:
        match action:
            case Say():
                self.captions.said(action)
                if action.text:
                    self.speech.perform(action)
            case Chime():
                self.captions.chimed(action)
                self.speech.perform(action)
            case Hush():
                self.captions.hushed()
                self.speech.hush()
            case Listen():
                self.ears.listen(action)
                self._listen = action
            case ShowTimers():
                self.captions.timers(action)
            case SetVoice(rate, volume):
                self.speech.set_voice(rate, volume)
                if self.band is not None and volume is not None:
                    self.band.turn(volume)
            case SetScreen(large):
                self.captions.large = large
            case Play(sound):
                self.speech.play(sound)
            case Dance() | Music() if self.band is not None:
                self.band.perform(action)
            case Keep(state):
                self._keep(state)
            case DropOld():
                self.store.drop_old()
            case KeepSettings(changes):
                self.settings_to_keep = changes
            case Quit():
                self._quit_before = time.monotonic() + ENDS_WITHIN

    def _keep(self, state: Mapping[str, object]) -> None:
        """Write it; what cannot be written is tried again until it can."""
        try:
            self.store.save(state)
        except StoreError as error:
            log.info("state.not_kept")
            if self._unkept is None:
                self.captions.note(error.sentence())
            self._unkept = state
        else:
            if self._unkept is not None:
                self.captions.note("Timers are kept again.")
            self._unkept = None

    @staticmethod
    def _log(event: Event, actions: list[Action], seconds: float) -> None:
        """Event names and durations; never a word."""
        fields = [f"event={type(event).__name__}", f"think_ms={seconds * 1000:.1f}"]
        if isinstance(event, Heard):
            fields.append(f"match={'yes' if event.text else 'no'}")
            fields.append(f"decode_ms={event.decode_seconds * 1000:.0f}")
        names = ",".join(type(action).__name__ for action in actions)
        log.info("turn %s actions=%s", " ".join(fields), names)


class Silent:
    """Speech for the text mode: nothing sounds, and everything has been said at once."""

    def __init__(self, spoken: Callable[[], None]) -> None:
        self._spoken = spoken
        self.busy = False

    def perform(self, action: Say | Chime) -> None:
        """Nothing sounds."""
        del action
        self._spoken()

    def hush(self) -> None:
        """Nothing sounds anyway."""

    def duck(self) -> None:
        """Nothing sounds."""

    def restore(self) -> None:
        """Nothing sounds."""

    def set_voice(self, rate: int | None, volume: float | None) -> None:
        """There is no voice."""

    def play(self, sound: str) -> None:
        """Nothing sounds."""

    def close(self) -> None:
        """Nothing to give back."""

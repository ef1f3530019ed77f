"""The ear's thread: microphone → endpointer → recogniser → inbox.

The recogniser lives in this thread alone. While the coach speaks what the microphone brings is
dropped, and for a short tail after it too, unless somebody begins to speak in that; with barge-in
the words that cut the coach short are heard, and no others.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from voice_coach.errors import CoachError
from voice_coach.hearing.ear import NOTHING, Ear
from voice_coach.hearing.gate import Gate
from voice_coach.hearing.glimpse import Glimpses
from voice_coach.hearing.keys import Key, Keys
from voice_coach.hearing.microphone import Microphone
from voice_coach.hearing.recognizer import RATE, Recognizer, takes_dictation
from voice_coach.messages import EarReady, Event, Heard, Listen, Listening
from voice_coach.understanding.phrasebook import Phrasebook

log = logging.getLogger(__name__)

TAIL = 0.3
"""Seconds for which the coach's last sample still hangs in the room."""
OVER_ENDPOINT = 0.25
"""Seconds of silence that end what is said while the coach speaks."""
PATIENCE = 0.25
"""Seconds that the thread waits for frames before it looks for orders."""


class Listener:
    """Opens the microphone, loads the recogniser and puts what it hears on `heard`."""

    def __init__(
        self,
        microphone: Microphone,
        make_recognizer: Callable[[], Recognizer],
        phrasebook: Phrasebook,
        heard: Callable[[Event], None],
        failed: Callable[[CoachError], None],
        barge_in: bool = False,
        gate: Gate | None = None,
        shown: Callable[[bool], None] = lambda _open: None,
    ) -> None:
        """`shown` is told whenever the microphone is opened or closed by a key."""
        self._microphone, self._make = microphone, make_recognizer
        self._phrasebook, self._heard, self._failed = phrasebook, heard, failed
        self._barge_in = barge_in
        self._gate, self._shown = gate or Gate(), shown
        self._open = True
        self.keys: Keys | None = None
        """Closed with the listener."""
        self._orders: queue.SimpleQueue[Listen | Key | bool | None] = queue.SimpleQueue()
        self._deaf = False
        self._ordered: Listen | None = None
        self._speaking = False
        """The coach speaks, and may be interrupted."""
        self._tail = 0
        """Bytes for which the coach may still be heard."""
        self._thread = threading.Thread(target=self._work, name="ear", daemon=True)
        self._thread.start()

    def listen(self, listen: Listen) -> None:
        """From the next utterance on; while a letter is typed, whole lines are read."""
        self._orders.put(listen)
        if self.keys is not None:
            self.keys.lines(listen.mode is Listening.TYPE)

    def deaf(self, deaf: bool) -> None:
        """Whether the coach speaks now."""
        if deaf != self._deaf:
            self._deaf = deaf
            self._orders.put(deaf)

    def press(self, key: Key) -> None:
        """A key that opens or closes the microphone."""
        self._orders.put(key)

    def close(self) -> None:
        """Stop listening and give the microphone back."""
        self._orders.put(None)
        self._thread.join()
        self._microphone.close()
        if self.keys is not None:
            self.keys.close()

    def _work(self) -> None:
        try:
            recognizer = self._make()
            ear, glimpses = Ear(recognizer), Glimpses(recognizer)
            if takes_dictation(recognizer):
                self._heard(EarReady(dictation=True))
            self._turn_gate(ear)
            while self._obey(ear):
                frames = self._microphone.frames(PATIENCE)
                for event in ear.feed(frames) if frames else ():
                    self._tell(ear, event)
                music = self._ordered is not None and self._ordered.music
                seen = glimpses.look(frames or b"", ear.first, ear.running, music)
                if seen is not None:
                    ear.drop()
                    self._tell(ear, replace(seen, over=self._speaking))
                self._fade(ear, len(frames or b""))
        except CoachError as error:
            log.info("ear.failed")
            self._failed(error)

    def _tell(self, ear: Ear, event: Event) -> None:
        log.info("ear event=%s", type(event).__name__)
        self._heard(event)
        if isinstance(event, Heard):
            self._gate.ended()
            self._turn_gate(ear)

    def _turn_gate(self, ear: Ear) -> None:
        """Open or close the microphone as the keys want it: closed, nothing is captured."""
        if self._gate.open == self._open:
            return
        self._open = self._gate.open
        if self._open:
            self._microphone.open(at_once=False)
        else:
            self._microphone.mute()
            if ear.running:
                ear.drop()
                self._heard(NOTHING)
        self._shown(self._open)

    def _obey(self, ear: Ear) -> bool:
        """Carry out the orders; False when it was to stop."""
        while not self._orders.empty():
            order = self._orders.get()
            if order is None:
                return False
            if isinstance(order, Key):
                self._gate.press(order)
                self._turn_gate(ear)
            elif isinstance(order, Listen):
                self._ordered = order
                self._aim(ear)
            elif self._barge_in:
                self._speaking, self._tail = order, 0 if order else 2 * int(TAIL * RATE)
                self._aim(ear)
            elif order:
                ear.mute()
            else:
                ear.unmute(TAIL)
        return True

    def _fade(self, ear: Ear, count: int) -> None:
        """So many bytes later. Who still speaks when the coach is heard no more answers it."""
        if self._tail:
            self._tail = max(0, self._tail - count)
            if not self._tail:
                self._aim(ear, begun=True)

    def _aim(self, ear: Ear, begun: bool = False) -> None:
        """Listen for what was ordered or, over the coach's words, for what cuts it short."""
        if self._ordered is not None:
            over = self._speaking or self._tail > 0
            aim(ear, self._ordered, self._phrasebook, over=over, begun=begun)


def aim(ear: Ear, ordered: Listen, book: Phrasebook, *, over: bool, begun: bool = False) -> None:
    """Let the ear listen for what was ordered or, `over` the coach's words, for what cuts it short.

    With `begun` the utterance that runs is heard so too.
    """
    wanted = interrupting(ordered) if over else ordered
    ear.first = book.grammar((), ordered.over)
    ear.listen(wanted, book.grammar(wanted.intents, wanted.short), begun)


def interrupting(listen: Listen) -> Listen:
    """What is listened for instead while the coach speaks."""
    if listen.mode is Listening.MUTED:
        return listen
    return Listen(Listening.OVER, short=listen.over, endpoint=OVER_ENDPOINT, over=listen.over)

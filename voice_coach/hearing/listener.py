"""The ear's thread: microphone → endpointer → recogniser → inbox.

The recogniser lives in this thread alone. While the coach speaks, and a short tail after, what the
microphone brings is dropped, unless barge-in is on.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from voice_coach.errors import CoachError
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.microphone import Microphone
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import Event, Listen
from voice_coach.understanding.phrasebook import Phrasebook

log = logging.getLogger(__name__)

TAIL = 0.3
"""Seconds of deafness after the coach's last sample."""
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
    ) -> None:
        self._microphone, self._make = microphone, make_recognizer
        self._phrasebook, self._heard, self._failed = phrasebook, heard, failed
        self._barge_in = barge_in
        self._orders: queue.SimpleQueue[Listen | bool | None] = queue.SimpleQueue()
        self._deaf = False
        self._thread = threading.Thread(target=self._work, name="ear", daemon=True)
        self._thread.start()

    def listen(self, listen: Listen) -> None:
        """From the next utterance on."""
        self._orders.put(listen)

    def deaf(self, deaf: bool) -> None:
        """Whether the coach speaks now."""
        if deaf != self._deaf:
            self._deaf = deaf
            self._orders.put(deaf)

    def close(self) -> None:
        """Stop listening and give the microphone back."""
        self._orders.put(None)
        self._thread.join()
        self._microphone.close()

    def _work(self) -> None:
        try:
            ear = Ear(self._make())
            while self._obey(ear):
                frames = self._microphone.frames(PATIENCE)
                for event in ear.feed(frames) if frames else ():
                    log.info("ear event=%s", type(event).__name__)
                    self._heard(event)
        except CoachError as error:
            log.info("ear.failed")
            self._failed(error)

    def _obey(self, ear: Ear) -> bool:
        """Carry out the orders; False when it was to stop."""
        while not self._orders.empty():
            order = self._orders.get()
            if order is None:
                return False
            if isinstance(order, Listen):
                ear.listen(order, self._phrasebook.grammar(order.intents, order.short))
            elif order and not self._barge_in:
                ear.mute()
            else:
                ear.unmute(TAIL)
        return True

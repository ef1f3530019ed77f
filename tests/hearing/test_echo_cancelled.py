"""The coach's own voice comes back into the microphone, and it does not take it for the couple's.

A room of wires: what the loudspeaker plays arrives in the microphone 60 ms later, 24 dB softer.
Between the two stands the sound server's own canceller, loaded as the doctor says.
"""

from __future__ import annotations

import shlex
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import rig
from rig import SoundRig

from voice_coach.content.loader import load
from voice_coach.conversation.listening import interrupting
from voice_coach.hearing import devices
from voice_coach.hearing.choice import choose_ear
from voice_coach.hearing.echo import LOAD
from voice_coach.hearing.listener import Listener
from voice_coach.hearing.microphone import Microphone
from voice_coach.messages import DOUBTFUL, Event, Heard, Listen, Listening, Say
from voice_coach.speaking.ambience import Ambience
from voice_coach.speaking.mouth import Mouth
from voice_coach.speaking.player import Player
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.phrasebook import Phrasebook

pytestmark = [pytest.mark.sound, pytest.mark.voices]
COMMANDS = ("Please stop.", "Cancel that.", "Never mind. Hold on.", "Hello voice coach.")
"""The worst that the coach could say: its own control words, with pauses around them."""
SENTENCES = (
    *COMMANDS,
    "Not now is a good answer too.",
    "You can say stop at any time, and I stop.",
    "Support, or a hug, or some quiet?",
    "Take turns. One speaks, the other listens.",
)
LONG = "I am a voice for the two of you. I keep time, I ask questions, and I stay out of the way."


def pactl(*words: str) -> str:
    done = subprocess.run(["pactl", *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def echoing_room() -> None:
    pactl("load-module", "module-loopback", "source=speaker.monitor", "sink=mic_feed",
          "latency_msec=60", "source_dont_move=true", "sink_dont_move=true")  # fmt: skip
    pactl("set-sink-input-volume", pactl("list", "short", "sink-inputs").split()[0], "40%")


def cancel() -> None:
    pactl(*shlex.split(LOAD)[1:], "source_master=mic_feed.monitor", "sink_master=speaker")
    pactl("set-default-source", "coach_ear")
    pactl("set-default-sink", "coach_voice")


class House:
    """The coach's real ear and mouth in one room, barge-in on, and what was heard there."""

    def __init__(self) -> None:
        content = load()
        self.events: list[Event] = []
        self._news = threading.Condition()
        self._spoken = 0
        microphone = Microphone()
        microphone.open()
        self.ear = Listener(
            microphone, lambda: choose_ear("", DOUBTFUL), Phrasebook(content),
            self._take, self._failed, barge_in=True,
        )  # fmt: skip
        self.ear.listen(Listen(Listening.AWAKE, ("yes",), over=interrupting(content)))
        self.mouth = Mouth(
            lambda drained: Player(None, on_drained=drained), Voice(content.locale.voice),
            self._end, self._failed, Ambience(lambda started: Player(None, started)),
        )  # fmt: skip

    def _take(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def _end(self) -> None:
        with self._news:
            self._spoken += 1
            self._news.notify_all()

    @staticmethod
    def _failed(error: Exception) -> None:
        raise error

    @property
    def texts(self) -> list[str]:
        """The phrases that were taken for the couple's."""
        return [it.text for it in self.events if isinstance(it, Heard) and it.text]

    def say(self, sentence: str) -> None:
        """To the end, and until what is left of it in the room has been heard."""
        spoken = self._spoken
        self.ear.deaf(True)
        self.mouth.perform(Say(sentence))
        with self._news:
            assert self._news.wait_for(lambda: self._spoken > spoken, 30)
        self.ear.deaf(False)
        with rig.Recording(16_000, "mic_feed.monitor") as room:
            assert room.until(0.8)

    def hears(self, text: str, seconds: float = 3.0) -> bool:
        with self._news:
            return self._news.wait_for(lambda: text in self.texts, seconds)

    def close(self) -> None:
        self.mouth.close()
        self.ear.close()


@contextmanager
def house() -> Iterator[House]:
    devices.renew()
    opened = House()
    try:
        yield opened
    finally:
        opened.close()


def test_without_a_canceller_it_obeys_itself(sound_rig: SoundRig) -> None:
    """So the room does echo, and what follows means something."""
    echoing_room()
    with house() as coach:
        for sentence in COMMANDS:
            coach.say(sentence)
    assert len(coach.texts) >= 3


def test_with_one_it_does_not_hear_itself(sound_rig: SoundRig) -> None:
    echoing_room()
    cancel()
    with house() as coach:
        for sentence in SENTENCES:
            coach.say(sentence)
    assert coach.texts == []


@pytest.mark.skipif("slt" not in rig.voices(), reason="flite is not installed")
@pytest.mark.parametrize("voice", ["slt", "awb"])
def test_and_still_hears_who_says_stop(sound_rig: SoundRig, voice: str) -> None:
    echoing_room()
    cancel()
    stop = np.concatenate([rig.speak_as(voice, "stop"), np.zeros(8_000, np.int16)])
    with house() as coach:
        coach.say(COMMANDS[0])
        with sound_rig.listen() as speaker:
            coach.ear.deaf(True)
            coach.mouth.perform(Say(LONG))
            assert speaker.until_sound(1000)
            heard = False
            for _ in range(3):  # said again, as anybody would
                if not heard:
                    sound_rig.feed(stop)
                    heard = coach.hears("stop", 2.0)
            assert heard

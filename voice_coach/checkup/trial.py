"""The trial in the room: three seconds of quiet, a tone, three seconds of somebody speaking.

What the microphone brings stays in memory until its figures are taken, and is gone after that.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from voice_coach import own_content
from voice_coach.checkup import levels as measure
from voice_coach.checkup import verdicts
from voice_coach.checkup.check import Look
from voice_coach.checkup.parts import SENTENCE, understood
from voice_coach.content.schema import Content
from voice_coach.errors import CoachError, SoundError
from voice_coach.hearing.conditioning import Samples, samples
from voice_coach.hearing.microphone import BLOCK, Microphone
from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import Say
from voice_coach.settings import Settings, default_path
from voice_coach.settings import load as load_settings
from voice_coach.speaking.player import Player
from voice_coach.speaking.prosody import render
from voice_coach.speaking.sound import Sound, silence, to_int16

Tell = Callable[[str], None]
"""Shows a sentence to whoever sits there."""
SECONDS = 3.0
"""Of quiet, and of speech."""
TONE, TONE_BACK = 0.4, 1.4
"""Seconds that the tone lasts, and in which all of it must be back."""
PLAYED_AT = 48_000
"""Hz."""
WAITS = 2.0
"""Seconds without sound from the microphone after which there is none."""
SPEAKS_WITHIN = 30.0
"""Seconds for the longest of our sentences to leave the loudspeaker."""


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one trial; no sound."""

    levels: measure.Levels
    echo: measure.Echo | None
    sentence: str
    recognised: bool


class Trial:
    """Held once, at the first look; what kept it from being held is told once."""

    def __init__(self, tell: Tell, seconds: float = SECONDS) -> None:
        """`seconds` of quiet, and as many of speech."""
        self._tell, self._seconds = tell, seconds
        self._found: Found | None = None
        self._failed = False

    def looks(self) -> tuple[Look, ...]:
        """What the doctor says about the room."""
        return (
            Look("room", lambda: verdicts.room(self._held().levels)),
            Look("your voice", lambda: verdicts.voice(self._held().levels)),
            Look("voice above room", lambda: verdicts.ratio(self._held().levels)),
            Look("clipping", lambda: verdicts.clipping(self._held().levels)),
            Look("echo", lambda: verdicts.echo(self._held().echo, self._held().levels)),
            Look("your sentence", lambda: verdicts.sentence(self._held().recognised)),
        )

    def _held(self) -> Found:
        if self._failed:
            raise SoundError("not tried, for there was no sound.")
        if self._found is None:
            try:
                self._found = held(self._tell, self._seconds)
            except CoachError:
                self._failed = True
                raise
        return self._found


def held(tell: Tell, seconds: float = SECONDS) -> Found:
    """The whole trial, about a quarter of a minute. Raises CoachError."""
    from voice_coach.hearing.choice import choose_ear

    settings = load_settings(default_path())
    content = own_content.content(None, settings.locale)
    ear = choose_ear(settings.model)
    with Microphone(settings.microphone or None) as microphone, Host(settings, content, tell) as us:
        us.ask("checkup.quiet")
        quiet = recorded(microphone, seconds)
        us.ask("checkup.tone")
        microphone.discard()
        us.play(tone())
        back = recorded(microphone, TONE_BACK)
        us.ask("checkup.speak")
        speech = recorded(microphone, seconds)
    tell(content.replies["checkup.thanks"][0])
    heard, wanted = understood(content, ear, speech.tobytes())
    played = tone().resampled(RATE).frames
    return Found(
        measure.measured(quiet, speech), measure.found(back, played), wanted, heard == wanted
    )


class Host:
    """Asks on the screen and, where there is a loudspeaker, aloud, to the last sample."""

    def __init__(self, settings: Settings, content: Content, tell: Tell) -> None:
        from voice_coach.speaking.voice import Voice

        self._content, self._settings, self._tell = content, settings, tell
        self._drained = threading.Event()
        self._voice = Voice(settings.voice or content.locale.voice)
        self._player: Player | None = None
        with contextlib.suppress(SoundError):
            self._player = Player(settings.speaker or None, on_drained=self._drained.set)

    def ask(self, reply: str) -> None:
        """A sentence of the content, with the sentence to say in it."""
        line = self._content.replies[reply][0]
        line = line.replace("{sentence}", self._content.replies[SENTENCE][0])
        self._tell(line)
        if self._player is not None:
            sounds = render(Say(line), self._voice, self._settings.rate, self._settings.volume)
            for sound in sounds:
                self._player.play(sound, more=True)
            self.play(silence(0.05, RATE))
            self._drained.wait(SPEAKS_WITHIN)

    def play(self, sound: Sound) -> None:
        """Begin to play it."""
        if self._player is not None:
            self._drained.clear()
            self._player.play(sound)

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *_: object) -> None:
        if self._player is not None:
            self._player.close()
        self._voice.close()


def recorded(microphone: Microphone, seconds: float) -> Samples:
    """So many seconds from now on. SoundError when none come."""
    microphone.discard()
    blocks = []
    for _ in range(round(seconds / BLOCK)):
        block = microphone.frames(WAITS)
        if block is None:
            raise SoundError(
                "the microphone is open and brings no sound.",
                "Unplug it and plug it in again, or choose another: microphone = “…”.",
            )
        blocks.append(block)
    return samples(b"".join(blocks))


def tone() -> Sound:
    """A rising tone with soft ends: nothing else in a room looks like it. −18 dBFS."""
    at = np.arange(round(TONE * PLAYED_AT)) / PLAYED_AT
    wave = np.sin(2 * np.pi * (400 + 1500 * at / (2 * TONE)) * at)
    return Sound(to_int16(wave * 0.18 * 32767), PLAYED_AT).faded(0.03)

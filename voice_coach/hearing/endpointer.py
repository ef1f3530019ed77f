"""Where an utterance begins and ends: voice activity, a floor of noise, a patience. Pure.

Frames of 30 ms; time is the count of the samples that were fed. However the same bytes are cut
into chunks, the same events come out.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import webrtcvad

from voice_coach.hearing.conditioning import FRAME, FRAME_SECONDS
from voice_coach.hearing.recognizer import RATE

QUIETEST = -66.0
"""dBFS; a room is not taken to be quieter, so whispers of the sound card are no voice."""
MARGIN = 6.0
"""dB that a voice stands above the floor of noise."""
MEMORY = 3.0
"""Seconds in which the floor follows the room: a steady noise is no voice any more after that."""
REACH = 35.0
"""dB below the loudest of an utterance at which it has faded away, however quiet the room."""
FADING = 0.1
"""dB for each frame by which what was loudest is forgotten: the next to speak may be softer."""
ONSET_WINDOW = 0.24
"""Seconds in which the first voiced frames must come together."""
LONGEST = 15.0
"""Seconds of an utterance, after which it is decoded as far as it has come."""
_LOW = 10
"""Percent of the remembered frames that are quieter than the floor."""
HANGOVER = 0.05
"""Seconds for which the detector holds on to a voice that is over; they count as silence."""
_SPEECH_RUN = 3
"""Voiced frames in a row that are speech again; fewer are a click, and silence goes on."""
_AGGRESSIVENESS = 2
_BYTES = 2 * FRAME


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """Somebody speaks; `at` is where the voice began, in seconds of sound fed."""

    at: float


@dataclass(frozen=True, slots=True)
class VoicePaused:
    """A silence has lasted long enough to guess that the utterance is over.

    `frames` is the utterance so far: int16 mono with padding on both sides.
    """

    frames: bytes
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class VoiceResumed:
    """It was not over: the pause was inside the utterance."""

    at: float


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """The utterance is over. `start` and `end` are the voice's own, in seconds of sound fed."""

    frames: bytes
    """int16 mono with padding on both sides."""
    start: float
    end: float
    waited: float
    """Seconds of silence before it was taken to be over; 0 when it was cut for its length."""


Event = VoiceStarted | VoicePaused | VoiceResumed | VoiceEnded


class Endpointer:
    """Sound in, events out. Nothing but the fed samples moves its time."""

    def __init__(
        self,
        silence: float = 0.8,
        pause: float = 0.4,
        padding: float = 0.3,
        shortest: float = 0.12,
        longest: float = LONGEST,
    ) -> None:
        """Seconds: silence that ends an utterance, its share (0 to 1) that is a pause, sound kept
        before and after the voice, voiced time that makes an onset, longest utterance."""
        self._vad = webrtcvad.Vad(_AGGRESSIVENESS)
        self._share, self._padding = pause, padding
        self._onset, self._longest = _count(shortest), _count(longest)
        self._rest = b""
        self._now = 0
        """Frames of 30 ms since the beginning."""
        self._levels = deque([QUIETEST] * _count(MEMORY), _count(MEMORY))
        self._window: deque[bool] = deque(maxlen=_count(ONSET_WINDOW))
        self._recent: deque[bytes] = deque(maxlen=_count(padding) + _count(ONSET_WINDOW))
        self._utterance: _Utterance | None = None
        self.set_silence(silence)

    @property
    def running(self) -> bool:
        """Whether somebody speaks."""
        return self._utterance is not None

    @property
    def seconds(self) -> float:
        """Sound fed so far."""
        return self._now * FRAME_SECONDS

    @property
    def silence(self) -> float:
        """Seconds of trailing silence that end an utterance."""
        return self._silence * FRAME_SECONDS + HANGOVER

    def set_silence(self, seconds: float) -> None:
        """The silence that ends an utterance from now on."""
        self._silence = max(2, _count(seconds - HANGOVER))
        self._pause = min(max(1, round(self._silence * self._share)), self._silence)

    def set_longest(self, seconds: float) -> None:
        """The longest utterance from now on."""
        self._longest = _count(seconds)

    def reset(self) -> None:
        """Drop a running utterance and what came before it; time and the noise floor stay."""
        self._utterance, self._rest = None, b""
        self._window.clear()
        self._recent.clear()

    def feed(self, frames: bytes) -> list[Event]:
        """What these int16 frames made happen; any number of bytes."""
        sound = self._rest + frames
        whole = len(sound) - len(sound) % _BYTES
        self._rest = sound[whole:]
        events: list[Event] = []
        for at in range(0, whole, _BYTES):
            events += self._frame(sound[at : at + _BYTES])
        return events

    def _frame(self, frame: bytes) -> list[Event]:
        self._now += 1
        voiced = self._is_voice(frame)
        if self._utterance is None:
            return self._wait(frame, voiced)
        return self._follow(self._utterance, frame, voiced)

    def _is_voice(self, frame: bytes) -> bool:
        level = _level(frame)
        self._levels.append(max(level, QUIETEST))
        floor = sorted(self._levels)[len(self._levels) * _LOW // 100]
        if level <= floor + MARGIN or not self._vad.is_speech(frame, RATE):
            return False
        if self._utterance is None:
            return True
        loudest = max(level, self._utterance.loudest - FADING)
        self._utterance.loudest = loudest
        return level > loudest - REACH

    def _wait(self, frame: bytes, voiced: bool) -> list[Event]:
        self._recent.append(frame)
        self._window.append(voiced)
        if sum(self._window) < self._onset:
            return []
        began = len(self._window) - list(self._window).index(True)
        kept = list(self._recent)[-began - _count(self._padding) :]
        first = self._now - began
        self._utterance = _Utterance(kept, first, self._now, self._now - len(kept))
        self._window.clear()
        self._recent.clear()
        return [VoiceStarted(first * FRAME_SECONDS)]

    def _follow(self, utterance: _Utterance, frame: bytes, voiced: bool) -> list[Event]:
        utterance.frames.append(frame)
        utterance.run = utterance.run + 1 if voiced else 0
        if utterance.run >= _SPEECH_RUN:
            utterance.last = self._now
        silent = self._now - utterance.last
        if silent >= self._silence or len(utterance.frames) >= self._longest:
            self._utterance = None
            frames, start, end = utterance.cut(self._padding)
            waited = silent * FRAME_SECONDS + HANGOVER if silent >= self._silence else 0.0
            return [VoiceEnded(frames, start, end, waited)]
        if utterance.paused and silent == 0:
            utterance.paused = False
            return [VoiceResumed((self._now - utterance.run) * FRAME_SECONDS)]
        if not utterance.paused and silent >= self._pause:
            utterance.paused = True
            return [VoicePaused(*utterance.cut(self._padding))]
        return []


@dataclass
class _Utterance:
    """Somebody speaks: frames from `origin` on, the voice from `first` to `last`, all in frames."""

    frames: list[bytes]
    first: int
    last: int
    origin: int
    run: int = _SPEECH_RUN
    paused: bool = False
    loudest: float = QUIETEST
    """dBFS."""

    def cut(self, padding: float) -> tuple[bytes, float, float]:
        """The sound up to the padding after the voice; start and end of the voice in seconds."""
        kept = self.frames[: self.last - self.origin + _count(padding)]
        return b"".join(kept), self.first * FRAME_SECONDS, self.last * FRAME_SECONDS


def _count(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)


def _level(frame: bytes) -> float:
    """dBFS of one frame, mean power."""
    sound = np.frombuffer(frame, "<i2").astype(np.float32)
    return 10 * math.log10(float(np.dot(sound, sound)) / FRAME + 1e-3) - 90.3

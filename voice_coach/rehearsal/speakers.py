"""The couple's voices: synthetic, and other than the coach's. flite where it is installed, because
the ear hears it best; else the espeak that comes with the program."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from typing import Protocol

import numpy as np

from voice_coach.errors import SceneError, VoiceError
from voice_coach.hearing.recognizer import RATE
from voice_coach.rehearsal.scene import Speaker
from voice_coach.speaking.sound import Sound, to_int16
from voice_coach.speaking.voice import Voice

FLITE = ("flite:slt", "flite:rms")
ESPEAK = ("espeak:gmw/en-us+f1", "espeak:gmw/en-us+m3")
"""Of nine variants at three rates these two were heard best: 40 and 38 of 40 short commands."""
ENGINES = {"flite": FLITE, "espeak": ESPEAK}
_FLITE_SECONDS = 20.0


class Mouth(Protocol):
    """Somebody who can say things."""

    @property
    def name(self) -> str:
        """Engine and voice: `flite:slt`."""
        ...

    def speak(self, words: str) -> Sound:
        """The words as 16 kHz sound. Raises VoiceError."""
        ...

    def close(self) -> None:
        """Needed no more."""
        ...


class FliteMouth:
    """One process of the program `flite` per sentence; the sound comes through a pipe."""

    def __init__(self, voice: str, level: float) -> None:
        self.name = f"flite:{voice}"
        self._voice = voice
        self._level = level

    def speak(self, words: str) -> Sound:
        """The words as 16 kHz sound. Raises VoiceError."""
        import soundfile

        command = ["flite", "-voice", self._voice, "-t", words, "-o", "/proc/self/fd/1"]
        fix = "Mend flite, or rehearse with --voices espeak."
        try:
            done = subprocess.run(command, capture_output=True, timeout=_FLITE_SECONDS, check=True)
            frames, rate = soundfile.read(io.BytesIO(done.stdout), dtype="int16")
        except (OSError, subprocess.SubprocessError, soundfile.SoundFileError) as error:
            raise VoiceError(f"flite does not speak ({type(error).__name__}).", fix) from error
        return levelled(Sound(frames, int(rate)), self._level)

    def close(self) -> None:
        """Nothing runs between sentences."""


class EspeakMouth:
    """A second voice of the coach's own kind."""

    def __init__(self, voice: str, wpm: int, level: float) -> None:
        self.name = f"espeak:{voice}"
        self._voice = Voice(voice)
        self._wpm = wpm
        self._level = level

    def speak(self, words: str) -> Sound:
        """The words as 16 kHz sound. Raises VoiceError."""
        return levelled(self._voice.synthesize(words, self._wpm), self._level)

    def close(self) -> None:
        """End the process that speaks."""
        self._voice.close()


def levelled(sound: Sound, peak: float) -> Sound:
    """At 16 kHz, without the silence at its ends, with this peak (0 to 1)."""
    sound = sound.resampled(RATE).trimmed(level=60, keep=0.02)
    loudest = int(np.max(np.abs(sound.frames.astype(np.int32)), initial=1))
    return Sound(to_int16(sound.frames * (peak * 32767 / loudest)), RATE)


def mouths(speakers: Mapping[str, Speaker], engine: str = "auto") -> dict[str, Mouth]:
    """A mouth for each speaker. `engine`: `flite` or `espeak` for all who are `auto`.

    Raises SceneError for a voice that there is not.
    """
    if engine == "auto":
        engine = "flite" if shutil.which("flite") else "espeak"
    named = ENGINES[engine]
    return {
        who: _mouth(named[place % 2] if speaker.voice == "auto" else speaker.voice, speaker)
        for place, (who, speaker) in enumerate(speakers.items())
    }


def _mouth(voice: str, speaker: Speaker) -> Mouth:
    engine, _, name = voice.partition(":")
    if engine == "flite" and not shutil.which("flite"):
        fix = "Install flite, or write voice = 'auto'."
        raise SceneError(f"the scene wants {voice}, and flite is not installed.", fix)
    if engine == "flite" and name:
        return FliteMouth(name, speaker.level)
    if engine == "espeak" and name:
        return EspeakMouth(name, speaker.wpm, speaker.level)
    fix = "Write flite:slt, espeak:gmw/en-us+f1 or auto."
    raise SceneError(f"there is no voice {voice!r}.", fix)

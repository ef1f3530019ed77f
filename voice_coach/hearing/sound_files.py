"""Sound files in and out: WAV and FLAC of any rate and channels become what the ear takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_coach.errors import SoundError
from voice_coach.hearing.conditioning import Samples
from voice_coach.hearing.rates import StreamResampler
from voice_coach.hearing.recognizer import RATE

LOWEST_RATE = 4_000
"""Hz; below that nothing of speech is left."""
_PLAYABLE = "Give a WAV or FLAC file."


def read(path: Path) -> Samples:
    """The file as mono int16 at 16 kHz. Raises SoundError: missing, broken or empty."""
    import soundfile

    if not path.is_file():
        raise SoundError(f"there is no sound file {path}.", "Check the name.")
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        what = str(error).rstrip(".")
        raise SoundError(f"{path} cannot be read as sound: {what}.", _PLAYABLE) from error
    if not len(sound):
        raise SoundError(f"{path} holds no sound.", "Record it again.")
    if rate < LOWEST_RATE:
        raise SoundError(f"{path} has only {rate} frames a second.", "Record at 16 kHz.")
    mono = np.nan_to_num(sound.mean(axis=1))
    return resampled(np.rint(np.clip(mono * 32768, -32768, 32767)).astype(np.int16), rate)


def write(path: Path, sound: Samples, rate: int = RATE) -> None:
    """Mono int16 as a file of the kind that its ending names. Raises SoundError."""
    import soundfile

    try:
        soundfile.write(path, sound, rate, subtype="PCM_16")
    except (soundfile.SoundFileError, OSError, TypeError, ValueError) as error:
        raise SoundError(f"{path} cannot be written: {error}.", "Choose another place.") from error


def resampled(sound: Samples, rate: int) -> Samples:
    """The same sound at 16 kHz, as long as before and in step with it."""
    if rate == RATE:
        return sound
    resampler = StreamResampler(rate, RATE)
    length = round(len(sound) * RATE / rate)
    # Silence behind the end brings out what the filter still holds; block by block, for memory.
    padded = np.concatenate((sound, np.zeros(rate // 10, np.int16)))
    blocks = [resampler.convert(padded[at : at + rate]) for at in range(0, len(padded), rate)]
    return np.concatenate(blocks)[:length]

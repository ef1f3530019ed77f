"""The couple's own songs: a folder of sound files, each read when its turn comes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_coach.errors import SoundError
from voice_coach.speaking.sound import Sound, to_int16

SUFFIXES = frozenset((".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff"))
LONGEST = 900.0
"""Seconds: a song is held in memory (5.8 MB a minute) while it plays."""


def list_songs(folder: Path) -> list[Path]:
    """The sound files of a folder by name; SoundError when there is no such folder."""
    try:
        return sorted(it for it in folder.iterdir() if it.suffix.lower() in SUFFIXES)
    except OSError as error:
        raise SoundError(
            f"The songs' folder {folder} cannot be read.", "Check `songs` in settings.toml."
        ) from error


def read_song(path: Path, rate: int) -> Sound:
    """A file as mono sound at `rate` Hz; SoundError, in one sentence, when it is not one."""
    import soundfile

    fix = "Take it out of the songs' folder, or replace it."
    try:
        with soundfile.SoundFile(path) as file:
            if file.frames > LONGEST * file.samplerate:
                raise SoundError(f"{path.name} is longer than {LONGEST / 60:.0f} minutes.", fix)
            wave = file.read(dtype="float32", always_2d=True)
            found = int(file.samplerate)
    except (OSError, soundfile.SoundFileError) as error:
        raise SoundError(f"{path.name} cannot be read as sound.", fix) from error
    if not len(wave):
        raise SoundError(f"{path.name} is empty.", fix)
    mono = wave.mean(axis=1) * np.float32(32767)
    return Sound(to_int16(mono), found).resampled(rate)

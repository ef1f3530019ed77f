"""One song on the disk: looked at before the first note, then read piece by piece.

A song is never held whole: a quarter of a second at a time becomes mono at the player's rate.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.errors import SoundError
from voice_coach.hearing.rates import ZERO_CROSSINGS, StreamResampler
from voice_coach.speaking.sound import Frames, silence, to_int16

SUFFIXES = frozenset((".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff"))
"""What the coach plays, by the end of the name."""
FOREIGN = frozenset((".m4a", ".m4p", ".m4b", ".aac", ".wma", ".ape", ".wv", ".aax"))
"""Music that it cannot play, copy protected or not."""
FIX = "Take it out of your songs, or replace it."
PIECE = 0.25
"""Seconds read at a time: a few milliseconds of work."""
SHORT = 2.0
"""Seconds that may be missing at the end: the length of an MP3 without an index is a guess."""
DAY = 86_400.0
"""Seconds; a file that says it is longer does not know how long it is."""


@dataclass(frozen=True, slots=True)
class Song:
    """A file that was sound when it was looked at. `key` says which file it is, without a name."""

    path: Path
    seconds: float
    key: str
    place: int = 0
    """Where in the couple's list it stands."""


def inspect(path: Path) -> Song:
    """Whether this file is a song, judged by its first piece; SoundError says why it is not."""
    if path.suffix.lower() in FOREIGN:
        kind = path.suffix[1:].upper()
        raise SoundError(
            f"{shown(path)} is in a format that cannot be played here ({kind}).",
            "Bring it as MP3, OGG, FLAC or WAV.",
        )
    with SongFile(path) as file:
        if not len(file.read(PIECE)):
            raise SoundError(f"{shown(path)} is empty.", FIX)
        return Song(path, file.seconds, _key(path))


def shown(path: Path) -> str:
    """The file's name as it can be printed anywhere."""
    return path.name.encode(errors="replace").decode()


def is_file(path: Path) -> bool:
    """Whether it is a plain file; a name that cannot be one, or may not be looked at, is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _gone(path: Path) -> SoundError:
    return SoundError(f"{shown(path)} is not there.", "Check your list of songs.")


def _key(path: Path) -> str:
    try:
        found = path.stat()
    except OSError as error:
        raise _gone(path) from error
    identity = f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns}"
    return hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()


class SongFile:
    """An open file of sound, as floats at its own rate. SoundError when it is none, or breaks."""

    def __init__(self, path: Path) -> None:
        import soundfile

        self._name = shown(path)
        self._errors = (OSError, RuntimeError, soundfile.SoundFileError)
        if not is_file(path):
            raise _gone(path)
        try:
            self._file: Any = soundfile.SoundFile(path)
        except self._errors as error:
            raise SoundError(f"{self._name} cannot be read as sound.", FIX) from error
        self.rate = int(self._file.samplerate)
        seconds = self._file.frames / self.rate
        self.seconds = seconds if seconds < DAY else 0.0
        """As the file has it; 0 when it does not say."""
        self._frames = 0

    def __enter__(self) -> SongFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    @property
    def left(self) -> float:
        """Seconds that are still to come, if all is well."""
        return max(0.0, self.seconds - self._frames / self.rate)

    def read(self, seconds: float) -> NDArray[np.float32]:
        """The next so many seconds, all channels in one, full scale 1; empty at the end.

        Raises SoundError where the file is broken, or ends long before its end.
        """
        try:
            wave = self._file.read(round(seconds * self.rate), dtype="float32", always_2d=True)
        except self._errors as error:
            raise SoundError(f"{self._name} is broken in the middle.", FIX) from error
        self._frames += len(wave)
        if not len(wave) and self._frames and self.left > SHORT:
            raise SoundError(f"{self._name} breaks off in the middle.", FIX)
        mono: NDArray[np.float32] = np.nan_to_num(wave.mean(axis=1))
        return mono


class SongReader:
    """A song as the player wants it: int16 mono at `rate` Hz, times `gain`, limited to int16."""

    def __init__(self, path: Path, rate: int, gain: float) -> None:
        self._file = SongFile(path)
        self.rate = rate
        self._scale = np.float32(32767 * gain)
        same = self._file.rate == rate
        self._resampler = None if same else StreamResampler(self._file.rate, rate)
        # What the resampler still holds when the file ends, brought out by as much silence.
        self._tail = math.ceil(ZERO_CROSSINGS * max(1.0, self._file.rate / rate))
        self._ended = False

    @property
    def left(self) -> float:
        """Seconds that are still to come."""
        return self._file.left

    def read(self) -> Frames:
        """The next piece; empty at the end. Raises SoundError where the file is broken."""
        frames = to_int16(self._file.read(PIECE) * self._scale)
        if self._resampler is None:
            return frames
        if not len(frames) and not self._ended:
            self._ended = True
            frames = np.zeros(self._tail, np.int16)
        return self._resampler.convert(frames)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


class KeptTime:
    """The rest of a song that broke off: silent, and just as long."""

    def __init__(self, seconds: float, rate: int) -> None:
        self.left, self.rate = seconds, rate

    def read(self) -> Frames:
        """The next piece of silence; empty at the end."""
        piece = min(PIECE, self.left)
        self.left -= piece
        return silence(piece, self.rate).frames

    def close(self) -> None:
        """Nothing is left of it."""
        self.left = 0.0

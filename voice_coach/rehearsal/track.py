"""The recording of a rehearsal: the couple on the left, the coach on the right, 16 kHz.

Where nobody sounds for longer than three seconds the recording holds three seconds; the true
times stand in the transcript.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_coach.hearing.recognizer import RATE

Pcm = NDArray[np.int16]
LONGEST_SILENCE = 3.0
"""Seconds."""


@dataclass
class Piece:
    """A sound of one side; `start` in frames since the curtain rose."""

    start: int
    frames: Pcm
    coach: bool
    music: bool = False
    """A stretch of the couple's own songs."""

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.start + self.frames.size


class Track:
    """Collects the sounds of a rehearsal."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def add(self, start: int, frames: Pcm, *, coach: bool, music: bool = False) -> Piece:
        """A sound of 16 kHz frames that begins at this frame."""
        piece = Piece(start, frames, coach, music)
        self.pieces.append(piece)
        return piece

    def cut(self, at: int) -> None:
        """The coach is silent from this frame on."""
        for piece in self.pieces:
            if piece.coach and piece.end > at:
                piece.frames = piece.frames[: max(0, at - piece.start)]
        self.pieces = [piece for piece in self.pieces if piece.frames.size]

    def stereo(self) -> Pcm:
        """(frames, 2): left the couple, right the coach, long silences shortened."""
        pause = int(LONGEST_SILENCE * RATE)
        placed: list[tuple[int, Piece]] = []
        removed = reached = 0
        for piece in sorted(self.pieces, key=lambda p: p.start):
            removed += max(0, piece.start - reached - pause)
            placed.append((piece.start - removed, piece))
            reached = max(reached, piece.end)
        sound = np.zeros((reached - removed, 2), np.int32)
        for start, piece in placed:
            sound[start : start + piece.frames.size, int(piece.coach)] += piece.frames
        return np.clip(sound, -32768, 32767).astype(np.int16)

    def save(self, path: Path) -> None:
        """Write a WAV file."""
        import soundfile

        soundfile.write(path, self.stereo(), RATE, subtype="PCM_16")

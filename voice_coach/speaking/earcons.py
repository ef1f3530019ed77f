"""The five tones of the coach, told apart by contour and rhythm and not by pitch alone.

All begin softly, none is longer than 400 ms, and none is louder than the coach's speech.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_coach.messages import Earcon
from voice_coach.speaking.sound import Sound, to_int16

RATE = 48_000
"""Hz."""
PEAK = 0.22 * 32767
ATTACK = 0.015
"""Seconds from nothing to full, so that no tone startles."""
RELEASE = 0.04

Wave = NDArray[np.float64]


def earcon(which: Earcon, rate: int = RATE) -> Sound:
    """A tone as mono int16 sound at `rate` Hz."""
    shapes = {
        Earcon.OPEN: _open,
        Earcon.CLOSE: _close,
        Earcon.TICK: _tick,
        Earcon.CHIME: _chime,
        Earcon.GONE: _gone,
    }
    wave = shapes[which](rate)
    return Sound(to_int16(wave / np.max(np.abs(wave)) * PEAK), rate)


def _open(rate: int) -> Wave:
    """Rises: your turn."""
    return _glide(440, 700, 0.22, rate)


def _close(rate: int) -> Wave:
    """Falls: the ear is shut."""
    return _glide(700, 440, 0.22, rate)


def _tick(rate: int) -> Wave:
    """One soft tap, too short to have a melody."""
    tap = _tone(np.full(_count(0.07, rate), 520.0), rate)
    return _shaped(tap * np.exp(-np.arange(len(tap)) / (0.015 * rate)), rate, attack=0.004)


def _chime(rate: int) -> Wave:
    """Two notes, the second ringing on: something is over, and it was good."""
    first = _bell(523.25, 0.4, rate)
    second = _bell(783.99, 0.28, rate)
    first[-len(second) :] += second
    return _shaped(first, rate)


def _gone(rate: int) -> Wave:
    """Three falling steps, each fainter: what you said is gone."""
    steps = [_glide(note, note * 0.94, 0.12, rate) * loud for note, loud in _FALLING]
    return np.concatenate(steps)


_FALLING = ((660.0, 1.0), (494.0, 0.55), (370.0, 0.28))


def _glide(start: float, end: float, seconds: float, rate: int) -> Wave:
    """A tone whose pitch moves evenly to the ear, which hears ratios."""
    return _shaped(_tone(np.geomspace(start, end, _count(seconds, rate)), rate), rate)


def _bell(pitch: float, seconds: float, rate: int) -> Wave:
    """A struck note that rings out."""
    count = _count(seconds, rate)
    ringing = np.exp(-np.arange(count) / (0.16 * rate))
    return _shaped(_tone(np.full(count, pitch), rate) * ringing, rate)


def _tone(pitches: Wave, rate: int) -> Wave:
    """A sine of the given pitch (Hz) at each frame, with a little of its octave for warmth."""
    phase = 2 * np.pi * np.cumsum(pitches) / rate
    return np.sin(phase) + 0.15 * np.sin(2 * phase)


def _shaped(wave: Wave, rate: int, attack: float = ATTACK) -> Wave:
    """With a soft beginning and end."""
    rise, fall = _count(attack, rate), min(_count(RELEASE, rate), len(wave) // 2)
    envelope = np.ones(len(wave))
    envelope[:rise] = np.sin(np.linspace(0, np.pi / 2, rise)) ** 2
    envelope[-fall:] = np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
    return wave * envelope


def _count(seconds: float, rate: int) -> int:
    return round(seconds * rate)

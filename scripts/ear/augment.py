"""The same words in another room: speed, echo, tone, noise, clipping, codec, level. Pure.

Everything is drawn from the generator that is handed in. Sound is float32 on the int16 scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Floats = NDArray[np.float32]
Chance = np.random.Generator
_EARLY = 480
"""Samples (30 ms) in which the early reflections come."""
TWO_KINDS = 0.3
"""Of all noises: a café is voices, cups and a machine at once."""
NOISY, QUIETEST, LOUDEST = 0.9, 26.0, -3.0
"""Of all copies those in noise, and how far the voice is above it at most and at least, in dB."""


@dataclass(frozen=True)
class Noises:
    """Kind of noise → clips of it; `weights` says how often each kind is taken."""

    clips: Mapping[str, Sequence[Floats]]
    weights: Mapping[str, float]

    def draw(self, rng: Chance, count: int) -> Floats:
        """`count` samples of one kind of noise, or of two at once."""
        found = self._of_one_kind(rng, count)
        if rng.random() < TWO_KINDS:
            other = self._of_one_kind(rng, count)
            share = 10 ** (rng.uniform(-10, 0) / 20) * float(np.std(found))
            found = found + other * np.float32(share / max(1e-6, float(np.std(other))))
        return found

    def _of_one_kind(self, rng: Chance, count: int) -> Floats:
        kinds = [kind for kind in self.weights if self.clips.get(kind) or kind == "coloured"]
        odds = np.array([self.weights[kind] for kind in kinds])
        kind = kinds[rng.choice(len(kinds), p=odds / odds.sum())]
        if kind == "coloured":
            return coloured(rng, count)
        if kind == "babble":
            return self._babble(rng, count)
        return self._clip(rng, kind, count)

    def _babble(self, rng: Chance, count: int) -> Floats:
        """Two to eleven people at once, near and far, half of the time in a room that echoes."""
        found = np.zeros(count, np.float32)
        for _ in range(int(rng.integers(2, 12))):
            found += self._clip(rng, "babble", count) * np.float32(10 ** (rng.uniform(-12, 0) / 20))
        return echoed(rng, found) if rng.random() < 0.5 else found

    def _clip(self, rng: Chance, kind: str, count: int) -> Floats:
        clip = self.clips[kind][int(rng.integers(len(self.clips[kind])))]
        return _stretch_of(rng, clip, count) / np.float32(max(1.0, float(np.std(clip))))


def varied(rng: Chance, sound: Floats, spoken: tuple[int, int], noises: Noises) -> Floats:
    """Echo, tone, noise, clipping, codec and level; as long as before. `spoken`: where the voice
    is, in samples, against which the noise is measured."""
    if rng.random() < 0.4:
        sound = echoed(rng, sound)
    if rng.random() < 0.6:
        sound = coloured_by_room(rng, sound)
    if rng.random() < NOISY:
        voice = float(np.std(sound[spoken[0] : spoken[1]])) if spoken[1] > spoken[0] else 0.0
        decibels = rng.uniform(LOUDEST, QUIETEST)
        noise = noises.draw(rng, len(sound))
        level = (voice or 300.0) * 10 ** (-decibels / 20) / max(1e-6, float(np.std(noise)))
        sound = sound + noise * np.float32(level)
    if rng.random() < 0.2:
        sound = through_codec(rng, sound)
    return at_level(rng, sound)


def resped(sound: Floats, speed: float) -> Floats:
    """Faster (above 1) or slower, the pitch with it."""
    count = int(len(sound) / speed)
    places = np.arange(count) * speed
    return np.asarray(np.interp(places, np.arange(len(sound)), sound), np.float32)


def echoed(rng: Chance, sound: Floats) -> Floats:
    """In a room: the direct sound, some early reflections and a tail that dies away."""
    seconds = rng.uniform(0.08, 0.6)
    count = int(seconds * RATE)
    response = rng.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    response *= 10 ** (rng.uniform(-18, -3) / 20) / np.sqrt(np.sum(response**2))
    response[0] = 1.0
    for _ in range(int(rng.integers(2, 7))):
        response[int(rng.integers(16, _EARLY))] += rng.uniform(-0.5, 0.5)
    size = 1 << (len(sound) + count - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)
    return wet[: len(sound)].astype(np.float32)


def coloured_by_room(rng: Chance, sound: Floats) -> Floats:
    """Eight gains from 0 to 8 kHz, and lines between them."""
    lines = len(sound) // 2 + 1
    gains = 10 ** (rng.normal(0, 4, 8) / 20)
    curve = np.interp(np.linspace(0, 7, lines), np.arange(8), gains)
    return np.fft.irfft(np.fft.rfft(sound) * curve, len(sound)).astype(np.float32)


def coloured(rng: Chance, count: int) -> Floats:
    """Noise between white and brown."""
    lines = np.arange(1, count // 2 + 2)
    spectrum = (rng.standard_normal(len(lines)) + 1j * rng.standard_normal(len(lines))) * lines ** (
        -rng.uniform(0, 1)
    )
    return np.fft.irfft(spectrum, count).astype(np.float32)


def through_codec(rng: Chance, sound: Floats) -> Floats:
    """A telephone's band, or eight bits on a curve."""
    if rng.random() < 0.6:
        spectrum = np.fft.rfft(sound)
        spectrum[int(len(spectrum) * rng.uniform(3400, 7000) / (RATE / 2)) :] = 0
        return np.fft.irfft(spectrum, len(sound)).astype(np.float32)
    peak = max(1.0, float(np.abs(sound).max()))
    small = np.sign(sound) * np.log1p(255 * np.abs(sound) / peak) / np.log(256)
    steps = np.round(small * 127) / 127
    loud = np.sign(steps) * peak * np.expm1(np.abs(steps) * np.log(256)) / 255
    return np.asarray(loud, np.float32)


def at_level(rng: Chance, sound: Floats) -> Floats:
    """Between −42 and −14 dBFS, a twelfth of it clipped, dithered and rounded."""
    wanted = 32768 * 10 ** (rng.uniform(-42, -14) / 20)
    sound = sound * np.float32(wanted / max(1e-6, float(np.std(sound))))
    if rng.random() < 0.08:
        limit = np.quantile(np.abs(sound), rng.uniform(0.97, 0.999))
        sound = np.clip(sound, -limit, limit)
    sound = sound + rng.standard_normal(len(sound), np.float32) * np.float32(rng.uniform(0, 30))
    return np.clip(np.rint(sound), -32768, 32767).astype(np.float32)


def music(rng: Chance, seconds: float) -> Floats:
    """Chords with overtones and a beat: what plays while the couple dance."""
    beat = rng.uniform(0.25, 0.6)
    parts: list[Floats] = []
    for _ in range(int(seconds / beat) + 1):
        n = np.arange(int(beat * RATE))
        root = 110 * 2 ** (rng.choice([0, 2, 4, 5, 7, 9]) / 12) * rng.choice([1, 2])
        tone = np.zeros(len(n))
        for step in (0, rng.choice([3, 4]), 7, 12):
            hertz = root * 2 ** (step / 12)
            for overtone in range(1, 7):
                tone += np.sin(2 * np.pi * hertz * overtone * n / RATE) / overtone**1.3
        drum = rng.standard_normal(len(n)) * np.exp(-n / (0.03 * RATE)) * rng.uniform(0, 4)
        parts.append((tone * np.exp(-n / (rng.uniform(0.2, 1) * RATE)) + drum).astype(np.float32))
    return np.concatenate(parts)[: int(seconds * RATE)] * np.float32(500)


def clatter(rng: Chance, seconds: float) -> Floats:
    """Cups, plates and cutlery: blows that ring for a moment, at odd times, on a soft hiss."""
    found = coloured(rng, int(seconds * RATE)) * np.float32(rng.uniform(0.01, 0.2))
    found /= np.float32(max(1e-6, float(np.std(found))) / rng.uniform(0.02, 0.3))
    for _ in range(rng.poisson(rng.uniform(1, 8) * seconds)):
        length = int(rng.uniform(0.02, 0.3) * RATE)
        start = int(rng.integers(max(1, len(found) - length)))
        n = np.arange(min(length, len(found) - start))
        blow = np.zeros(len(n))
        for _ in range(int(rng.integers(2, 9))):
            hertz, dies = rng.uniform(400, 7500), rng.uniform(0.004, 0.08) * RATE
            blow += rng.uniform(0.2, 1) * np.sin(2 * np.pi * hertz * n / RATE) * np.exp(-n / dies)
        blow += rng.standard_normal(len(n)) * np.exp(-n / (0.003 * RATE))
        found[start : start + len(n)] += (blow * 10 ** rng.normal(0, 0.4)).astype(np.float32)
    return found * np.float32(1000)


def _stretch_of(rng: Chance, clip: Floats, count: int) -> Floats:
    """A piece of the clip that starts anywhere; the clip goes round."""
    start = int(rng.integers(len(clip)))
    return (
        np.resize(np.roll(clip, -start), count)
        if count > len(clip)
        else _wrapped(clip, start, count)
    )


def _wrapped(clip: Floats, start: int, count: int) -> Floats:
    end = start + count
    return (
        clip[start:end]
        if end <= len(clip)
        else np.concatenate((clip[start:], clip[: end - len(clip)]))
    )

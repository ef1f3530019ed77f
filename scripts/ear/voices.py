"""Synthetic speakers: flite, festival, Pico and espeak-ng, each at many speeds and pitches.

Every voice gives 16 kHz int16. A `Manner` (voice, speed, pitch) is drawn from a seed, so the same
text is said the same way every time.
"""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Samples = NDArray[np.int16]

_SECONDS = 20.0
_ACCENTS = tuple(
    f"en-{name}"
    for name in ("us", "us", "us", "gb", "gb-scotland", "029", "gb-x-rp", "gb-x-gbclan")
)
_NAMES = """
m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 Alex Alicia Andrea Andy Annie Denis Diogo Gene Henrique
Hugo Jacky Lee Marco Mario Michael Mike Storm adam anika antonio aunty belinda benjamin boris
caleb david ed edward grandma grandpa gustave iven john klatt2 linda marcelo max michel miguel
norbert pablo paul pedro quincy rob robert sandro shelby steph travis victor zac
"""
_VARIANTS = tuple(_NAMES.split())
_FESTIVAL = {"kal": "kal_diphone", "ked": "ked_diphone", "slt-hts": "cmu_us_slt_arctic_hts"}
LICENCES = {
    "flite": "CMU flite voices kal16, awb, rms, slt: free, BSD-like",
    "festival": "Festival voices kal, ked, slt (HTS): free, BSD-like",
    "pico": "SVOX Pico voices en-US and en-GB: Apache-2.0",
    "espeak": "espeak-ng: GPL-3.0 program; the sound that it makes is ours",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """Who speaks, and how: `engine:name`, speed and pitch against the usual."""

    voice: str
    speed: float = 1.0
    pitch: float = 1.0


def available() -> list[str]:
    """The voices of this machine, in a fixed order."""
    found: list[str] = []
    if shutil.which("flite"):
        found += [f"flite:{name}" for name in ("awb", "kal16", "rms", "slt")]
    if shutil.which("festival"):
        home = Path("/usr/share/festival/voices")
        found += [f"festival:{n}" for n, d in _FESTIVAL.items() if list(home.glob(f"*/{d}"))]
    try:
        import py_nanotts  # type: ignore[import-untyped]  # noqa: F401

        found += ["pico:en-GB", "pico:en-US"]
    except ImportError:
        pass
    if shutil.which("espeak-ng"):
        found += [f"espeak:{_ACCENTS[n % len(_ACCENTS)]}+{v}" for n, v in enumerate(_VARIANTS)]
    return found


def draw(rng: random.Random, voices: Sequence[str]) -> Manner:
    """One manner; half of the draws are of the voices that were recorded from people."""
    human = [voice for voice in voices if not voice.startswith("espeak:")]
    rest = [voice for voice in voices if voice.startswith("espeak:")]
    pool = human if human and (not rest or rng.random() < 0.6) else rest
    return Manner(rng.choice(pool), rng.uniform(0.75, 1.25), rng.uniform(0.8, 1.25))


def speak(manner: Manner, text: str) -> Samples:
    """The text as 16 kHz sound; empty when the engine fails."""
    engine, _, name = manner.voice.partition(":")
    try:
        return _ENGINES[engine](name, manner, text)
    except (OSError, subprocess.SubprocessError, RuntimeError, ValueError):
        return np.zeros(0, np.int16)


def _flite(name: str, manner: Manner, text: str) -> Samples:
    stretch = f"--setf duration_stretch={1 / manner.speed:.3f}".split()
    base = 170 if name == "slt" else 105
    pitch = f"--setf int_f0_target_mean={base * manner.pitch:.0f}".split()
    command = ["flite", "-voice", name, *stretch, *pitch, "-t", text, "-o", "/proc/self/fd/1"]
    return _wave(_run(command))


def _festival(name: str, manner: Manner, text: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        steps = (
            f"(voice_{_FESTIVAL[name]})",
            f"(Parameter.set 'Duration_Stretch {1 / manner.speed:.3f})",
            f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{out}" \'riff)',
        )
        _run(["festival", "-b", *steps])
        return _wave(out.read_bytes())


def _pico(name: str, manner: Manner, text: str) -> Samples:
    from py_nanotts import NanoTTS

    sound = NanoTTS().speak(text, voice=name, speed=manner.speed, pitch=manner.pitch)
    return np.frombuffer(sound, "<i2")


def _espeak(name: str, manner: Manner, text: str) -> Samples:
    rate, pitch = round(165 * manner.speed), round(min(99, 50 * manner.pitch))
    command = ["espeak-ng", "-v", name, "-s", str(rate), "-p", str(pitch), "--stdout", text]
    return _wave(_run(command))


_ENGINES = {"flite": _flite, "festival": _festival, "pico": _pico, "espeak": _espeak}


def _run(command: list[str]) -> bytes:
    done = subprocess.run(
        command, capture_output=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL
    )
    return done.stdout


def _wave(content: bytes) -> Samples:
    import soundfile

    try:
        sound, rate = soundfile.read(io.BytesIO(content), dtype="float32")
    except soundfile.SoundFileError as error:
        raise ValueError(str(error)) from error
    return resampled(sound, rate)


def resampled(sound: NDArray[np.float32], rate: int) -> Samples:
    """Float sound (±1) of any rate as int16 at 16 kHz, by its spectrum."""
    if rate != RATE and len(sound):
        count = round(len(sound) * RATE / rate)
        spectrum = np.fft.rfft(sound)
        kept = np.zeros(count // 2 + 1, spectrum.dtype)
        both = min(len(kept), len(spectrum))
        kept[:both] = spectrum[:both]
        sound = (np.fft.irfft(kept, count) * (count / len(sound))).astype(np.float32)
    return np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)

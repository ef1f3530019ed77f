"""Sound devices, models, ear and voice, each tried by itself and without a word from anybody."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from voice_coach.checkup.check import Seen
from voice_coach.errors import CoachError
from voice_coach.settings import default_path
from voice_coach.settings import load as load_settings

if TYPE_CHECKING:
    from voice_coach.content.schema import Content
    from voice_coach.hearing.devices import Side
    from voice_coach.hearing.recognizer import Recognizer

SENTENCE = "checkup.sentence"
"""The reply that holds the sentence which the ear must know."""


def sound_library() -> str:
    """PortAudio."""
    from voice_coach.hearing import devices

    return str(devices.portaudio().get_portaudio_version()[1])


def microphone() -> str:
    """The one that settings.toml names, or the system's."""
    return _device("input")


def loudspeaker() -> str:
    """The same for sound out."""
    return _device("output")


def _device(side: Side) -> str:
    from voice_coach.hearing import devices

    chosen = load_settings(default_path())
    name = chosen.microphone if side == "input" else chosen.speaker
    found = devices.find(name or None, side)
    able = [it for it in devices.list_devices() if (it.inputs if side == "input" else it.outputs)]
    others = dict.fromkeys(it.name for it in able if it.name != found.name)
    also = f"; also there: {', '.join(others)}" if others else ""
    return f"{found.name}, {found.rate} Hz{also}"


def interrupting() -> str:
    """Whether the coach can be interrupted in mid-sentence."""
    from voice_coach.hearing import echo

    return echo.advice(echo.look())


def own_model() -> str:
    """Every byte of the model that comes with the coach. Raises ModelError."""
    from voice_coach.hearing.model_seal import verify_own

    return f"{verify_own()} files as they were shipped (sha256)"


def installed_models() -> str:
    """Every byte of every installed model. Raises ModelError."""
    from voice_coach.hearing import model_store

    found = model_store.installed()
    if not found:
        return "none installed, and none is needed: our own ear listens"
    for folder in found:
        model_store.verify(folder)
    return f"{', '.join(folder.name for folder in found)}: as installed (sha256), and loads"


def embedded_ear() -> Seen:
    """Our own ear can be loaded."""
    from voice_coach.hearing.choice import embedded_ear

    began = time.perf_counter()
    ear = embedded_ear()
    took = time.perf_counter() - began
    return Seen(f"{ear.name}, loaded in {took:.1f} s", {"loading_s": round(took, 2)})


def voice() -> Seen:
    """The couple's voice speaks, into memory."""
    from voice_coach.own_content import content
    from voice_coach.speaking.voice import Voice

    chosen = load_settings(default_path())
    found = content(None, chosen.locale)
    with Voice(chosen.voice or found.locale.voice) as speaker:
        began = time.perf_counter()
        sound = speaker.synthesize(found.replies[SENTENCE][0])
        took = time.perf_counter() - began
    detail = f"{sound.seconds:.1f} s of speech made in {took:.1f} s"
    return Seen(detail, {"making_s": round(took, 2)})


def hears_the_voice() -> Seen:
    """A sentence from our voice to our ear, both English, in memory: both do their work."""
    from voice_coach.content.loader import load
    from voice_coach.hearing.choice import embedded_ear
    from voice_coach.speaking.voice import Voice

    found = load()
    with Voice(found.locale.voice) as speaker:
        frames = speaker.synthesize(found.replies[SENTENCE][0]).resampled(16_000).frames
    silence = bytes(16_000)
    heard, wanted = understood(found, embedded_ear(), silence + frames.tobytes() + silence)
    if heard != wanted:
        raise CoachError(
            "the ear does not know a sentence of the coach's own voice.",
            "Run scripts/run again, or reinstall voice-coach.",
        )
    return Seen("a sentence of the coach's voice was recognised, in memory")


def understood(content: Content, ear: Recognizer, frames: bytes) -> tuple[str, str]:
    """What int16 sound is taken for among all requests, and the sentence that it should be."""
    from voice_coach.conversation.listening import requests
    from voice_coach.understanding.phrasebook import Phrasebook

    ear.set_grammar(Phrasebook(content).grammar(requests(content)))
    ear.accept(frames)
    return ear.finish().text, content.replies[SENTENCE][0]

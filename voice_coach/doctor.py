"""What `voice-coach doctor` looks at: each part tried for real, each answer a sentence.

The looks are in `checkup/`, one room of the machine a file; another part of the coach adds a line
of its own to `LOOKS`.
"""

from __future__ import annotations

from voice_coach.checkup import machine, parts, songs
from voice_coach.checkup.check import Check, Look, can_talk, examine
from voice_coach.checkup.trial import Tell, Trial

__all__ = ["LOOKS", "Check", "Look", "can_talk", "examine", "looks"]

_AGAIN = "Run scripts/run again, or reinstall voice-coach."
_STATE = "Set VOICE_COACH_STATE to a folder of yours."
LOOKS = (
    Look("Python", machine.python, needed=True),
    Look("libraries", machine.libraries, needed=True, fix=_AGAIN),
    Look("settings", machine.settings, needed=True, fix="Mend settings.toml."),
    Look("sound library", parts.sound_library),
    Look("microphone", parts.microphone, fix=_AGAIN),
    Look("loudspeaker", parts.loudspeaker, fix=_AGAIN),
    Look("interrupting", parts.interrupting),
    Look("our model", parts.own_model, fix=_AGAIN),
    Look("Vosk model", parts.installed_models, fix=_AGAIN),
    Look("embedded ear", parts.embedded_ear, needed=True, fix=_AGAIN),
    Look("voice", parts.voice, needed=True, fix=_AGAIN),
    Look("voice to ear", parts.hears_the_voice, fix=_AGAIN),
    Look("songs", songs.of_the_couple),
    Look("offline guard", machine.guard),
    Look("clock", machine.clock, fix="Set the clock and the time zone."),
    Look("state directory", machine.state_directory, fix=_STATE),
    Look("box", machine.box),
    Look("disk space", machine.disk, fix=_STATE),
    Look("content", machine.content, needed=True, fix="voice-coach check says more."),
)
"""What can be tried without a person."""
HEARING = ("sound library", "microphone")
"""The looks without which nobody is heard."""


def looks(tell: Tell | None) -> tuple[Look, ...]:
    """All of them; with `tell` somebody is asked to be quiet, and to speak."""
    return LOOKS if tell is None else (*LOOKS, *Trial(tell).looks())

"""`voice-coach say`: the coach's voice on its own, to the loudspeaker or into a file."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import SoundError
from voice_coach.messages import Say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voice_coach.speaking.sound import Sound

HELP = "say a text with the coach's voice, pauses and all"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("text", metavar="TEXT", help="what to say")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write a WAV file instead")
    parser.add_argument(
        "--rate", type=int, choices=(130, 150, 175), default=150, help="words a minute"
    )
    parser.add_argument(
        "--voice",
        default="gmw/en-us",
        help="an espeak voice, or one of your own (default: %(default)s)",
    )
    parser.add_argument("--device", help="the loudspeaker, by name or part of it")


def run(args: argparse.Namespace) -> int:
    """Say it; 0 when the last sample has left the speaker, or the file is written."""
    from voice_coach.speaking.prosody import render
    from voice_coach.speaking.voice import Voice

    with Voice(args.voice) as voice:
        sounds = render(Say(args.text), voice, args.rate, 1.0)
        if args.out is not None:
            write(args.out, sounds)
        else:
            play(sounds, args.device)
    return 0


def write(path: Path, sounds: Iterable[Sound]) -> None:
    """One 16-bit mono WAV file at the voice's rate; SoundError when it cannot be written."""
    import soundfile

    from voice_coach.speaking.sound import joined
    from voice_coach.speaking.voice import RATE

    whole = joined(sounds, RATE)
    try:
        soundfile.write(path, whole.frames, whole.rate, subtype="PCM_16", format="WAV")
    except (OSError, soundfile.SoundFileError) as error:
        raise SoundError(
            f"{path} cannot be written.", "Choose another place with --out."
        ) from error


def play(sounds: Iterable[Sound], device: str | None) -> None:
    """Each clause as soon as it is made; returns when all of it was heard."""
    from voice_coach.speaking.player import RATE, Player
    from voice_coach.speaking.sound import silence

    drained = threading.Event()
    with Player(device, on_drained=drained.set) as player:
        for sound in sounds:
            player.play(sound, more=True)
        player.play(silence(0.05, RATE))
        drained.wait()

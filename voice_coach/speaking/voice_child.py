"""The process in which pyttsx3 lives: one JSON line in, one JSON line and int16 frames out.

pyttsx3 can hang, fall silent or take the interpreter with it, so it has a process to itself and
no audio device. What works was found by trial: one bare `runAndWait()` after `init()`, a pause
after a change of rate, a fresh file for each sentence, and never `stop()`.

Request: `{"text": str, "wpm": int}`. Reply: `{"frames": int, "rate": Hz}` and then the frames,
or `{"error": str}`. The first reply, before any request, says that the voice is ready.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from voice_coach import guard
from voice_coach.errors import VoiceError
from voice_coach.own_parts import own_part

SETTLE = 0.03
"""Seconds that a new rate needs before it is surely the rate of the next sentence."""
TRIES = 3
PATIENCE = 30.0
"""Seconds after which a sentence that never finished is given up (the parent is stricter)."""


class Synthesizer:
    """pyttsx3, with the one way of using it that works. For a single thread."""

    def __init__(self, voice_name: str) -> None:
        load_espeak()
        import pyttsx3

        self._engine: Any = pyttsx3.init()
        self._finished = threading.Event()
        self._complaint = ""
        self._engine.connect("finished-utterance", self._note_finish)
        self._engine.connect("error", self._note_error)
        self._engine.runAndWait()
        self._engine.setProperty("voice", voice_name)
        self._wpm = 0
        # The first sentence is the slow one, and a voice that does not exist shows itself here.
        self.synthesize("ready", 150)
        if self._complaint:
            raise RuntimeError(f"there is no voice “{voice_name}” here")

    def _note_finish(self, **_: object) -> None:
        self._finished.set()

    def _note_error(self, exception: object = "", **_: object) -> None:
        self._complaint = str(exception)

    def synthesize(self, text: str, wpm: int) -> tuple[bytes, int]:
        """int16 mono frames as bytes, and their rate in Hz; RuntimeError when none came."""
        for _ in range(TRIES):
            self._set_rate(wpm)
            with scratch_file() as path:
                self._finished.clear()
                self._engine.save_to_file(text, path)
                self._engine.runAndWait()
                # A late write must never meet the next sentence's file.
                if not self._finished.wait(PATIENCE):
                    raise RuntimeError("the sentence was never finished")
                frames, rate = read_frames(path)
            if frames:
                return frames, rate
        raise RuntimeError("the sentence stayed silent")

    def _set_rate(self, wpm: int) -> None:
        if wpm != self._wpm:
            self._engine.setProperty("rate", wpm)
            time.sleep(SETTLE)
            self._wpm = wpm


def load_espeak() -> None:
    """Load the espeak-ng of the wheel where pyttsx3 will look for it, unless that fails."""
    if sys.platform != "linux":
        return
    try:
        import espeakng_loader

        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
    except (ImportError, OSError, RuntimeError):
        os.environ.pop("ESPEAK_DATA_PATH", None)


@contextmanager
def scratch_file() -> Iterator[str]:
    """A path for one sentence. Where the system can, it is memory that dies with the process."""
    if hasattr(os, "memfd_create"):
        number = os.memfd_create("sentence")
        try:
            yield f"/proc/self/fd/{number}"
        finally:
            os.close(number)
    else:
        with tempfile.TemporaryDirectory(prefix="voice-coach-") as folder:
            yield str(Path(folder) / "sentence.wav")


def read_frames(path: str) -> tuple[bytes, int]:
    """The int16 frames of a WAV (or, on a Mac, AIFF) file, and its rate in Hz."""
    import soundfile

    if not Path(path).stat().st_size:
        return b"", 0
    with soundfile.SoundFile(path) as file:
        return bytes(file.buffer_read(dtype="int16")), int(file.samplerate)


def reply(out: BinaryIO, header: dict[str, object], frames: bytes = b"") -> None:
    """One JSON line, and the frames."""
    out.write(json.dumps(header).encode() + b"\n" + frames)
    out.flush()


def serve(requests: BinaryIO, out: BinaryIO, voice_name: str) -> None:
    """Answer requests until the parent closes the pipe."""
    own = own_part("voices", voice_name, "Synthesizer")
    synthesizer = (own or sys.modules[__name__]).Synthesizer(voice_name)
    reply(out, {"frames": 0, "rate": 1})
    for line in requests:
        request = json.loads(line)
        try:
            frames, rate = synthesizer.synthesize(request["text"], request["wpm"])
        except RuntimeError as error:
            reply(out, {"error": str(error)})
        else:
            reply(out, {"frames": len(frames) // 2, "rate": rate}, frames)


def main() -> None:
    """Keep the real standard output for replies: pyttsx3 prints on it."""
    guard.refuse_network()
    out = os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    try:
        serve(sys.stdin.buffer, out, sys.argv[1])
    except (RuntimeError, ImportError, OSError, ValueError, VoiceError) as error:
        reply(out, {"error": str(error).partition("\n")[0].rstrip(".! ")})
    out.close()
    # espeak-ng is known to hang while the interpreter is taken down.
    os._exit(0)


if __name__ == "__main__":
    main()

"""The coach's voice: text in, Sound out, by way of a child process that may die at any moment.

A child that is dead or does not answer in time is replaced, and the sentence said again. The
child starts when the `Voice` is made, so that the first sentence finds it warm.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
import unicodedata
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

import voice_coach
from voice_coach.errors import VoiceError
from voice_coach.speaking.sound import Sound

RATE = 22_050
"""Hz, of what pyttsx3 writes."""
HOME = Path(voice_coach.__file__).resolve().parent.parent
"""Where the child finds this package, installed or not."""
TRIES = 3
STARTS_WITHIN = 20.0
"""Seconds for a new child; a third of a second is usual."""
ANSWERS_WITHIN = 2.0
"""Seconds for the shortest sentence; 15 ms is usual."""
SECONDS_PER_LETTER = 0.03
REMEMBERED = 64
"""Finished sentences kept in memory, about 10 MB."""


class ChildLostError(Exception):
    """The child died, or did not answer in time. Never reaches a user: the child is replaced."""


class Voice:
    """A voice by its espeak name. May be used from several threads; one speaks at a time."""

    def __init__(self, voice_name: str = "gmw/en-us") -> None:
        self._voice_name = voice_name
        self._lock = threading.Lock()
        self._said: OrderedDict[tuple[str, int], Sound] = OrderedDict()
        self._child: VoiceChild | None = VoiceChild(voice_name)

    @property
    def process_id(self) -> int | None:
        """Of the child that speaks now; for `doctor` and for tests that take it away."""
        return self._child.process_id if self._child else None

    def synthesize(self, text: str, wpm: int = 150) -> Sound:
        """`text` as int16 mono sound at 22,050 Hz; nothing to say is an empty Sound.

        Raises VoiceError when three children in a row could not say it.
        """
        said = spoken_text(text)
        if not any(letter.isalnum() for letter in said):
            return Sound(np.zeros(0, np.int16), RATE)
        with self._lock:
            known = self._said.pop((said, wpm), None)
            sound = known or self._say(said, wpm)
            self._said[said, wpm] = sound
            if len(self._said) > REMEMBERED:
                self._said.popitem(last=False)
            return sound

    def _say(self, text: str, wpm: int) -> Sound:
        trouble = ""
        for _ in range(TRIES):
            if self._child is None:
                self._child = VoiceChild(self._voice_name)
            try:
                return self._child.ask(text, wpm)
            except ChildLostError as error:
                trouble = str(error)
                self._drop_child()
        raise VoiceError(
            f"The voice does not speak ({trouble}).",
            "Run `voice-coach doctor`; installing espeak-ng usually mends it.",
        )

    def _drop_child(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None

    def close(self) -> None:
        """End the child. The Voice may be used again: it would start a new one."""
        with self._lock:
            self._drop_child()
            self._said.clear()

    def __enter__(self) -> Voice:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class VoiceChild:
    """One child process and the thread that reads its replies."""

    def __init__(self, voice_name: str) -> None:
        self._ready = False
        self._starts_before = time.monotonic() + STARTS_WITHIN
        self._replies: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        inherited = filter(None, [os.environ.get("PYTHONPATH")])
        # A session of its own, so that Ctrl-C in the terminal is the parent's to handle.
        self._process = subprocess.Popen(
            # -P: a json.py that happens to lie in the current folder must not be imported.
            [sys.executable, "-P", "-m", "voice_coach.speaking.voice_child", voice_name],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HOME), *inherited])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests = self._process.stdin
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), name="voice", daemon=True
        )
        self._reader.start()

    @property
    def process_id(self) -> int:
        """The child's."""
        return self._process.pid

    def _read(self, stream: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError):
            while line := stream.readline():
                header = json.loads(line)
                frames = stream.read(2 * int(header.get("frames", 0)))
                self._replies.put((header, frames))
        self._replies.put(None)

    def _reply(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        try:
            reply = self._replies.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise ChildLostError("no answer in time") from None
        if reply is None:
            # So that whoever asks a dead child again is told at once.
            self._replies.put(None)
            raise ChildLostError("the speech process ended")
        return reply

    def _await_ready(self) -> None:
        header, _ = self._reply(self._starts_before - time.monotonic())
        if "error" in header:
            raise VoiceError(
                f"The voice cannot be started: {header['error']}.",
                "Check the voice's name, or install espeak-ng.",
            )
        self._ready = True

    def ask(self, text: str, wpm: int) -> Sound:
        """One sentence; ChildLostError when this child will not say it."""
        if not self._ready:
            self._await_ready()
        request = json.dumps({"text": text, "wpm": wpm}).encode() + b"\n"
        try:
            self._requests.write(request)
            self._requests.flush()
        except OSError:
            raise ChildLostError("the speech process ended") from None
        header, frames = self._reply(ANSWERS_WITHIN + SECONDS_PER_LETTER * len(text))
        if "error" in header or len(frames) != 2 * header["frames"]:
            raise ChildLostError(str(header.get("error", "the speech process ended")))
        return Sound(np.frombuffer(frames, np.int16), int(header["rate"]))

    def kill(self) -> None:
        """End the process, hung or not, and everything that belongs to it."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        with contextlib.suppress(OSError):
            self._requests.close()
        if self._process.stdout is not None:
            self._process.stdout.close()


def spoken_text(text: str) -> str:
    """`text` without what cannot be said: control characters and halves of surrogate pairs."""
    kept = (" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text)
    return " ".join("".join(kept).split())

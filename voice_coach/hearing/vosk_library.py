"""Vosk's shared library, called as it is.

Its Python package would also bring an HTTP client and a downloader into a program that never opens
a socket: 17 MB and a tenth of a second. Wrong use aborts the whole interpreter, so only the two
rooms that know how call it: `vosk_recognizer.py` and `decoder.py`.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from importlib.util import find_spec
from pathlib import Path

from voice_coach.errors import ModelError
from voice_coach.hearing.recognizer import RATE

_NAMES = {"linux": "libvosk.so", "darwin": "libvosk.dyld", "win32": "libvosk.dll"}
_QUIET = -2
"""Errors only: with -1 it also writes warnings about its lattices into the couple's terminal."""
_HANDLE, _TEXT, _INT = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
_CALLS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "set_log_level": (None, (_INT,)),
    "model_new": (_HANDLE, (_TEXT,)),
    "model_free": (None, (_HANDLE,)),
    "model_find_word": (_INT, (_HANDLE, _TEXT)),
    "recognizer_new": (_HANDLE, (_HANDLE, ctypes.c_float)),
    "recognizer_new_grm": (_HANDLE, (_HANDLE, ctypes.c_float, _TEXT)),
    "recognizer_free": (None, (_HANDLE,)),
    "recognizer_set_max_alternatives": (None, (_HANDLE, _INT)),
    "recognizer_set_words": (None, (_HANDLE, _INT)),
    "recognizer_set_grm": (None, (_HANDLE, _TEXT)),
    "recognizer_accept_waveform": (_INT, (_HANDLE, _TEXT, _INT)),
    "recognizer_result": (_TEXT, (_HANDLE,)),
    "recognizer_final_result": (_TEXT, (_HANDLE,)),
}


@functools.cache
def library() -> ctypes.CDLL:
    """The library, quiet. Raises ModelError where there is none."""
    try:
        package = find_spec("vosk")
        if package is None or package.origin is None:
            raise OSError("the package vosk is missing")
        path = Path(package.origin).parent / _NAMES.get(sys.platform, _NAMES["linux"])
        loaded = ctypes.CDLL(str(path))
        for name, (gives, takes) in _CALLS.items():
            call = getattr(loaded, f"vosk_{name}")
            call.restype, call.argtypes = gives, takes
    except (OSError, AttributeError, ValueError) as error:
        raise ModelError(
            f"Vosk cannot be loaded here: {error}.", "Reinstall the package vosk, or do without."
        ) from error
    loaded.vosk_set_log_level(_QUIET)
    return loaded


class VoskModel:
    """The model in a folder. Raises ModelError when Vosk cannot read it."""

    def __init__(self, folder: Path) -> None:
        self._vosk = library()
        self.handle = self._vosk.vosk_model_new(str(folder).encode())
        if not self.handle:
            raise ModelError(
                f"The speech model in {folder} cannot be loaded.",
                f"Check it with: voice-coach models verify {folder.name}.",
            )

    def __del__(self) -> None:
        if getattr(self, "handle", None):
            self._vosk.vosk_model_free(self.handle)

    def find_word(self, word: str) -> int:
        """Its number, or less than 0."""
        return int(self._vosk.vosk_model_find_word(self.handle, word.encode()))


class VoskStream:
    """A recogniser on a model; results are JSON. With `grammar`, a JSON list of phrases, only they
    are heard."""

    def __init__(self, model: VoskModel, grammar: str | None = None, readings: int = 0) -> None:
        """`readings`: how many of the best are listed; 0 gives one, with confidences."""
        self._vosk, self._model = library(), model
        if grammar is None:
            self._handle = self._vosk.vosk_recognizer_new(model.handle, RATE)
        else:
            self._handle = self._vosk.vosk_recognizer_new_grm(model.handle, RATE, grammar.encode())
        if not self._handle:
            raise ModelError("Vosk cannot use this model.", "Choose another: voice-coach models.")
        self._vosk.vosk_recognizer_set_words(self._handle, 1)
        if readings:
            self._vosk.vosk_recognizer_set_max_alternatives(self._handle, readings)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self._vosk.vosk_recognizer_free(self._handle)

    def set_grammar(self, grammar: str) -> None:
        """Only between utterances, or Vosk ends the program."""
        self._vosk.vosk_recognizer_set_grm(self._handle, grammar.encode())

    def accept(self, sound: bytes) -> bool:
        """More int16 sound; whether Vosk takes the utterance to be over."""
        return int(self._vosk.vosk_recognizer_accept_waveform(self._handle, sound, len(sound))) > 0

    def result(self) -> str:
        """What was heard, once an utterance was over."""
        return str(self._vosk.vosk_recognizer_result(self._handle), "utf-8")

    def final_result(self) -> str:
        """What was heard, to the end of the sound."""
        return str(self._vosk.vosk_recognizer_final_result(self._handle), "utf-8")

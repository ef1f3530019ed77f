"""Which ear: the one that was asked for, else an installed Vosk model, else the embedded one."""

from __future__ import annotations

from collections.abc import Callable

from voice_coach.errors import ModelError
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import LIKELY


def _quiet(_sentence: str) -> None:
    """Nobody is told."""


def choose_ear(
    model: str = "", least: float = LIKELY, note: Callable[[str], None] = _quiet
) -> Recognizer:
    """`model` is a name, a folder, or empty; `least` the score from which on a phrase is given.

    A damaged model that nobody asked for is noted and passed over. Raises ModelError.
    """
    from voice_coach.hearing.model_store import installed_model

    folder = None
    try:
        folder = installed_model(model)
    except ModelError as error:
        if model:
            raise
        note(error.sentence())
    if folder is not None:
        from voice_coach.hearing.vosk_recognizer import VoskRecognizer

        return VoskRecognizer(folder)
    return embedded_ear(least)


def embedded_ear(least: float = LIKELY) -> Recognizer:
    """The ear that needs no download. Raises ModelError."""
    from voice_coach.hearing.sphinx_recognizer import SphinxRecognizer

    return SphinxRecognizer(least)

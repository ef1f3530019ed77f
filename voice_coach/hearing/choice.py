"""Which ear: the one that was asked for, else an installed Vosk model, else our own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from voice_coach.errors import ModelError
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import LIKELY
from voice_coach.own_parts import own_part


def _quiet(_sentence: str) -> None:
    """Nobody is told."""


def choose_ear(
    model: str = "", least: float = LIKELY, note: Callable[[str], None] = _quiet
) -> Recognizer:
    """`model` is a name, a folder, or empty; `least` the score from which on a phrase is given.

    A file of the couple's own (`own_parts.py`) wins over a model of its name.

    A damaged model that nobody asked for is noted and passed over. Raises ModelError.
    """
    from voice_coach.hearing.model_store import installed_model

    own = own_part("ears", model, "ear")
    if own is not None:
        found: Recognizer = own.ear(least)
        return found
    folder = None
    try:
        folder = installed_model(model)
    except ModelError as error:
        if model:
            raise
        note(error.sentence())
    return ear_of(folder, least) if folder is not None else embedded_ear(least)


def embedded_ear(least: float = LIKELY) -> Recognizer:
    """The ear that comes with the coach. Raises ModelError."""
    from voice_coach.hearing.model_catalogue import own_model

    return ear_of(own_model(), least)


def ear_of(folder: Path, least: float = LIKELY) -> Recognizer:
    """The recogniser for a model of either kind. Raises ModelError."""
    from voice_coach.hearing.phrase_recognizer import PhraseRecognizer, is_ours

    if is_ours(folder):
        return PhraseRecognizer(folder, least)
    from voice_coach.hearing.model_catalogue import catalogue
    from voice_coach.hearing.vosk_recognizer import VoskRecognizer

    known = {entry.name: entry.dictation for entry in catalogue()}
    return VoskRecognizer(folder, known.get(folder.name, False))

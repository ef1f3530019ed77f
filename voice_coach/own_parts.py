"""Ears and voices of the couple's own: one Python file each, outside the package.

`~/.config/voice-coach/ears/NAME.py` has `ear(least)`, which gives a `Recognizer`;
`~/.config/voice-coach/voices/NAME.py` has a class `Synthesizer` (docs/extending.md). A file wins
over an installed model or an espeak voice of that name. It runs as part of the coach, behind its
guard.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Literal

import platformdirs

from voice_coach import wordless
from voice_coach.errors import CoachError, ModelError, VoiceError

Kind = Literal["ears", "voices"]
_ERRORS: dict[Kind, type[CoachError]] = {"ears": ModelError, "voices": VoiceError}


def path_of(kind: Kind, name: str) -> Path:
    """Where the file is, or would be."""
    return platformdirs.user_config_path("voice-coach") / kind / f"{name}.py"


def own_part(kind: Kind, name: str, must_have: str) -> ModuleType | None:
    """The file of that name, loaded; None: there is none. Raises ModelError or VoiceError."""
    if not name.isidentifier() or not (path := path_of(kind, name)).is_file():
        return None
    spec = importlib.util.spec_from_file_location(f"voice_coach_own_{kind}_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever somebody else's file raises
        what = f"{path} does not load: {wordless.place(error)}."
        raise _ERRORS[kind](what, "Run it with Python by itself to see more.") from error
    if not hasattr(module, must_have):
        fix = "docs/extending.md shows what it needs."
        raise _ERRORS[kind](f"{path} has no {must_have}.", fix)
    return module

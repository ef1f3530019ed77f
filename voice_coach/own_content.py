"""The couple's own content, outside the package: read over the coach's, so that it adds or rewords.

`~/.config/voice-coach/intents/<language>/`, laid out as docs/content.md says, with `rehearsals/`.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

from voice_coach.content import loader
from voice_coach.content.schema import Content
from voice_coach.errors import ContentError


def folder(language: str = "en") -> Path:
    """Where it lies, whether or not it is there."""
    return platformdirs.user_config_path("voice-coach") / "intents" / language


def content(directory: Path | None, language: str = "en") -> Content:
    """What `--content` named; without it the coach's with the couple's own. Raises ContentError."""
    own = folder(language)
    if directory is not None or not own.is_dir():
        return loader.load(directory, language)
    if language not in loader.languages():
        return loader.load(own, language)
    return loader.load(None, language, own)


def content_or_without(directory: Path | None, language: str) -> tuple[Content, str]:
    """The same; or the coach's without the couple's own, and the sentence that says why.

    A slip in their own content must not cost them the evening.
    """
    try:
        return content(directory, language), ""
    except ContentError as error:
        if directory is not None or not folder(language).is_dir():
            raise
        return loader.load(None, language), error.sentence()


def scenes(directory: Path | None, language: str = "en") -> dict[str, Path]:
    """The scenes that can be rehearsed by name; the couple's own win."""
    homes = [directory] if directory else [loader.packaged(language), folder(language)]
    found = (path for home in homes for path in sorted((home / loader.SKIPPED).glob("*.toml")))
    return {path.stem: path for path in found}

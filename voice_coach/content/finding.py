"""One thing that `voice-coach check` has to say about the content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voice_coach.content.schema import Content

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what to do. An error cannot work; a warning may well disturb."""

    severity: Severity
    file: str
    name: str
    """The table: `intents.hug`, `scripts.repair:body`, `cards.li-001`."""
    sentence: str
    fix: str


def error(content: Content, name: str, sentence: str, fix: str) -> Finding:
    """A finding that fails the check."""
    return Finding("error", _file(content, name), name, sentence, fix)


def warning(content: Content, name: str, sentence: str, fix: str) -> Finding:
    """A finding that does not."""
    return Finding("warning", _file(content, name), name, sentence, fix)


def _file(content: Content, name: str) -> str:
    return content.origin.get(name, content.origin.get(name.partition(":")[0], ""))

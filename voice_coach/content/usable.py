"""What the types of the schema cannot say, and what nothing could be built from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from voice_coach.content.script_schema import Script
from voice_coach.content.template import parse, well_formed
from voice_coach.errors import ContentError

_NAME = re.compile(r"[a-zA-Z]\w*$")


def refuse_broken(file: str, kind: str, name: str, entry: Any) -> None:
    """Raises ContentError about an entry that has the right types and still cannot be used."""
    where = f"{file}: [{kind}.{name}]"
    if kind in ("slots", "rules") and not _NAME.match(name):
        raise ContentError(
            f"{where} cannot be written in a template.", "Use letters, digits and _."
        )
    if kind == "slots" and entry.min > entry.max:
        raise ContentError(f"{where} has min {entry.min} above max {entry.max}.", "Swap them.")
    if kind == "slots" and entry.type == "values" and not entry.values:
        raise ContentError(f"{where} has no values.", 'Add values = ["…"], or type = "number".')
    if kind == "scripts":
        _check_steps(where, entry)
    for text in _templates(kind, entry):
        _parsed(where, text)


def _check_steps(where: str, script: Script) -> None:
    if not script.steps:
        raise ContentError(f"{where} has no steps.", "Add [[scripts.NAME.steps]].")
    ids = [step.id for step in script.steps]
    double = next((name for name in ids if ids.count(name) > 1), None)
    if double is not None:
        raise ContentError(f"{where} has two steps {double!r}.", "Give each step its own id.")


def _templates(kind: str, entry: Any) -> Iterator[str]:
    match kind:
        case "rules":
            yield entry
        case "intents":
            yield from entry.templates
        case "slots":
            for value in entry.values:
                says = value if isinstance(value, str) else value.say
                yield from [says] if isinstance(says, str) else says


def _parsed(where: str, text: str) -> None:
    try:
        if not well_formed(text):
            parse(text)
    except ContentError as error:
        raise ContentError(f"{where}: {error}", error.fix) from error
    except RecursionError as error:
        raise ContentError(f"{where}: a template is nested too deeply.", "Shorten it.") from error

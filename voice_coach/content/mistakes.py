"""From a validator's message to a sentence for someone who writes content, not code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args, get_type_hints

from msgspec import Struct

from voice_coach.content.schema import Intent, Locale, Slot, SlotValue
from voice_coach.content.script_schema import Card, Cue, Limit, Region, Script, Step
from voice_coach.errors import ContentError

TABLES: dict[str, type[Struct]] = {
    "locale": Locale,
    "slots": Slot,
    "values": SlotValue,
    "intents": Intent,
    "scripts": Script,
    "steps": Step,
    "cues": Cue,
    "limits": Limit,
    "cards": Card,
    "regions": Region,
}
"""The key that a table stands under → its keys."""

_PLACE = re.compile(r"(?: - at `\$(?P<path>[^`]*)`)?$")
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_KINDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "null": "nothing",
}
_CLOSE_ENOUGH = 60.0
"""rapidfuzz's score, 0 to 100, from which a wrong name is taken for a slip of the pen."""
_MOST_LISTED = 16


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """What to do about an unknown name: the nearest known one, or all of them."""
    from rapidfuzz import fuzz, process  # a megabyte, for those who err

    best = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    if best:
        return f"Did you mean {best[0]!r}?"
    more = ", …" if len(known) > _MOST_LISTED else "."
    return f"Known: {', '.join(known[:_MOST_LISTED])}{more}" if known else "There are none yet."


def explained(file: str, table: str, top: str, value: object, message: str) -> ContentError:
    """A msgspec message about `value`, which stands in `[table]` under the top-level key `top`."""
    found = _PLACE.search(message)
    path = (found and found["path"]) or ""
    what = message[: found.start()] if found else message
    steps = _STEP.findall(path)
    key = steps[-1][0] if steps and steps[-1][0] else ""
    place, struct = _followed(table, top, value, steps)
    sentence, fix = _sentence(what, key, struct)
    return ContentError(f"{file}: {place} {sentence}", fix)


def _followed(
    table: str, top: str, value: Any, steps: list[tuple[str, str]]
) -> tuple[str, type[Struct] | None]:
    """The place in words, and which kind of table it is."""
    words, struct = [table], TABLES.get(top)
    for key, number in steps:
        if number.isdigit():
            value = value[int(number)] if isinstance(value, list) else None
            name = value.get("id") if isinstance(value, dict) else None
            words.append(f"number {int(number) + 1}" + (f" ({name!r})" if name else ""))
        elif key:
            value = value.get(key) if isinstance(value, dict) else None
            words.append(key)
            struct = TABLES.get(key, struct)
        else:
            words.append("(one of its keys)")
            value = None
    return ", ".join(words), struct


def _sentence(what: str, key: str, struct: type[Struct] | None) -> tuple[str, str]:
    quoted = re.findall(r"[`']([^`']*)[`']", what)
    if "unknown field" in what:
        return f"has no key {quoted[0]!r}.", did_you_mean(quoted[0], _keys(struct))
    if "missing required field" in what:
        return f"lacks the key {quoted[0]!r}.", f"Add {quoted[0]} = …"
    if "enum value" in what:
        return f"cannot be {quoted[0]!r}.", did_you_mean(quoted[0], _choices(struct, key))
    if what.startswith("Expected") and len(quoted) == 2:
        wanted, got = (_kind(part) for part in quoted)
        return f"must be {wanted}, not {got}.", "See docs/content.md for an example."
    return f"is not as it should be: {what}.", "See docs/content.md for an example."


def _kind(types: str) -> str:
    return " or ".join(_KINDS.get(part, part) for part in types.split(" | "))


def _keys(struct: type[Struct] | None) -> list[str]:
    return list(struct.__struct_fields__) if struct else []


def _choices(struct: type[Struct] | None, key: str) -> list[str]:
    hint = get_type_hints(struct).get(key) if struct else None
    parts = get_args(hint)
    return [text for part in parts for text in (get_args(part) or [part]) if isinstance(text, str)]

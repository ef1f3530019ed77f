"""Content files in, one `Content` out: reads, validates and merges a directory of TOML.

Units and their number words belong to a language, not to a field of work: a directory that does
not bring its own takes those of the coach (`units.toml`). They also stand under `units.NAME`,
a name that no file can give, so that a slot of the same name cannot change what a minute is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from voice_coach.content.mistakes import did_you_mean, explained
from voice_coach.content.schema import Content, ContentFile, Intent, Locale, Slot
from voice_coach.content.script_schema import Card, Region, Script
from voice_coach.content.usable import refuse_broken
from voice_coach.errors import ContentError

MODEL = "understanding.npz"
"""The matcher's linear model, beside the files that it was made from."""
SKIPPED = "rehearsals"
"""Scenes to play, not content."""
UNITS = "units.toml"
UNITS_PREFIX = "units."
_LINE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KINDS: dict[str, Any] = {
    "slots": Slot,
    "rules": str,
    "intents": Intent,
    "scripts": Script,
    "replies": str | list[str],
    "regions": Region,
}


def packaged(language: str = "en") -> Path:
    """Where the coach's own content for a language lies: in the wheel, or beside the package."""
    known = languages()
    if language in known:
        return known[language]
    raise ContentError(f"there is no content for the language {language!r}.", _or(sorted(known)))


def languages() -> dict[str, Path]:
    """The languages that come along, and where each lies."""
    package = Path(__file__).resolve().parent.parent
    homes = (package.parent / "intents", package / "intents")
    found = (child for home in homes if home.is_dir() for child in home.iterdir())
    return {child.name: child for child in found if child.is_dir()}


def load(directory: Path | None = None, language: str = "en", over: Path | None = None) -> Content:
    """Everything in a directory, merged; None is the coach's own content in that language.

    What is in `over` is added, and wins over what has the same name in the directory.
    Raises ContentError: the file, what is wrong in it, and what to do.
    """
    home = packaged(language) if directory is None else directory
    merged = _Merged()
    for path in _files(home):
        name = path.relative_to(home).as_posix()
        merged.add(name, read(path, name))
    if over is not None:
        merged.let_go()
        for path in _files(over):
            merged.add(str(path), read(path, str(path)))
    if directory is None and merged.locale is None:
        merged.locale = Locale(language=language)
    locale = merged.locale or Locale()
    merged.add_units(_units(locale.language))
    content = merged.content(locale)
    model = home / MODEL
    return (
        msgspec.structs.replace(content, model=model.read_bytes()) if model.is_file() else content
    )


def read(path: Path, name: str) -> ContentFile:
    """One file, validated. `name` is how messages call it."""
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ContentError(f"{name}: cannot be read ({why}).", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fix = "Save the file as UTF-8."
        raise ContentError(f"{name}:{line}: this is not UTF-8 text.", fix) from error
    except tomllib.TOMLDecodeError as error:
        raise _syntax(path, name, str(error)) from error
    except RecursionError as error:
        raise ContentError(f"{name}: is nested too deeply.", "Use fewer brackets.") from error
    return _validated(table, name)


def _or(known: list[str]) -> str:
    return f"Known languages: {', '.join(known)}." if known else "Reinstall voice-coach."


def _files(home: Path) -> list[Path]:
    if not home.is_dir():
        what = "is a file, not a directory" if home.exists() else "does not exist"
        raise ContentError(f"{home}: {what}.", "Name a directory that holds .toml files.")
    found = sorted(
        path
        for path in home.rglob("*.toml")
        if path.is_file() and SKIPPED not in path.relative_to(home).parts
    )
    if not found:
        fix = "Put at least one file like those described in docs/content.md there."
        raise ContentError(f"{home}: holds no .toml file.", fix)
    return found


def _syntax(path: Path, name: str, message: str) -> ContentError:
    found = _LINE.search(message)
    what = message[: found.start()] if found else message
    if found and found[1]:
        place = f"{name}:{found[1]}: column {found[2]}"
    else:
        lines = path.read_text(encoding="utf-8-sig").rstrip().count("\n") + 1
        place = f"{name}:{lines}: the end of the file"
    fix = 'Look for a quotation mark, a bracket, an "=" or a name too many or too few there.'
    return ContentError(f"{place} is not TOML: {what.lower()}.", fix)


def _validated(table: dict[str, Any], name: str) -> ContentFile:
    """Entry by entry, because msgspec does not say under which name the mistake stands."""
    for key, value in table.items():
        if key not in ContentFile.__struct_fields__:
            fix = did_you_mean(key, ContentFile.__struct_fields__)
            raise ContentError(f"{name}: there is no table [{key}].", fix)
        for label, kind, entry in _parts(name, key, value):
            try:
                msgspec.convert(entry, kind)
            except msgspec.ValidationError as error:
                raise explained(name, label, key, entry, str(error)) from error
    return msgspec.convert(table, ContentFile)


def _parts(name: str, key: str, value: Any) -> Iterator[tuple[str, Any, Any]]:
    """The entries of a top-level table: what to call each, its type, and it."""
    if key == "locale":
        yield "[locale]", Locale, value
    elif key == "cards":
        if not isinstance(value, list):
            raise ContentError(f"{name}: cards must be a list.", "Begin each with [[cards]].")
        for number, card in enumerate(value, 1):
            known = card.get("id", number) if isinstance(card, dict) else number
            yield f"the card {known!r}", Card, card
    elif not isinstance(value, dict):
        raise ContentError(f"{name}: {key} must be a table.", f"Begin it with [{key}.NAME].")
    else:
        yield from ((f"[{key}.{entry}]", _KINDS[key], value[entry]) for entry in value)


def _units(language: str) -> ContentFile:
    """The coach's own units of a language; empty where there are none."""
    try:
        path = packaged(language) / UNITS
    except ContentError:
        return ContentFile()
    return read(path, UNITS) if path.is_file() else ContentFile()


class _Merged:
    """What has been read so far, and from which file."""

    def __init__(self) -> None:
        self.locale: Locale | None = None
        self.tables: dict[str, dict[str, Any]] = {kind: {} for kind in _KINDS}
        self.cards: dict[str, Card] = {}
        self.origin: dict[str, str] = {}
        self._yielding: set[str] = set()
        """Names that the next files may give another meaning."""

    def add(self, file: str, part: ContentFile) -> None:
        if part.locale:
            self._own("locale", file)
            self.locale = part.locale
        for kind, table in self.tables.items():
            for name, entry in getattr(part, kind).items():
                self._own(f"{kind}.{name}", file)
                refuse_broken(file, kind, name, entry)
                table[name] = entry
        for card in part.cards:
            self._own(f"cards.{card.id}", file)
            self.cards[card.id] = card

    def let_go(self) -> None:
        """What comes from now on may replace what is there."""
        self._yielding = set(self.origin)

    def _own(self, name: str, file: str) -> None:
        if name in self.origin and name not in self._yielding:
            first = self.origin[name]
            where = f"in {first} too" if first != file else "twice in this file"
            raise ContentError(f"{file}: [{name}] stands {where}.", "Rename or remove one of them.")
        self.origin[name] = file
        self._yielding.discard(name)

    def add_units(self, units: ContentFile) -> None:
        for name, slot in units.slots.items():
            self.tables["slots"][UNITS_PREFIX + name] = slot
            self.origin[f"slots.{UNITS_PREFIX}{name}"] = UNITS
            if self.tables["slots"].get(name, slot) == slot:
                bare = msgspec.structs.replace(slot, values=[]) if slot.type == "duration" else slot
                self.tables["slots"][name] = bare
                self.origin[f"slots.{name}"] = UNITS
        for name, reply in units.replies.items():
            if self.tables["replies"].setdefault(name, reply) is reply:
                self.origin.setdefault(f"replies.{name}", UNITS)

    def content(self, locale: Locale) -> Content:
        replies = self.tables["replies"].items()
        return Content(
            locale=locale,
            slots=self.tables["slots"],
            rules=self.tables["rules"],
            intents=self.tables["intents"],
            scripts=self.tables["scripts"],
            replies={name: [r] if isinstance(r, str) else r for name, r in replies},
            cards=list(self.cards.values()),
            regions=self.tables["regions"],
            origin=self.origin,
        )

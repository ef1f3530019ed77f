"""A look returns what it saw, or raises; every failure becomes a `Check` that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, field

from voice_coach.errors import CoachError

TROUBLE = (CoachError, ImportError, AttributeError, OSError, RuntimeError, ValueError)
"""What a part that is missing or broken raises; anything else is a mistake of ours."""


class Seen(Struct, frozen=True):
    """What was found, in words and in figures."""

    detail: str
    figures: Mapping[str, float] = field(default_factory=dict)
    fix: str = ""
    """What to do, where something could be better; empty: it is well."""


class Check(Struct, frozen=True):
    """One finding. `needed`: without it the coach can neither run nor rehearse."""

    name: str
    ok: bool
    detail: str
    fix: str = ""
    needed: bool = False
    figures: Mapping[str, float] = field(default_factory=dict)
    """Measured: names end in their unit (`_dbfs`, `_db`, `_s`, `_percent`)."""


class Look(Struct, frozen=True):
    """How to find out about one part."""

    name: str
    see: Callable[[], str | Seen]
    needed: bool = False
    fix: str = ""
    """What to do when the failure itself does not say."""


def examine(looks: Iterable[Look]) -> Iterator[Check]:
    """The checks, one by one as they are made; some take seconds."""
    yield from map(_check, looks)


def can_talk(checks: list[Check]) -> bool:
    """Whether the coach can run, or at least rehearse."""
    return all(check.ok or not check.needed for check in checks)


def _check(look: Look) -> Check:
    try:
        seen = look.see()
    except CoachError as error:
        return Check(look.name, False, str(error), error.fix or look.fix, look.needed)
    except TROUBLE as error:
        detail = f"{type(error).__name__}: {error}."
        return Check(look.name, False, detail, look.fix, look.needed)
    if isinstance(seen, str):
        return Check(look.name, True, seen, needed=look.needed)
    return Check(look.name, not seen.fix, seen.detail, seen.fix, look.needed, seen.figures)

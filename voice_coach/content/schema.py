"""What may stand in a content file. One TOML file holds any of these tables, in any order.

Validated by msgspec at the border (`loader.py`); `lint.py` looks at what a type cannot say.
The format for writers of content is described in docs/content.md.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from voice_coach.content.script_schema import Card, Region, Script, Table


class Locale(Table, frozen=True):
    """`[locale]`: which language this is and which synthetic voice speaks it."""

    language: str = "en"
    """Two letters; number words and units are taken from it."""
    voice: str = "gmw/en-us"
    """An espeak-ng voice name."""


class SlotValue(Table, frozen=True):
    """One way to fill a slot. `say` is a template; `{number:60}` in it adds number × 60."""

    say: str | list[str]
    value: str | float | None = None
    """What is remembered; left out, the words themselves (or the sum of the numbers)."""
    plus: float = 0.0
    """Added to the sum of the numbers: "and a half" of an hour is 1800."""


class Slot(Table, frozen=True):
    """`[slots.NAME]`: a list of values, a number, or a length of time in seconds."""

    type: Literal["values", "number", "duration"] = "values"
    values: list[str | SlotValue] = field(default_factory=list)
    min: int = 0
    max: int = 99
    """Numbers: the smallest and the largest that can be heard (both included)."""


class Intent(Table, frozen=True):
    """`[intents.NAME]`: something a person may want, and how people say it."""

    templates: list[str]
    name: str = ""
    """What the coach calls it when it asks back: "the hug timer"."""
    short: list[str] = field(default_factory=list)
    """The few forms that exist for the ear while the couple talk or a question is open."""
    ear: bool | int = True
    """Whether the ear listens for its phrases; a number: only for those of so many of the first
    templates; false: for none. What is not listened for is still read in free text."""
    means: dict[str, str | float] = field(default_factory=dict)
    """Slots that this intent sets by itself."""
    answer: bool = False
    """Only an answer to an open question; nobody means it out of the blue."""
    exact: bool = False
    """Meant only by its very phrases: it is not in the model, and nothing near it passes for it."""
    of: str = ""
    """A kind of this other intent, with a script of its own: "quick repair" of a repair."""
    control: bool = False
    """Valid in every state (stop, pause, not now, …)."""
    ignored: bool = False
    """Not for the coach: a class to lose to."""


class ContentFile(Table, frozen=True):
    """Everything that one file may hold."""

    locale: Locale | None = None
    slots: dict[str, Slot] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    scripts: dict[str, Script] = field(default_factory=dict)
    replies: dict[str, str | list[str]] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    regions: dict[str, Region] = field(default_factory=dict)


class Content(Struct, frozen=True, kw_only=True):
    """A whole content directory, merged; `origin` says which file each name came from."""

    locale: Locale
    slots: dict[str, Slot]
    rules: dict[str, str]
    intents: dict[str, Intent]
    scripts: dict[str, Script]
    replies: dict[str, list[str]]
    cards: list[Card]
    origin: dict[str, str]
    regions: dict[str, Region] = field(default_factory=dict)
    model: bytes = b""
    """What `scripts/train_matcher` made of the intents; empty: nothing was made."""

    def family(self, intent: str | None) -> str | None:
        """The intent that this one is a kind of, or itself."""
        known = self.intents.get(intent) if intent else None
        return known.of if known is not None and known.of else intent

"""What can stand in each slot: `[slots.*]` as lists for `understanding.grammar.Network`. Pure.

A list `said_LIST` holds what is said more seldom for LIST: only free text is searched for it, so
that it costs the ear nothing. `said_LIST__SLOT` fills the slot SLOT beside that of LIST.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache, partial

from voice_coach.content.loader import UNITS_PREFIX
from voice_coach.content.schema import Content, Slot
from voice_coach.content.slot_values import Lists, values_of
from voice_coach.content.spoken import number_words
from voice_coach.content.template import (
    NOTHING,
    Choice,
    Node,
    RuleRef,
    Sequence,
    SlotRef,
    Word,
    normal,
)
from voice_coach.errors import ContentError
from voice_coach.understanding.acceptor import ListEntry

Maker = Callable[[Lists], tuple[ListEntry, ...]]
"""Makes a list, given the others."""
SAID = "said_"
_MOST_NUMBERS = 1024
"""Numbers whose words are kept: lists share them."""


class SlotLists(Lists):
    """Slot name → every way to fill it, made when it is asked for.

    A duration adds number lists of its own, `NAME.number`.
    """

    def __init__(self, content: Content) -> None:
        self._makers = dict(_makers(content))
        self._made: dict[str, tuple[ListEntry, ...]] = {}
        self._making: list[str] = []

    def __getitem__(self, name: str) -> tuple[ListEntry, ...]:
        if name not in self._made:
            if name in self._making:
                names = ", ".join(sorted(self._making))
                fix = "A {name} in a value stands for what another slot means; break the circle."
                raise ContentError(f"the values of these slots need each other: {names}.", fix)
            maker = self._makers[name]
            self._making.append(name)
            try:
                self._made[name] = maker(self)
            finally:
                self._making.pop()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def entries(content: Content) -> dict[str, tuple[ListEntry, ...]]:
    """All lists of a content directory, made. Raises ContentError when one cannot be."""
    return dict(SlotLists(content))


def numeric(content: Content) -> frozenset[str]:
    """The lists whose values are numbers (durations: seconds)."""
    own = {name for name, slot in content.slots.items() if slot.type != "values"}
    parts = {part.removeprefix(UNITS_PREFIX) for part in own if part.startswith(UNITS_PREFIX)}
    numbers = {f"{name}.{part}" for name in own for part in parts}
    seldom = {_seldom(name, part) for name in own for part in parts if part.startswith(SAID)}
    return frozenset(own | numbers | seldom)


def said_too(lists: Collection[str], slots: Mapping[str, str]) -> dict[str, str]:
    """List → slot for free text: the given ones, and all that is said more seldom for them."""
    found = dict(slots)
    for name in lists:
        if name.startswith(SAID):
            stands_for, _, slot = name.removeprefix(SAID).partition("__")
            if stands_for in slots:
                found[name] = slot or slots[stands_for]
    return found


def _makers(content: Content) -> Iterator[tuple[str, Maker]]:
    """The names of all lists, and how to make them; what a slot says itself comes last and wins."""
    own = {n: s for n, s in content.slots.items() if not n.startswith(UNITS_PREFIX)}
    own = {n: s for n, s in own.items() if not (n.startswith(SAID) and _of_units(content, n, s))}
    durations = {n: s for n, s in own.items() if s.type == "duration" and not s.values}
    for name, slot in durations.items():
        yield from _duration(content, name, slot)
    for name, slot in own.items():
        if slot.type == "number":
            yield name, partial(_number_list, content, slot)
        elif name not in durations:
            yield name, partial(values_of, slot)


def _of_units(content: Content, name: str, slot: Slot) -> bool:
    """Whether it is the language's own way to say a length of time, which durations copy."""
    return slot.type == "duration" and not slot.values and f"{UNITS_PREFIX}{name}" in content.slots


def _number_list(content: Content, slot: Slot, lists: Lists) -> tuple[ListEntry, ...]:
    return (*_numbers(content, slot.min, slot.max), *values_of(slot, lists))


def _numbers(content: Content, smallest: int, largest: int) -> Iterator[ListEntry]:
    optional = frozenset(content.replies.get("number.optional", ()))
    for number in range(smallest, largest + 1):
        yield from _number(number, content.locale.language, optional)


@lru_cache(maxsize=_MOST_NUMBERS)
def _number(number: int, language: str, optional: frozenset[str]) -> tuple[ListEntry, ...]:
    """A number in words, and in digits for those who type."""
    words = [_word(word, optional) for word in normal(number_words(number, language)).split()]
    said = ListEntry(Sequence(tuple(words)), float(number))
    return (said, ListEntry(Word(str(number)), float(number))) if number >= 0 else (said,)


@lru_cache(maxsize=_MOST_NUMBERS)
def _word(word: str, optional: frozenset[str]) -> Node:
    return Choice((Word(word), NOTHING)) if word in optional else Word(word)


def _duration(content: Content, name: str, slot: Slot) -> Iterator[tuple[str, Maker]]:
    """A duration without values of its own: the language's, with numbers from min to max."""
    if f"{UNITS_PREFIX}duration" not in content.slots:
        language = content.locale.language
        fix = f"Give [slots.{name}] values, or add intents/{language}/units.toml."
        raise ContentError(f"there are no units of time for the language {language!r}.", fix)
    for part, units in _of_language(content):
        if units.type == "number":
            smallest = max(units.min, slot.min if part == "number" else 0)
            most = min(units.max, slot.max)
            yield f"{name}.{part}", partial(_numbers_within, content, units, smallest, most)
        if part == "duration" or part.startswith(SAID):
            own = name if part == "duration" else _seldom(name, part)
            yield own, partial(_lengths, name, units)


def _numbers_within(
    content: Content, units: Slot, smallest: int, most: int, lists: Lists
) -> tuple[ListEntry, ...]:
    others = (entry for entry in values_of(units, lists) if _between(entry.value, smallest, most))
    return (*_numbers(content, smallest, most), *others)


def _lengths(owner: str, units: Slot, lists: Lists) -> tuple[ListEntry, ...]:
    """What the language says for lengths of time, with the numbers of the owner."""
    found = values_of(units, lists)
    if units.type == "values":
        return found
    renamed = (ListEntry(_renamed(e.node, owner), e.value, e.plus) for e in found)
    return tuple(entry for entry in renamed if _can_be_said(entry.node, lists))


def _of_language(content: Content) -> Iterator[tuple[str, Slot]]:
    """The slots of units.toml, under the names they have there."""
    for name, slot in content.slots.items():
        if name.startswith(UNITS_PREFIX):
            yield name.removeprefix(UNITS_PREFIX), slot


def _between(value: str | float | None, smallest: int, most: int) -> bool:
    return not isinstance(value, (int, float)) or smallest <= value <= most


def _seldom(name: str, units: str) -> str:
    """The list of a duration that copies `said_duration` or `said_duration__SLOT`."""
    return f"{SAID}{name}{units.removeprefix(f'{SAID}duration')}"


def _renamed(node: Node, owner: str) -> Node:
    """The same template with `{number}` taken from the owner's own list."""
    match node:
        case Sequence(parts):
            return Sequence(tuple(_renamed(part, owner) for part in parts))
        case Choice(parts):
            return Choice(tuple(_renamed(part, owner) for part in parts))
        case SlotRef(name, slot):
            times = slot if slot != name else "1"
            return SlotRef(f"{owner}.{name}", times)
        case Word() | RuleRef():
            return node


def _can_be_said(node: Node, lists: Lists) -> bool:
    """Whether no part of it draws from an empty list."""
    match node:
        case Sequence(parts):
            return all(_can_be_said(part, lists) for part in parts)
        case Choice(parts):
            return any(_can_be_said(part, lists) for part in parts)
        case SlotRef(name):
            return name in lists and bool(lists[name])
        case Word() | RuleRef():
            return True

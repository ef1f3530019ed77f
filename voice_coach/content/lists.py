"""What can stand in each slot: `[slots.*]` as lists for `understanding.grammar.Network`. Pure.

A list `said_LIST` holds what is said more seldom for LIST: only free text is searched for it, so
that it costs the ear nothing. `said_LIST__SLOT` fills the slot SLOT beside that of LIST.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping

from num2words import num2words

from voice_coach.content.loader import UNITS_PREFIX
from voice_coach.content.schema import Content, Slot, SlotValue
from voice_coach.content.template import (
    NOTHING,
    Choice,
    Node,
    RuleRef,
    Sequence,
    SlotRef,
    Word,
    normal,
    parse,
)
from voice_coach.errors import ContentError
from voice_coach.understanding.grammar import ListEntry

Lists = dict[str, tuple[ListEntry, ...]]
SAID = "said_"
_INSERTED = re.compile(r"\{(\w+)\}")


def entries(content: Content) -> Lists:
    """Slot name → every way to fill it. A duration adds number lists of its own, `NAME.number`."""
    lists: Lists = {}
    for name, slot in _in_order(content):
        if slot.type == "number":
            lists[name] = (*_numbers(content, slot.min, slot.max), *_values(slot, lists))
        elif slot.type == "duration" and not slot.values:
            lists = _duration(content, name, slot, lists) | lists
        else:
            lists[name] = _values(slot, lists)
    return lists


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


def number_words(number: float, language: str) -> str:
    """A number in the words of a language, as a recogniser prints them."""
    try:
        return normal(num2words(number, lang=language))
    except NotImplementedError as error:
        fix = "Set language in [locale] to a language that the library num2words can count in."
        raise ContentError(f"there are no number words for {language!r}.", fix) from error


def _in_order(content: Content) -> Iterator[tuple[str, Slot]]:
    """Each slot after those that its values name in a `value`."""
    left = {n: s for n, s in content.slots.items() if not n.startswith(UNITS_PREFIX)}
    left = {n: s for n, s in left.items() if not (n.startswith(SAID) and _of_units(content, n, s))}
    while left:
        ready = [name for name, slot in left.items() if not _needs(content, slot) & left.keys()]
        if not ready:
            names = ", ".join(sorted(left))
            fix = "A {name} in a value stands for what another slot means; break the circle."
            raise ContentError(f"the values of these slots need each other: {names}.", fix)
        yield from ((name, left.pop(name)) for name in ready)


def _of_units(content: Content, name: str, slot: Slot) -> bool:
    """Whether it is the language's own way to say a length of time, which durations copy."""
    return slot.type == "duration" and not slot.values and f"{UNITS_PREFIX}{name}" in content.slots


def _needs(content: Content, slot: Slot) -> set[str]:
    """The lists whose meanings its values take over; a duration's are the language's."""
    values = slot.values
    if slot.type == "duration" and not values:
        values = [value for _, units in _of_language(content) for value in units.values]
    texts = [v.value for v in values if not isinstance(v, str)]
    return {name for text in texts if isinstance(text, str) for name in _INSERTED.findall(text)}


def _values(slot: Slot, lists: Lists) -> tuple[ListEntry, ...]:
    said = (entry for value in slot.values for entry in _value(value, slot.type == "values"))
    return tuple(whole for entry in said for whole in _spelled_out(entry, lists))


def _spelled_out(entry: ListEntry, lists: Lists) -> Iterator[ListEntry]:
    """One entry for each meaning of the lists that its value takes over: "{hours}:30"."""
    names = _INSERTED.findall(entry.value) if isinstance(entry.value, str) else []
    if not names:
        yield entry
        return
    for name in names:
        if name not in lists:
            fix = f"Add [slots.{name}], or write the value without braces."
            raise ContentError(f"a value names {{{name}}}, and there is no such slot.", fix)
    for chosen in itertools.product(*(lists[name] for name in names)):
        node, text = entry.node, str(entry.value)
        for name, one in zip(names, chosen, strict=True):
            node = _put_in(node, name, one.node)
            text = text.replace(f"{{{name}}}", _shown(one.value))
        alone = entry.value == f"{{{names[0]}}}"
        yield ListEntry(node, chosen[0].value if alone else text)


def _put_in(node: Node, name: str, said: Node) -> Node:
    match node:
        case Sequence(parts):
            return Sequence(tuple(_put_in(part, name, said) for part in parts))
        case Choice(parts):
            return Choice(tuple(_put_in(part, name, said) for part in parts))
        case SlotRef(found) if found == name:
            return said
        case _:
            return node


def _shown(value: str | float | None) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else value or ""


def _value(value: str | SlotValue, text: bool) -> list[ListEntry]:
    """One entry for each way to say a value, all standing for the same."""
    if isinstance(value, str):
        value = SlotValue(say=value)
    says = [value.say] if isinstance(value.say, str) else value.say
    stands_for = value.value
    if stands_for is None and text and isinstance(value.say, list):
        stands_for = normal(says[0])
    return [ListEntry(parse(say), stands_for, value.plus) for say in says]


def _numbers(content: Content, smallest: int, largest: int) -> tuple[ListEntry, ...]:
    """Each number in words, and in digits for those who type."""
    optional = frozenset(content.replies.get("number.optional", ()))
    language = content.locale.language
    found = []
    for number in range(smallest, largest + 1):
        words = [_word(word, optional) for word in number_words(number, language).split()]
        found.append(ListEntry(Sequence(tuple(words)), float(number)))
        if number >= 0:
            found.append(ListEntry(Word(str(number)), float(number)))
    return tuple(found)


def _word(word: str, optional: frozenset[str]) -> Node:
    return Choice((Word(word), NOTHING)) if word in optional else Word(word)


def _duration(content: Content, name: str, slot: Slot, ready: Lists) -> Lists:
    """A duration without values of its own: the language's, with numbers from min to max."""
    if f"{UNITS_PREFIX}duration" not in content.slots:
        language = content.locale.language
        fix = f"Give [slots.{name}] values, or add intents/{language}/units.toml."
        raise ContentError(f"there are no units of time for the language {language!r}.", fix)
    lists = _numbers_of(content, name, slot, ready)
    for part, units in _of_language(content):
        if part != "duration" and not part.startswith(SAID):
            continue
        own = name if part == "duration" else _seldom(name, part)
        found = _values(units, ready)
        if units.type != "values":
            renamed = (ListEntry(_renamed(e.node, name), e.value, e.plus) for e in found)
            found = tuple(entry for entry in renamed if _can_be_said(entry.node, lists))
        lists[own] = found
    return lists


def _numbers_of(content: Content, name: str, slot: Slot, ready: Lists) -> Lists:
    """The number lists of one duration, `NAME.number`, within its limits."""
    lists: Lists = {}
    for part, units in _of_language(content):
        if units.type == "number":
            smallest = max(units.min, slot.min if part == "number" else 0)
            most = min(units.max, slot.max)
            others = (e for e in _values(units, ready) if _between(e.value, smallest, most))
            lists[f"{name}.{part}"] = (*_numbers(content, smallest, most), *others)
    return lists


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
            return bool(lists.get(name))
        case Word() | RuleRef():
            return True

"""What can stand in each slot: `[slots.*]` as lists for `understanding.grammar.Network`. Pure."""

from __future__ import annotations

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


def entries(content: Content) -> Lists:
    """Slot name → every way to fill it. A duration adds number lists of its own, `NAME.number`."""
    lists: Lists = {}
    for name, slot in content.slots.items():
        if name.startswith(UNITS_PREFIX):
            continue
        if slot.type == "number":
            lists[name] = (*_numbers(content, slot.min, slot.max), *_values(slot))
        elif slot.type == "duration" and not slot.values:
            lists |= _duration(content, name, slot)
        else:
            lists[name] = _values(slot)
    return lists


def numeric(content: Content) -> frozenset[str]:
    """The lists whose values are numbers (durations: seconds)."""
    own = {name for name, slot in content.slots.items() if slot.type != "values"}
    parts = {
        f"{name}.{part.removeprefix(UNITS_PREFIX)}"
        for name in own
        for part in own
        if part.startswith(UNITS_PREFIX)
    }
    return frozenset(own | parts)


def number_words(number: float, language: str) -> str:
    """A number in the words of a language, as a recogniser prints them."""
    try:
        return normal(num2words(number, lang=language))
    except NotImplementedError as error:
        fix = "Set language in [locale] to a language that the library num2words can count in."
        raise ContentError(f"there are no number words for {language!r}.", fix) from error


def _values(slot: Slot) -> tuple[ListEntry, ...]:
    return tuple(entry for value in slot.values for entry in _value(value, slot.type == "values"))


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


def _duration(content: Content, name: str, slot: Slot) -> Lists:
    """A duration without values of its own: the language's, with numbers from min to max."""
    units = content.slots.get(f"{UNITS_PREFIX}duration")
    if units is None:
        language = content.locale.language
        fix = f"Give [slots.{name}] values, or add intents/{language}/units.toml."
        raise ContentError(f"there are no units of time for the language {language!r}.", fix)
    lists: Lists = {}
    for key, part in content.slots.items():
        if not key.startswith(UNITS_PREFIX) or part.type != "number":
            continue
        part_name = key.removeprefix(UNITS_PREFIX)
        smallest = max(part.min, slot.min if part_name == "number" else 0)
        numbers = _numbers(content, smallest, min(part.max, slot.max))
        lists[f"{name}.{part_name}"] = (*numbers, *_values(part))
    renamed = [
        ListEntry(_renamed(entry.node, name), entry.value, entry.plus) for entry in _values(units)
    ]
    lists[name] = tuple(entry for entry in renamed if _can_be_said(entry.node, lists))
    return lists


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

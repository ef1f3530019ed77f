"""The values of a slot as trees: every way to say one, and what it takes over from other slots."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from voice_coach.content.schema import Slot, SlotValue
from voice_coach.content.template import Choice, Node, Sequence, SlotRef, normal, parse
from voice_coach.errors import ContentError
from voice_coach.understanding.acceptor import ListEntry

Lists = Mapping[str, tuple[ListEntry, ...]]
_INSERTED = re.compile(r"\{(\w+)\}")


def values_of(slot: Slot, lists: Lists) -> tuple[ListEntry, ...]:
    """One entry for each way to say each value of the slot, given the other lists."""
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
    """The node with the name replaced; what does not change stays the same, and is kept once."""
    match node:
        case Sequence(parts) | Choice(parts):
            put = tuple(_put_in(part, name, said) for part in parts)
            return node if put == parts else type(node)(put)
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

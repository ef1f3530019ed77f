"""Sentence templates: `[optional]`, `(one|other)`, `(any;order)`, `{slot}`, `<rule>`.

`parse()` turns a template into a small tree; `understanding/grammar.py` compiles the trees. The
syntax is the field's usual one (as in hassil); a `|` inside brackets makes optional alternatives.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from voice_coach.errors import ContentError

_TOKEN = re.compile(r"\s+|[\[\]()|;]|\{[^{}]*\}|<[^<>]*>|[^\s\[\]()|;{}<>]+|.")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*['’]?$")
_NAME = re.compile(r"[a-zA-Z][\w]*(?::[\w.]+)?$")
_MOST_PERMUTED = 5
_REFERENCE = re.compile(r"\{([^{}]*)\}|<([^<>]*)>")
_STRANGE = re.compile(r"[^a-z0-9' |()\[\]]|(?<![a-z0-9])'")
_INNERMOST = re.compile(r"\([a-z0-9' |]*\)|\[[a-z0-9' |]*\]")
_OUTSIDE = re.compile(r"[()\[\]|]")
_DEEP = 20
"""Brackets inside brackets that the quick look follows."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as a recogniser would print it: lower case, no punctuation."""

    text: str


@dataclass(frozen=True, slots=True)
class SlotRef:
    """`{list}` or `{list:name}`: something of that list stands here, remembered under `name`."""

    list: str
    name: str


@dataclass(frozen=True, slots=True)
class RuleRef:
    """`<name>`: the rule of that name stands here."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """The parts one after another; empty means nothing is said."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of the parts."""

    parts: tuple[Node, ...]


Node = Word | SlotRef | RuleRef | Sequence | Choice
NOTHING = Sequence(())


def parse(template: str) -> Node:
    """The tree of one template. Raises ContentError with the place of the mistake."""
    reader = _Reader(template)
    node = reader.body(closing="")
    if not list(slots_and_words(node)):
        raise ContentError(f"the template {template!r} is empty.", "Write at least one word.")
    return node


def well_formed(template: str) -> bool:
    """A quick look that never takes a mistake for right; what it doubts has to be parsed."""
    if not all(_NAME.match((slot or rule).strip()) for slot, rule in _REFERENCE.findall(template)):
        return False
    text = _REFERENCE.sub(" x ", template)
    if _STRANGE.search(text) or not any(map(str.isalnum, text)):
        return False
    for _ in range(_DEEP):
        text, found = _INNERMOST.subn(" ", text)
        if not found:
            break
    return not _OUTSIDE.search(text)


def references(template: str) -> Iterator[SlotRef | RuleRef]:
    """The slots and rules that a right template names, in their order, without parsing it."""
    for slot, rule in _REFERENCE.findall(template):
        yield RuleRef(rule.strip()) if rule else _slot(slot.strip())


def slots_and_words(node: Node) -> Iterator[Word | SlotRef | RuleRef]:
    """Every leaf of the tree, left to right."""
    if isinstance(node, (Sequence, Choice)):
        for part in node.parts:
            yield from slots_and_words(part)
    else:
        yield node


def normal(text: str) -> str:
    """Text as a recogniser prints it: lower case, straight apostrophes, single spaces, no marks."""
    text = text.lower().replace("’", "'").replace("-", " ")
    return " ".join(re.sub(r"[^\w\s']|_", " ", text).split())


class _Reader:
    """Recursive descent over the tokens of one template."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.tokens = [(m.group(), m.start()) for m in _TOKEN.finditer(template)]
        self.at = 0

    def fail(self, what: str, place: int, fix: str) -> ContentError:
        return ContentError(f"in the template {self.template!r}, column {place + 1}: {what}.", fix)

    def body(self, closing: str, opened: int = 0) -> Node:
        """Alternatives, or permuted parts, up to the closing bracket."""
        parts: list[Node] = []
        separators: set[str] = set()
        current: list[Node] = []
        while self.at < len(self.tokens):
            token, place = self.tokens[self.at]
            self.at += 1
            if token == closing:
                return self._join([*parts, _sequence(current)], separators, place)
            if token in "|;":
                if not closing:
                    raise self.fail(f"{token!r} outside brackets", place, "Put it in (…) or […].")
                separators.add(token)
                parts.append(_sequence(current))
                current = []
            elif not token.isspace():
                current.extend(self._leaf(token, place))
        if closing:
            fix = f"Add the closing {closing!r}."
            raise self.fail(f"a bracket opened here is not closed by {closing!r}", opened, fix)
        return _sequence(current)

    def _leaf(self, token: str, place: int) -> list[Node]:
        if token == "[":
            return [_optional(self.body("]", place))]
        if token == "(":
            return [self.body(")", place)]
        if token[0] in "{<" and len(token) > 1:
            inner = token[1:-1].strip()
            if not _NAME.match(inner):
                raise self.fail(f"{token!r} is not a name", place, "Use letters and _: {size}.")
            if token[0] == "<":
                return [RuleRef(inner)]
            return [_slot(inner)]
        if not _WORD.match(token):
            fix = "Templates hold plain words, (a|b), [a], {slot} and <rule>; no punctuation."
            if token.startswith(("'", "’")):
                fix = f"Write the whole word before it too, such as we{token}."
            raise self.fail(f"{token!r} cannot be heard", place, fix)
        if token.isascii() and token.isalpha() and token.islower():
            return [_word(token)]
        return [_word(word) for word in normal(token).split()]

    def _join(self, parts: list[Node], separators: set[str], place: int) -> Node:
        if len(separators) > 1:
            raise self.fail("'|' and ';' in one bracket", place, "Use brackets inside brackets.")
        if separators == {";"}:
            if len(parts) > _MOST_PERMUTED:
                fix = f"Permute at most {_MOST_PERMUTED}."
                raise self.fail(f"{len(parts)} parts in any order", place, fix)
            return Choice(tuple(_sequence(list(p)) for p in itertools.permutations(parts)))
        return Choice(tuple(parts)) if len(parts) > 1 else parts[0]


@functools.cache
def _word(text: str) -> Word:
    """The same word is the same leaf everywhere: templates hold forty thousand of them."""
    return Word(text)


def _slot(inner: str) -> SlotRef:
    name, _, slot = inner.partition(":")
    return SlotRef(name, slot or name)


def _sequence(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _optional(node: Node) -> Node:
    inner = node.parts if isinstance(node, Choice) else (node,)
    return Choice((*inner, NOTHING))

"""Checks the phrases: those that two intents share, slots alone, words without a sound."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from rapidfuzz import fuzz, process

from voice_coach.content.finding import Finding, error, warning
from voice_coach.content.lists import entries, numeric
from voice_coach.content.schema import Content
from voice_coach.content.template import (
    Choice,
    Node,
    RuleRef,
    Sequence,
    SlotRef,
    Word,
    parse,
    slots_and_words,
)
from voice_coach.understanding.grammar import Grammar, ListEntry, Network
from voice_coach.understanding.phrasebook import Phrasebook

NEAR = 92
"""rapidfuzz's token_sort_ratio from which two phrases are hard to tell apart."""
SAMPLES = 16
"""Phrases of each intent that are compared."""


def check(
    content: Content, ear_unknown_words: Callable[[frozenset[str]], frozenset[str]] | None
) -> list[Finding]:
    """What only shows when the templates are spelled out; their names must all exist."""
    lists = entries(content)
    rules = {name: parse(body) for name, body in content.rules.items()}
    found = [*_bare_slots(content, rules), *_too_alike(content, lists, rules)]
    if ear_unknown_words:
        found += _unheard(content, lists, rules, ear_unknown_words)
    return found


# --- shared phrases -------------------------------------------------------------------------


def _too_alike(
    content: Content, lists: Mapping[str, tuple[ListEntry, ...]], rules: Mapping[str, Node]
) -> list[Finding]:
    network = Network(lists, rules, numeric(content))
    for name, intent in content.intents.items():
        for text in intent.templates:
            network.add(name, parse(text))
    grammars = {name: network.grammar([name]) for name in content.intents}
    shared = shared_phrases(grammars)
    told = {pair: phrase for pair, phrase in shared.items() if not _apart(content, *pair)}
    found = [_shared(content, *pair, phrase) for pair, phrase in told.items()]
    return [*found, *_near(content, set(shared))]


def shared_phrases(grammars: Mapping[str, Grammar]) -> dict[tuple[str, str], str]:
    """For each pair of names whose acceptors share a phrase: a shortest such phrase."""
    found: dict[tuple[str, str], str] = {}
    start = tuple((name, grammar.start) for name, grammar in grammars.items())
    seen, queue = {start}, [(start, "")]
    for states, phrase in queue:
        ending = [name for name, state in states if state in grammars[name].finals]
        for pair in itertools.combinations(ending, 2):
            found.setdefault(pair, phrase)
        moves: dict[str, list[tuple[str, int]]] = {}
        for name, state in states:
            for word, target in grammars[name].table.get(state, {}).items():
                moves.setdefault(word, []).append((name, target))
        for word, targets in moves.items():
            after = tuple(targets)
            if len(after) > 1 and after not in seen:
                seen.add(after)
                queue.append((after, f"{phrase} {word}".strip()))
    return found


def _shared(content: Content, one: str, other: str, phrase: str) -> Finding:
    sentence = f"shares the phrase {phrase!r} with [intents.{other}]."
    fix = "Leave it to one of them."
    kind = warning if _ignored(content, one, other) else error
    return kind(content, f"intents.{one}", sentence, fix)


def _apart(content: Content, one: str, other: str) -> bool:
    """One of them only answers a question, where it wins: the open question comes first."""
    only_answers = {one, other} & (_answers(content) - _awake(content))
    return bool(only_answers) and not _same_question(content, one, other)


def _answers(content: Content) -> set[str]:
    scripts = content.scripts.values()
    asked = {name for script in scripts for step in script.steps for name in step.answers}
    return asked | {name for name, intent in content.intents.items() if intent.answer}


def _awake(content: Content) -> set[str]:
    control = {name for name, intent in content.intents.items() if intent.control}
    return control.union(*(script.starts for script in content.scripts.values()))


def _same_question(content: Content, one: str, other: str) -> bool:
    """Whether both are answers of one step, and lead to different ones."""
    steps = (step for script in content.scripts.values() for step in script.steps)
    return any(
        {one, other} <= set(step.answers) and step.answers[one] != step.answers[other]
        for step in steps
    )


def _ignored(content: Content, *names: str) -> bool:
    return any(content.intents[name].ignored for name in names)


def _near(content: Content, skip: set[tuple[str, str]]) -> Iterator[Finding]:
    """Phrases of two intents that differ by a letter or two."""
    book = Phrasebook(content)
    heard = [name for name, intent in content.intents.items() if not intent.ignored]
    said = [(name, phrase) for name in heard for phrase in book.phrases(name, SAMPLES)]
    if not said:
        return
    texts = [phrase for _, phrase in said]
    scores = process.cdist(
        texts, texts, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, dtype=np.uint8
    )
    for row, column in np.argwhere(np.triu(scores, 1)):
        (one, first), (other, second) = said[row], said[column]
        if one == other or (one, other) in skip or first == second:
            continue
        skip.add((one, other))
        sentence = f"{first!r} is nearly {second!r} of [intents.{other}]."
        yield warning(content, f"intents.{one}", sentence, "Reword one of them.")


# --- single templates -----------------------------------------------------------------------


def _bare_slots(content: Content, rules: Mapping[str, Node]) -> Iterator[Finding]:
    """A slot without a word beside it swallows what other intents are waiting for.

    Lists of whole sentences are none of these: they are only a way to write many of them.
    """
    passed = _answers(content) - _awake(content)
    passed |= {name for name, intent in content.intents.items() if intent.ignored}
    book = Phrasebook(content)
    for name, intent in content.intents.items():
        for text in intent.templates:
            tree = parse(text)
            slots = [leaf.list for leaf in slots_and_words(tree) if isinstance(leaf, SlotRef)]
            open_one = any(map(book.is_open, slots))
            if name not in passed and not open_one and 1 in _wordless(tree, rules):
                sentence = f"the template {text!r} can be a slot alone."
                yield warning(content, f"intents.{name}", sentence, "Put a word beside the slot.")


def _wordless(node: Node, rules: Mapping[str, Node]) -> set[int]:
    """Ways to say the tree without a word outside its slots: how many slots each has."""
    match node:
        case Word():
            return set()
        case SlotRef():
            return {1}
        case RuleRef(name):
            return _wordless(rules[name], rules)
        case Choice(parts):
            return set().union(*(_wordless(part, rules) for part in parts))
        case Sequence(parts):
            ways = {0}
            for part in parts:
                ways = {min(2, one + other) for one in ways for other in _wordless(part, rules)}
            return ways


def _unheard(
    content: Content,
    lists: Mapping[str, tuple[ListEntry, ...]],
    rules: Mapping[str, Node],
    ear_unknown_words: Callable[[frozenset[str]], frozenset[str]],
) -> Iterator[Finding]:
    """Words that the ear listens for and cannot pronounce. Digits are for typing only."""
    where: dict[str, str] = {}
    todo = [(f"intents.{name}", node) for name, node in _listened_for(content)]
    seen: set[str] = set()
    while todo:
        name, node = todo.pop()
        for leaf in slots_and_words(node):
            match leaf:
                case Word(text) if not text.isdigit():
                    where.setdefault(text, name)
                case SlotRef(slot) if (inner := f"slots.{slot}") not in seen:
                    seen.add(inner)
                    todo += [(inner, entry.node) for entry in lists[slot]]
                case RuleRef(rule) if (inner := f"rules.{rule}") not in seen:
                    seen.add(inner)
                    todo.append((inner, rules[rule]))
    for word in sorted(ear_unknown_words(frozenset(where))):
        fix = "Use another word, or spell it as it is usually written."
        name = where[word] if where[word] in content.origin else where[word].partition(".")[0]
        yield error(content, name, f"the ear has no pronunciation for {word!r}.", fix)


def _listened_for(content: Content) -> Iterator[tuple[str, Node]]:
    """The templates that the ear hears; the others are only read in free text."""
    for name, intent in content.intents.items():
        if intent.ear and not intent.ignored:
            most = len(intent.templates) if intent.ear is True else int(intent.ear)
            for text in (*intent.templates[:most], *intent.short):
                yield name, parse(text)

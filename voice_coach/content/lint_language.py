"""Checks the names in templates: slots and rules that do not exist, loop, or stand unused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voice_coach.content.finding import Finding, error, warning
from voice_coach.content.lists import SAID
from voice_coach.content.loader import UNITS, UNITS_PREFIX
from voice_coach.content.mistakes import did_you_mean
from voice_coach.content.schema import Content
from voice_coach.content.template import (
    Node,
    RuleRef,
    SlotRef,
    parse,
    slots_and_words,
)

Trees = dict[str, list[Node]]

READ_BY_THE_MATCHER = frozenset(
    {
        f"rules.{name}"
        for name in ("filler", "negation", "not_negation", "danger", "refusal", "hedge")
    }
)
"""Rules that no template needs: they say which words carry nothing, or turn a wish around."""


def trees(content: Content) -> Trees:
    """Every template, by the name of its table."""
    found: Trees = {f"rules.{name}": [parse(body)] for name, body in content.rules.items()}
    for name, intent in content.intents.items():
        found[f"intents.{name}"] = [parse(text) for text in intent.templates]
    for name, slot in content.slots.items():
        if not name.startswith(UNITS_PREFIX):
            says = [v if isinstance(v, str) else v.say for v in slot.values]
            texts = [text for say in says for text in ([say] if isinstance(say, str) else say)]
            found[f"slots.{name}"] = [parse(text) for text in texts]
    return found


def references(content: Content) -> list[Finding]:
    """Slots and rules that do not exist, contain themselves, or that nobody uses."""
    uses = {name: _uses(nodes) for name, nodes in trees(content).items()}
    known = set(uses)
    found = [
        _undefined(content, name, used, known)
        for name, targets in uses.items()
        for used in sorted(targets - known)
    ]
    return [*found, *_loops(content, uses), *_unused(content, uses)]


def _uses(nodes: list[Node]) -> set[str]:
    found = set()
    for leaf in (leaf for node in nodes for leaf in slots_and_words(node)):
        match leaf:
            case SlotRef(name):
                found.add(f"slots.{name}")
            case RuleRef(name):
                found.add(f"rules.{name}")
    return found


def _undefined(content: Content, name: str, used: str, known: set[str]) -> Finding:
    kind, _, bare = used.partition(".")
    shown = f"{{{bare}}}" if kind == "slots" else f"<{bare}>"
    others = sorted(k.partition(".")[2] for k in known if k.startswith(f"{kind}."))
    fix = f"{did_you_mean(bare, others)} Or add [{used}]."
    return error(content, name, f"uses {shown}, which does not exist.", fix)


def _loops(content: Content, uses: Mapping[str, set[str]]) -> Iterator[Finding]:
    for name in uses:
        seen: set[str] = set()
        stack = sorted(uses[name])
        while stack:
            used = stack.pop()
            if used == name:
                yield error(content, name, "contains itself.", "Write it without the loop.")
                break
            if used not in seen:
                seen.add(used)
                stack.extend(uses.get(used, ()))


def _unused(content: Content, uses: Mapping[str, set[str]]) -> Iterator[Finding]:
    used = set().union(READ_BY_THE_MATCHER, *(targets for name, targets in uses.items()))
    for name in uses:
        if name.startswith("intents.") or name in used or content.origin[name] == UNITS:
            continue
        if not _stands_for_another(content, name):
            yield warning(content, name, "is used by no template.", "Use it or remove it.")


def _stands_for_another(content: Content, name: str) -> bool:
    """Whether it is a list `said_SLOT`, for free text only."""
    kind, _, bare = name.partition(".")
    other = bare.removeprefix(SAID).partition("__")[0]
    return kind == "slots" and bare.startswith(SAID) and other in content.slots

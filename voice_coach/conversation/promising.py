"""How a promise is said back to whoever made it: "I will call" becomes "You meant to call". Pure.

The words for it are content: what opens a promise (`promise.opens`), which words change when
another says them (`promise.turned`: "my your"), and the order of it (`promise.joined`).
"""

from __future__ import annotations

import re

from voice_coach.content.schema import Content
from voice_coach.content.spoken import fill
from voice_coach.conversation.script import script_for
from voice_coach.conversation.state import State

_END = " .,;!?…"


def meant(text: str, content: Content) -> str:
    """What was meant to be done, ready for "You meant to …"; empty: it opens like no promise.

    What stands before the opening goes where the language has it: "after dinner I will rest" →
    "rest after dinner".
    """
    for opening in content.replies.get("promise.opens", []):
        found = re.search(rf"\b{re.escape(opening)}\b", text, re.IGNORECASE)
        if found and text[found.end() :].strip(_END):
            before, act = text[: found.start()].strip(_END), text[found.end() :].strip(_END)
            before = _plain(before, content)
            words = content.replies["promise.joined"][0].replace("{act}", act)
            joined = words.replace("{before}", f"{before[:1].lower()}{before[1:]}")
            return _turned(joined.strip(), content)
    return ""


def note(state: State, line: str, intent: str | None) -> None:
    """Remember a typed line that is a promise; a request that is none drops what was before."""
    desk = state.desk
    if line and meant(line, state.content):
        desk.asked, desk.asked_in = line, state.place.key if state.place is not None else ""
    elif intent is not None and script_for(state.content, intent) is not None:
        desk.asked = ""


def said_back(text: str, key: str, content: Content) -> str:
    """The reply `promise.KEY` with the promise in it; `promise.KEY.plain` where it has no form."""
    act = meant(text, content)
    if act:
        return fill(content.replies[f"promise.{key}"][0], {"act": act}, content)
    plain = {"words": text.strip(_END)}
    return fill(content.replies[f"promise.{key}.plain"][0], plain, content)


def _turned(text: str, content: Content) -> str:
    turns = dict(pair.split(" ", 1) for pair in content.replies.get("promise.turned", []))

    def one(found: re.Match[str]) -> str:
        return turns.get(found[0].lower().replace("’", "'"), found[0])

    return re.sub(r"[\w'’]+", one, text)


def _plain(before: str, content: Content) -> str:
    """Without what only announces a promise: "I promise that"."""
    for announcing in content.replies.get("promise.announces", []):
        before = re.sub(rf"(?i)\b{re.escape(announcing)}\b", "", before)
    return before.strip(_END)

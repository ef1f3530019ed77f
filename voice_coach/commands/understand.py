"""`voice-coach understand`: one utterance per line in, what the coach makes of it as JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from voice_coach.content.schema import Content
    from voice_coach.understanding.matcher import Matcher
    from voice_coach.understanding.understood import Understood

HELP = "read lines of text and print what the coach understands, as JSON"
_UNITS = {"duration": "duration_s"}
"""Slots that are printed with their unit."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--content", type=Path, metavar="DIR", help="use this content instead")
    parser.add_argument(
        "--state",
        choices=("awake", "asleep", "floor", "consent"),
        help="what may be meant: awake (any request, yes and no; generously), asleep (the wake "
        "phrase), floor (control words, while the couple talk), consent (yes, no, not now)",
    )
    parser.add_argument("--why", action="store_true", help="add what it was compared with")


def run(args: argparse.Namespace) -> int:
    """Answer every line of standard input until it ends; 0."""
    from voice_coach.own_content import content as load
    from voice_coach.understanding.matcher import Matcher
    from voice_coach.understanding.phrasebook import Phrasebook

    content = load(args.content)
    read = in_state(Matcher(Phrasebook(content)), args.state)
    for answer in answers(read, lines(sys.stdin.buffer), content, why=args.why):
        print(answer, flush=True)
    return 0


def in_state(matcher: Matcher, state: str | None) -> Callable[[str], Understood]:
    """The way of understanding that a state of the conversation allows."""
    from voice_coach.conversation.listening import WAKE, controls, requests
    from voice_coach.understanding.bars import AWAKE

    content = matcher.book.content
    match state:
        case "awake":
            answers = ("yes", "no")  # known for what they are, though nothing was asked
            may = tuple(dict.fromkeys([*controls(content), *requests(content), *answers]))
            return lambda text: matcher.understand(text, may, AWAKE)
        case "asleep":
            return lambda text: matcher.exactly(text, (WAKE,))
        case "floor":
            words = (*controls(content), WAKE)
            return lambda text: matcher.exactly(text, words, short=True)
        case "consent":
            return matcher.consent
    return matcher.understand


def lines(source: BinaryIO) -> Iterator[str]:
    """Lines as they come, without their ends; what is not UTF-8 becomes �."""
    for line in iter(source.readline, b""):
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def answers(
    read: Callable[[str], Understood],
    texts: Iterable[str],
    content: Content,
    *,
    why: bool = False,
) -> Iterator[str]:
    """One line of JSON for each text; a kind of an intent is printed as the intent itself.

    Where the coach would ask back, "ask" names the two requests, and "intent" is null: it does
    neither.
    """
    for text in texts:
        yield json.dumps(_table(read(text), content, why=why), ensure_ascii=False)


def _table(understood: Understood, content: Content, *, why: bool) -> dict[str, object]:
    table: dict[str, object] = {
        "text": understood.text,
        "intent": None if understood.close else content.family(understood.intent),
        "best": content.family(understood.best),
        "score": round(understood.score, 3),
        "slots": {_UNITS.get(name, name): value for name, value in understood.slots.items()},
        "runner_up": content.family(understood.runner_up),
    }
    if understood.close:
        table["ask"] = [content.family(understood.intent), content.family(understood.close)]
    return table | ({"kind": understood.intent, "why": understood.why} if why else {})

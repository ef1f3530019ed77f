"""Lines that are no templates, as ten tired people would say them (tests/data, probe*).

They were written before the templates they found wanting, by the same hand: floors against getting
worse, and no claim. What is claimed is measured on the held-out lines (docs/benchmarks.md).
"""

import json
from pathlib import Path

import pytest

from voice_coach.commands.understand import in_state
from voice_coach.understanding.matcher import Matcher

DATA = Path(__file__).parents[1] / "data" / "understanding"


def lines(name: str) -> list[tuple[str, set[str | None]]]:
    """Each line, and what it may be taken for; None: nothing."""
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    kinds = [(row["text"], {row["intent"], *row.get("accept", ())}) for row in rows]
    return [(text, {None if kind == "none" else kind for kind in right}) for text, right in kinds]


@pytest.fixture(scope="module")
def awake(matcher: Matcher) -> list[tuple[str | None, set[str | None]]]:
    """What each line is taken for, beside what it may be; a question back is nothing done."""
    read, family = in_state(matcher, "awake"), matcher.book.content.family
    understood = [(read(text), right) for text, right in lines("probe.jsonl")]
    return [(None if it.close else family(it.intent), right) for it, right in understood]


def test_awake_it_does_what_was_meant(awake: list[tuple[str | None, set[str | None]]]) -> None:
    meant = [(intent, right) for intent, right in awake if None not in right]
    right = sum(intent in right for intent, right in meant) / len(meant)
    wrong = sum(intent is not None and intent not in right for intent, right in meant) / len(meant)
    assert right >= 0.9
    assert wrong <= 0.05


def test_awake_it_lets_most_other_talk_pass(
    awake: list[tuple[str | None, set[str | None]]],
) -> None:
    others = [intent for intent, right in awake if None in right]
    assert sum(intent is not None for intent in others) / len(others) <= 0.15


def test_a_crisis_never_begins_a_repair(matcher: Matcher) -> None:
    read = in_state(matcher, "awake")
    crises = [text for text, right in lines("probe.jsonl") if right == {"crisis"}]
    assert len(crises) > 20
    assert "repair_talk" not in {read(text).intent for text in crises}


def test_at_a_gate_it_takes_an_answer_for_what_it_is(matcher: Matcher) -> None:
    told = [(matcher.consent(text).intent, right) for text, right in lines("probe_consent.jsonl")]
    assert sum(intent in right for intent, right in told) / len(told) >= 0.95
    assert sum(intent == "yes" for intent, right in told if "yes" not in right) == 0

"""How long, how many, which one, when: said as people say it, in the middle of a sentence."""

from __future__ import annotations

import pytest

from voice_coach.conversation.listening import controls, requests
from voice_coach.understanding.grammar import SlotValue
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

Slots = dict[str, SlotValue]
MINUTE, HOUR = 60, 3600

TIMER_START: list[tuple[str, Slots]] = [
    ("could you set a timer for a minute and a half", {"duration": 90}),
    ("start a timer for half an hour would you", {"duration": 1800}),
    ("put a timer on for an hour and a quarter", {"duration": 4500}),
    ("set a timer for about twenty to thirty minutes", {"duration": 1200, "duration_most": 1800}),
    ("we need a timer for a couple of minutes", {"duration": 120}),
    ("timer for ninety seconds please", {"duration": 90}),
    ("set the timer to two and a half hours", {"duration": 9000}),
    ("set a timer for quarter of an hour", {"duration": 900}),
    ("set a timer for three quarters of an hour", {"duration": 2700}),
    ("set a timer for 10 minutes", {"duration": 600}),
    ("set a timer for 90 sec", {"duration": 90}),
    ("set a timer for 90s", {"duration": 90}),
    ("set a timer for 1h 30m please", {"duration": 5400}),
    ("set a timer for 1.5 hours", {"duration": 5400}),
    ("start a timer of a hundred and twenty minutes", {"duration": 7200}),
    ("start a countdown from five minutes thirty", {"duration": 330}),
    ("could we have a timer for an hour ten", {"duration": 4200}),
    ("set a timer for a minute or two", {"duration": 60, "duration_most": 120}),
    ("set the pasta timer for nine minutes", {"duration": 540, "name": "pasta"}),
    ("start a timer called tea for four minutes", {"duration": 240, "name": "tea"}),
    ("set a timer for the lasagna for forty minutes", {"duration": 2400, "name": "lasagna"}),
    ("set a timer until nine", {"until": "9:00"}),
    ("set a timer till half past nine please", {"until": "9:30"}),
    ("run a timer until quarter to eight tonight", {"until": "19:45"}),
    ("set a timer until 9:30", {"until": "9:30"}),
    ("set a timer until 9pm", {"until": "21:00"}),
]

OTHERS: list[tuple[str, str, Slots]] = [
    ("timer_add", "add another minute and a half to the timer", {"duration": 90}),
    ("timer_add", "could you give us another five on the timer", {"duration": 300}),
    ("timer_add", "two more minutes on the pasta timer please", {"duration": 120, "name": "pasta"}),
    ("timer_add", "add a quarter of an hour to the timer", {"duration": 900}),
    ("timer_add", "add another ten seconds to the timer", {"duration": 10}),
    ("timer_add", "extend the timer by a couple of minutes", {"duration": 120}),
    ("hug_timer", "we'd like to hug for half a minute", {"duration": 30}),
    ("hug_timer", "start a hug timer for a minute and a half", {"duration": 90}),
    ("hug_timer", "give us twenty to thirty seconds of hugging", {"duration": 20}),
    ("timeboxed_talk", "let's have a hard talk for a quarter of an hour", {"duration": 900}),
    ("timeboxed_talk", "we want a time boxed talk of 25 min", {"duration": 1500}),
    ("timeboxed_talk", "limit the talk to half an hour to an hour", {"duration": 1800}),
    ("micro_date", "let's have a micro date for ten to fifteen minutes", {"duration": 600}),
    ("micro_date", "we have half an hour for a little date", {"duration": 1800}),
    ("no_phone_ritual", "let's put our phones away for an hour and a half", {"duration": 5400}),
    ("no_phone_ritual", "no phones until half past nine please", {"until": "9:30"}),
    ("no_phone_ritual", "phones away on thursday at seven", {"day": "thursday", "time": "7:00"}),
    ("no_phone_ritual", "no phones tomorrow evening please", {"day": "tomorrow evening"}),
    ("no_phone_ritual", "no phones in the morning", {"day": "in the morning"}),
    (
        "no_phone_ritual",
        "no phones on friday at half past eight",
        {"day": "friday", "time": "8:30"},
    ),
    ("slow_dance", "could we slow dance to a couple of songs", {"songs": 2}),
    ("slow_dance", "let's slow dance for two slow songs", {"songs": 2}),
    ("timer_cancel", "please cancel the pasta timer", {"name": "pasta"}),
    ("timer_remaining", "how long is left on the egg timer", {"name": "egg"}),
]


@pytest.fixture(scope="module")
def awake(book: Phrasebook) -> list[str]:
    """What may be meant while the coach is awake."""
    return [*requests(book.content), *controls(book.content)]


@pytest.mark.parametrize(("said", "slots"), TIMER_START)
def test_a_timer_runs_as_long_as_was_said(
    matcher: Matcher, awake: list[str], said: str, slots: Slots
) -> None:
    understood = matcher.understand(said, awake)
    assert understood.intent == "timer_start", understood
    assert understood.slots == slots


@pytest.mark.parametrize(("intent", "said", "slots"), OTHERS)
def test_what_else_is_said_of_it(
    matcher: Matcher, awake: list[str], intent: str, said: str, slots: Slots
) -> None:
    understood = matcher.understand(said, awake)
    assert understood.intent == intent, understood
    assert {name: understood.slots.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("lose the second timer", "duration"),
        ("a second timer alongside the first one", "duration"),
        ("the dance one please", "songs"),
        ("do we have time for a cup of tea before the timer ends", "name"),
        ("last time it went on for three hours so cap it please", "duration"),
    ],
)
def test_a_word_that_looks_like_a_value_is_not_taken_for_one(
    matcher: Matcher, said: str, slot: str
) -> None:
    understood = matcher.understand(said)
    assert understood.intent is not None
    assert slot not in understood.slots


def test_the_ear_does_not_listen_for_what_is_said_seldom(
    book: Phrasebook, awake: list[str]
) -> None:
    heard = {word for _, _, word in book.grammar(awake).arcs}
    assert "pasta" in heard
    assert not heard & {"lasagna", "mins", "sourdough", "ironing"}

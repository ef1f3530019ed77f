"""Asking back, corrections and undo."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_coach.conversation.session import Conversation
from voice_coach.settings import Settings
from voice_coach.testing import Coach, play


def test_no_fifteen_means_fifteen(coach):
    play(coach, "set a timer for ten minutes", "no fifteen")
    assert [(name, left) for name, left, _ in coach.timers] == [("timer", 900.0)]


def test_a_correction_says_its_own_unit(coach):
    play(coach, "start a hug timer", "no i said ten seconds")
    assert coach.timers[0][1] == 10.0


def test_a_correction_without_anything_to_correct_does_nothing(coach):
    play(coach, "set a timer for ten minutes", 60)
    assert play(coach, "no fifteen") == []
    assert round(coach.timers[0][1]) == 600


def test_take_that_back_undoes_a_timer(coach):
    play(coach, "set a tea timer for four minutes")
    said = play(coach, "take that back")
    assert said[-1] in ("Taken back.", "That's undone.")
    assert coach.timers == ()


def test_you_misheard_me_asks_the_question_again(coach):
    play(coach, "guide us through a repair", "yes", "yes", "steady", "done", "done")
    assert play(coach, "yes") == ["Anything the other would like to own?"]
    assert play(coach, "you misheard me")[-1] == "Did that land? Yes, partly, or not yet."
    assert play(coach, "partly") == ["What's missing? One sentence."]


def test_stop_is_never_undone(coach):
    play(coach, "set a tea timer for four minutes")
    play(coach, "start a hug timer", 4)
    play(coach, "stop")
    assert [name for name, _, _ in coach.timers] == ["tea"]


@dataclass(frozen=True)
class Torn:
    """An understanding that cannot decide between two requests."""

    intent: str | None = "hug_timer"
    score: float = 0.9
    slots: dict[str, float] = field(default_factory=dict)
    close: str = "slow_dance"

    def consent(self, text):
        return Torn(intent=None)

    def understand(self, text, intents):
        return self if "hug_timer" in intents and text == "a hug or so" else Torn(intent=None)


def test_two_close_requests_are_asked_back_by_name(content):
    coach = Coach(Conversation(content, Settings(), Torn()))
    coach.perform(coach.conversation.start(coach.now))
    assert play(coach, "a hug or so") == ["The hug timer, or the two songs?"]
    assert coach.timers == ()


@dataclass(frozen=True)
class Decided(Torn):
    """One that cannot decide until it is told the name; the length was said the first time."""

    def understand(self, text, intents):
        if text == "ten seconds of something" and "hug_timer" in intents:
            return Decided(slots={"duration": 10.0})
        named = text == "the hug timer" and "hug_timer" in intents
        return Decided(score=1.0, close="") if named else Torn(intent=None)


def test_a_length_survives_the_question_which_was_meant(content):
    coach = Coach(Conversation(content, Settings(), Decided()))
    coach.perform(coach.conversation.start(coach.now))
    play(coach, "ten seconds of something", "the hug timer")
    assert [left for _, left, _ in coach.timers] == [10.0]

"""Somebody speaks over the coach: a few words cut it short, and anything else is not for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voice_coach.content.schema import Content
from voice_coach.conversation.listening import CHECK_IN, FIRST, OVER_SCORE, WAKE, interrupting
from voice_coach.conversation.session import with_check_in_word
from voice_coach.hearing.listener import OVER_ENDPOINT
from voice_coach.hearing.listener import interrupting as listened_for
from voice_coach.messages import (
    Action,
    Heard,
    Hush,
    Listen,
    Listening,
    Say,
    SpeechStarted,
    Spoke,
    Ticked,
)
from voice_coach.testing import Coach, play

GATE = "guide us through a repair"


def ask(coach: Coach, words: str) -> list[Action]:
    """The couple ask, and the coach begins to answer: it is not done when this returns."""
    return coach.conversation.handle(Heard(words, 1.0), coach.now)


def over(coach: Coach, text: str, score: float = 1.0, seconds: float = 1.0) -> list[Action]:
    """Somebody speaks over it for a second."""
    before = coach.conversation.handle(SpeechStarted(), coach.now)
    coach.now += seconds
    return before + coach.conversation.handle(Heard(text, score, over=True), coach.now)


def finish(coach: Coach) -> list[Action]:
    """The coach has said its sentence."""
    coach.now += 1.0
    return coach.conversation.handle(Spoke(), coach.now)


def spoken(actions: list[Action]) -> list[str]:
    return [action.text for action in actions if isinstance(action, Say) and action.text]


@pytest.mark.parametrize("word", ["stop", "not now", "hold on", "never mind", "support please"])
def test_a_word_that_wins_cuts_it_short(coach: Coach, word: str) -> None:
    play(coach, GATE, "yes")
    ask(coach, "what can we say")
    assert Hush() in over(coach, word)


def test_the_wake_phrase_cuts_it_short(coach: Coach) -> None:
    ask(coach, "what can we say")
    assert Hush() in over(coach, "hello coach")


def test_the_couples_own_word_is_among_them(content: Content) -> None:
    assert interrupting(with_check_in_word(content, "pineapple")) == (*FIRST, WAKE)
    assert CHECK_IN not in interrupting(content)


def test_pause_in_mid_sentence_is_silence_and_continue_says_it_again(coach: Coach) -> None:
    play(coach, GATE, "yes")
    said = spoken(ask(coach, "yes"))
    assert Hush() in over(coach, "hold on")
    assert spoken(finish(coach)) == []
    coach.now += 60
    assert spoken(coach.conversation.handle(Ticked(), coach.now)) == []
    ask(coach, "continue")
    assert spoken(finish(coach)) == said != []


def test_without_tones_it_goes_on_too(make: Callable[..., Coach]) -> None:
    coach = make(earcons=False)
    play(coach, GATE, "yes")
    said = spoken(ask(coach, "yes"))
    assert spoken(over(coach, "hold on")) == []
    assert spoken(ask(coach, "continue")) == said != []


def test_called_in_mid_sentence_it_waits_for_a_request_before_it_goes_on(coach: Coach) -> None:
    play(coach, GATE, "yes")
    said = spoken(ask(coach, "yes"))
    over(coach, "hello coach")
    assert spoken(finish(coach)) == []
    deadline = coach.conversation.next_deadline()
    assert deadline is not None
    assert deadline - coach.now < 15
    coach.now = deadline
    assert spoken(coach.conversation.handle(Ticked(), coach.now)) == said != []


def test_called_in_mid_sentence_a_request_comes_instead(coach: Coach) -> None:
    play(coach, GATE, "yes")
    ask(coach, "yes")
    over(coach, "hello coach")
    finish(coach)
    assert "hug" in " ".join(spoken(ask(coach, "start a hug timer"))).lower()
    assert spoken(finish(coach)) == []


def test_talk_over_it_changes_nothing(coach: Coach) -> None:
    ask(coach, "what can we say")
    assert over(coach, "") == []


@pytest.mark.parametrize("words", ["yes", "start a hug timer", "say that again", "louder"])
def test_nor_does_what_only_counts_when_the_coach_has_ended(coach: Coach, words: str) -> None:
    play(coach, GATE)
    ask(coach, "say that again")
    assert over(coach, words) == []
    assert coach.conversation.state.place.yeses == 0


def test_nor_does_a_word_that_the_ear_is_not_sure_of(coach: Coach) -> None:
    ask(coach, "what can we say")
    assert over(coach, "stop", OVER_SCORE - 0.01) == []
    assert Hush() in over(coach, "stop", OVER_SCORE)


def test_it_is_no_answer_that_was_not_understood(coach: Coach) -> None:
    """At a gate, mumbling after the question makes the coach ask again; over it, it does not."""
    play(coach, GATE)
    ask(coach, "say that again")
    over(coach, "")
    rung = coach.conversation.state.place.rung
    finish(coach)
    # It went on until after the coach's last word.
    assert spoken(over(coach, "")) == []
    assert coach.conversation.state.place.rung == rung
    coach.now += 1
    assert spoken(coach.conversation.handle(Heard("", 0.0), coach.now)) != []


def test_whoever_talks_on_when_the_coach_has_ended_is_understood(coach: Coach) -> None:
    """An answer that came a little early."""
    play(coach, GATE)
    ask(coach, "say that again")
    coach.conversation.handle(SpeechStarted(), coach.now)
    finish(coach)
    coach.conversation.handle(Heard("yes", 1.0, over=True), coach.now)
    assert coach.conversation.state.place.yeses == 1


def test_asleep_with_a_timer_that_tells_its_end_it_can_be_stopped(coach: Coach) -> None:
    play(coach, "set a timer for one hour", "go to sleep")
    assert coach.listening is Listening.ASLEEP
    coach.now += 3601
    told = coach.conversation.handle(Ticked(), coach.now)
    assert spoken(told) != []
    assert Hush() in over(coach, "stop")


def test_while_it_speaks_the_ear_listens_for_nothing_else_and_waits_less(coach: Coach) -> None:
    ordered = Listen(Listening.ANSWER, ("yes",), ("louder",), 1.6, over=("stop", "wake"))
    heard = listened_for(ordered)
    assert (heard.mode, heard.intents, heard.short) == (Listening.OVER, (), ("stop", "wake"))
    assert heard.endpoint == OVER_ENDPOINT < 0.3
    assert listened_for(Listen(Listening.MUTED)) == Listen(Listening.MUTED)
    asked = [it for it in ask(coach, GATE) if isinstance(it, Listen)]
    assert asked[-1].over == interrupting(coach.conversation.state.content)

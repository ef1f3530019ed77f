"""What may be heard, and how sure the ear has to be, in each state."""

from __future__ import annotations

from voice_coach.messages import (
    Heard,
    Listening,
    MicrophoneFound,
    MicrophoneLost,
    SpeechStarted,
)
from voice_coach.testing import play


def said(coach, text: str, score: float) -> list[str]:
    """An utterance of which the ear is only so sure."""
    coach.did = []
    coach.perform(coach.conversation.handle(Heard(text, score), coach.now))
    return coach.did


def test_an_unsure_request_is_no_request(coach):
    assert said(coach, "start a hug timer", 0.55) == []
    assert said(coach, "start a hug timer", 0.65) != []


def test_an_unsure_stop_is_a_stop(coach):
    play(coach, "start a hug timer", 5)
    assert said(coach, "stop", 0.1) == ["hush"] or coach.timers == ()
    assert coach.timers == ()


def test_an_unsure_yes_is_not_yet(coach):
    play(coach, "guide us through a repair")
    assert "body" not in str(said(coach, "yes", 0.2))
    assert coach.conversation.state.place.yeses == 0


def test_while_they_talk_only_wake_and_control_words_exist(coach):
    play(coach, "guide us through a repair", "yes", "yes", "steady")
    assert coach.listening is Listening.FLOOR
    assert {"stop", "not_now", "pause", "wake", "done"} <= set(coach.may)
    assert not {"hug_timer", "conversation_starter", "timer_start", "yes"} & set(coach.may)


def test_at_a_gate_only_plain_forms_of_yes_are_listened_for(coach):
    play(coach, "guide us through a repair")
    listen = coach.conversation.listen
    assert "yes" in listen.short
    assert "yes" not in listen.intents
    assert "not_now" in listen.intents


def test_the_coach_waits_until_they_have_spoken(coach):
    play(coach, "set a timer for ten minutes", 590)
    coach.did = []
    coach.perform(coach.conversation.handle(SpeechStarted(), coach.now))
    coach.pass_time(11)
    assert coach.did == [], "a tone would swallow their words"
    coach.hear("")
    assert coach.did[0] == "*chime"
    assert len(coach.did) == 2


def test_somebody_who_never_stops_is_not_waited_for_for_ever(coach):
    play(coach, "set a timer for ten minutes", 590)
    coach.did = []
    coach.perform(coach.conversation.handle(SpeechStarted(), coach.now))
    coach.pass_time(20)
    assert coach.did[0] == "*chime"
    assert len(coach.did) == 2


def test_a_request_that_began_in_the_awake_window_counts(coach):
    play(coach, "start a two song timer", "keep time", 29.5)
    assert coach.listening is Listening.AWAKE
    coach.perform(coach.conversation.handle(SpeechStarted(), coach.now))
    coach.pass_time(3)
    coach.did = []
    coach.hear("how long left")
    assert coach.did


def test_what_stands_still_and_a_lost_microphone_are_told_with_it(coach):
    play(coach, "give us a conversation starter")
    assert not coach.conversation.listen.paused
    play(coach, "pause")
    assert coach.conversation.listen.paused
    play(coach, "continue")
    assert not coach.conversation.listen.paused
    coach.perform(coach.conversation.handle(MicrophoneLost(), coach.now))
    assert coach.conversation.listen.lost
    coach.perform(coach.conversation.handle(MicrophoneFound(), coach.now))
    assert not coach.conversation.listen.lost

"""What a couple lives through: starters, a hug, two songs, timers; read each as a conversation."""

from __future__ import annotations

import pytest

from voice_coach.messages import Listening
from voice_coach.testing import play


def test_a_starter_is_read_and_then_the_coach_is_silent_until_asked(coach):
    said = play(coach, "give us a conversation starter")
    assert said[-1].endswith("?")
    assert play(coach, 300) == []
    assert coach.listening is Listening.FLOOR
    assert "hug_timer" not in coach.may
    assert "stop" in coach.may


def test_another_never_repeats_and_never_goes_deeper(coach, content):
    depth = {card.text: card.depth for card in content.cards}
    said = [play(coach, "give us a conversation starter")[-1]]
    said += [play(coach, "another")[-1] for _ in range(8)]
    assert len(set(said)) == 9
    assert {depth[line] for line in said} == {"light"}


def test_the_frame_is_explained_once_an_evening(coach):
    first = play(coach, "give us a conversation starter")
    again = play(coach, "done", "give us a conversation starter")
    assert len(first) == 2
    assert len(again) == 1


def test_deep_needs_a_yes_from_each(coach, content):
    depth = {card.text: card.depth for card in content.cards}
    play(coach, "give us a conversation starter", "deeper")
    asked = play(coach, "deeper")
    assert asked == ["Is now okay for a deeper talk? I need a yes from each of you."]
    assert play(coach, "yes", 2) == []
    assert depth[play(coach, "yes")[-1]] == "deep"


def test_a_deep_card_declined_gives_a_lighter_one(coach, content):
    depth = {card.text: card.depth for card in content.cards}
    play(coach, "give us a conversation starter", "deeper", "deeper")
    assert depth[play(coach, "not now")[-1]] != "deep"


def test_a_hug_lasts_exactly_as_long_as_it_says(coach):
    play(coach, "start a hug timer")
    began = coach.timers[0]
    assert began[:2] == ("hug", 20.0)
    start = coach.now
    tones = play(coach, 19.9)
    assert tones == ["*open", "*close", "*open", "*close"]
    said = play(coach, 0.2)
    assert said[0] == "*chime"
    assert coach.now >= start + 20.0


def test_a_hug_of_forty_seconds_becomes_twenty_and_says_so(coach):
    said = play(coach, "hug for forty seconds")
    assert said[0] == "I'll do twenty seconds."
    assert coach.timers[0][1] == 20.0


def test_not_now_ends_a_hug_kindly(coach):
    play(coach, "start a hug timer", 5)
    said = play(coach, "not now")
    assert "No hug is fine too." in said[-1] or "No hug" in said[-1]
    assert coach.timers == ()
    assert play(coach, 60) == []


def test_without_touch_the_hug_offers_hands_or_quiet(make):
    coach = make(touch="none")
    assert play(coach, "start a hug timer") == ["Hands, or a quiet moment side by side?"]


def test_stop_is_silence_at_once_and_nothing_after(coach):
    play(coach, "start a hug timer", 5)
    assert play(coach, "stop", 120) == ["hush"] or play(coach) == []
    assert coach.timers == ()


def test_two_songs_keep_time_and_say_nothing_between(coach):
    assert play(coach, "start a two song timer") == ["Two songs. Yours, or shall I just keep time?"]
    play(coach, "keep time")
    assert play(coach, 205) == []
    assert play(coach, 10) == ["*tick"]
    assert play(coach, 220) == ["*chime"]


def test_one_more_song(coach):
    play(coach, "start a two song timer", "keep time", 215)
    assert play(coach, "one more") == ["*tick"]
    assert [name for name, _, _ in coach.timers] == ["second song"], "the song goes on"
    assert play(coach, 212) == ["*tick"]
    assert [name for name, _, _ in coach.timers] == ["one more song"]
    assert play(coach, 213)[0] == "*chime"


def test_a_named_timer_rings_by_its_name(coach):
    play(coach, "set a tea timer for four minutes")
    assert [name for name, _, _ in coach.timers] == ["tea"]
    said = play(coach, 240)
    assert said[0] == "*chime"
    assert "tea" in said[1]


def test_how_long_is_asked_when_it_was_not_said(coach):
    said = play(coach, "start a timer")
    assert said[-1].endswith("?")
    play(coach, "ten minutes")
    assert coach.timers[0][1] == 600.0


def test_how_long_left(coach):
    play(coach, "set a timer for ten minutes", 290)
    assert "left" in play(coach, "how long left")[0]


def test_wake_phrase_opens_the_ear_for_a_request(coach):
    play(coach, "give us a conversation starter", 60)
    assert coach.listening is Listening.FLOOR
    assert play(coach, "hello coach") == ["*open"]
    assert coach.listening is Listening.AWAKE
    assert "hug_timer" in coach.may


def test_an_idle_coach_falls_asleep_and_only_the_wake_phrase_exists(coach):
    play(coach, 6 * 60)
    assert coach.listening is Listening.ASLEEP
    assert coach.may == ("wake",)
    play(coach, "hello coach")
    assert coach.listening is Listening.AWAKE


def test_slower_changes_the_rate_and_says_so(coach):
    assert play(coach, "slower") == ["Slower."]
    assert play(coach, "slower") == ["This is my slowest."]


def test_the_couple_say_whose_help_lines_are_named(coach):
    assert play(coach, "we live in ireland") == ["The numbers of Ireland, then."]
    said = play(coach, "support please", "out loud please")
    assert "In Ireland." in said
    assert [line for line in said if "three four one, nine hundred" in line]


@pytest.mark.parametrize("leaving", [(61.0,), ("stop",), (5.0, "hug timer")])
def test_numbers_on_the_screen_are_wiped_however_they_are_left(coach, leaving):
    play(coach, "support please", "screen please")
    coach.shown.clear()
    play(coach, *leaving)
    assert " " in coach.shown

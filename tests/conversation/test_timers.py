"""Timers by voice: every verb, several at once, and "which one?" with its answer."""

from __future__ import annotations

import pytest

from voice_coach.messages import Heard, SpeechStarted
from voice_coach.testing import Coach, play


def left(coach: Coach) -> dict[str, float]:
    """Seconds left of each timer that runs, as the board has them now."""
    board = coach.conversation.state.board
    return {t.name: round(t.seconds_left(coach.now)) for t in board.timers}


def said(coach: Coach, line: str) -> str:
    return " ".join(play(coach, line))


@pytest.fixture
def two(coach: Coach) -> Coach:
    """Pasta and tea, ten and four minutes, both just begun."""
    play(coach, "set a pasta timer for ten minutes", "set a tea timer for four minutes")
    return coach


def test_nameless_timers_run_beside_each_other(coach: Coach) -> None:
    for minutes in ("ten", "five", "twenty"):
        play(coach, f"set a timer for {minutes} minutes")
    assert list(left(coach)) == ["timer", "second timer", "third timer"]
    play(coach, "cancel the second timer")
    assert list(left(coach)) == ["timer", "third timer"]


def test_the_only_one_is_meant_without_asking(coach: Coach) -> None:
    play(coach, "set a pasta timer for ten minutes")
    assert "stands still" in said(coach, "pause the timer")
    play(coach, 100)
    assert "goes on" in said(coach, "resume the timer")
    assert left(coach)["pasta"] > 590


@pytest.mark.parametrize("answer", ["the tea", "the tea one", "the second one", "the last one"])
def test_the_answer_to_which_one_carries_the_verb_out(two: Coach, answer: str) -> None:
    assert "the pasta, or the tea" in said(two, "pause the timer")
    assert "The tea stands still" in said(two, answer)
    paused = {t.name: t.paused for t in two.conversation.state.board.timers}
    assert paused == {"pasta": False, "tea": True}


def test_both_is_an_answer_too(two: Coach) -> None:
    play(two, "add three minutes", "both of them")
    assert left(two)["pasta"] > 770
    assert left(two)["tea"] > 410


def test_a_whole_new_order_answers_it_as_well(two: Coach) -> None:
    play(two, "cancel the timer", "cancel the pasta timer")
    assert list(left(two)) == ["tea"]
    assert two.conversation.state.stack == []


def test_a_name_that_no_timer_has_is_asked_for_again(two: Coach) -> None:
    play(two, "cancel the timer", "the egg one")
    assert len(left(two)) == 2
    play(two, "the pasta")
    assert list(left(two)) == ["tea"]


@pytest.mark.parametrize("answer", ["no", 40, "not now", "stop"])
def test_no_answer_changes_nothing(two: Coach, answer: str | float) -> None:
    play(two, "cancel the timer", answer)
    assert len(left(two)) == 2


def test_only_those_for_which_it_makes_sense_are_asked_about(two: Coach) -> None:
    play(two, "pause the tea timer")
    assert "The tea goes on" in said(two, "resume the timer")
    play(two, "pause the tea timer")
    assert "The pasta stands still" in said(two, "pause the timer")
    assert "stands still already" in said(two, "pause the tea timer")


def test_a_length_tells_them_apart(two: Coach) -> None:
    play(two, "cancel the ten minute timer")
    assert list(left(two)) == ["tea"]


def test_time_is_taken_off(two: Coach) -> None:
    play(two, "take two minutes off the pasta")
    assert 470 < left(two)["pasta"] < 480
    assert "only" in said(two, "take ten minutes off the tea timer")
    assert left(two)["tea"] > 220, "it does not ring for that"


def test_nothing_impossible_is_done(two: Coach) -> None:
    assert "is my longest" in said(two, "add twelve hours to the tea timer")
    assert said(two, "cancel the egg timer") == "No egg timer runs."


def test_all_are_taken_off_only_after_a_yes(two: Coach) -> None:
    assert said(two, "cancel all timers") == "The pasta and the tea: all of them off?"
    play(two, 40)
    assert len(left(two)) == 2, "silence is not consent"
    play(two, "cancel all timers", "yes")
    assert left(two) == {}


def test_all_stand_still_and_go_on(two: Coach) -> None:
    play(two, "pause all timers", 120)
    assert len(left(two)) == 2
    assert said(two, "resume all timers") == "All of them go on."


def test_what_is_left_is_told_of_each_the_first_to_end_first(two: Coach) -> None:
    told = play(two, "which timers are running")
    assert [line.split(":")[0] for line in told] == ["The tea", "The pasta"]


def test_a_verb_can_be_taken_back(two: Coach) -> None:
    before = left(two)
    play(two, "cancel the pasta timer", "take that back")
    assert left(two)["pasta"] == pytest.approx(before["pasta"], abs=8)
    assert list(left(two)) == ["pasta", "tea"], "in their old order"


def test_a_reminder_is_no_timer_to_speak_of(coach: Coach) -> None:
    play(coach, "every thursday at seven", "yes")
    play(coach, "set a timer for ten minutes")
    assert "Which" not in said(coach, "pause the timer")


def test_in_a_talk_the_question_is_asked_again_after_the_aside(two: Coach) -> None:
    question = play(two, "give us a question for a deep talk")[-1]
    play(two, "pause the timer")
    assert two.conversation.state.stack[-1].script == "which_timer"
    assert two.conversation.state.stack[0].script != "which_timer", question
    play(two, "the tea")
    assert two.conversation.state.stack[0].script != "which_timer"


@pytest.mark.parametrize(
    "line",
    [
        "set a timer until nine",
        "wake us at half past eight",
        "set a timer for seven o'clock",
        "set a pasta timer until quarter past nine",
    ],
)
def test_a_timer_may_end_by_the_clock(coach: Coach, line: str) -> None:
    assert said(coach, line).startswith("Until")
    assert 0 < next(iter(left(coach).values())) <= 12 * 3600


def test_halfway_and_a_minute_before_are_said_where_they_ask_for_it(coach: Coach) -> None:
    play(coach, "set a pasta timer for ten minutes")
    assert play(coach, 200) == [], "nobody asked"
    play(
        coach, "cancel the timer", "set a pasta timer for ten minutes", "tell us when it's halfway"
    )
    play(coach, "warn us one minute before the end")
    told = play(coach, 590)
    assert told == ["The pasta: five minutes left.", "The pasta: one minute left."]


def test_words_on_the_way_wait_until_nobody_speaks(coach: Coach) -> None:
    play(coach, "set a pasta timer for ten minutes", "warn us one minute before the end", 530)
    coach.did = []
    coach.perform(coach.conversation.handle(SpeechStarted(), coach.now))
    coach.pass_time(15)
    assert coach.did == []
    coach.hear("")
    coach.pass_time(1)
    assert coach.did[0].startswith("The pasta: fifty")


def test_a_warning_later_than_the_end_is_refused(coach: Coach) -> None:
    play(coach, "set a pasta timer for two minutes")
    assert "only" in said(coach, "warn us five minutes before the end")


@pytest.mark.parametrize(
    ("start", "name", "minutes"), [("micro date", "micro date", 20), ("ritual", "ritual", 60)]
)
def test_a_date_that_was_just_over_may_go_on(
    coach: Coach, start: str, name: str, minutes: int
) -> None:
    words = {20: "twenty", 60: "sixty"}[minutes]
    play(coach, {"micro date": "micro date please", "ritual": "weekly ritual"}[start])
    play(coach, "this one", f"{words} minutes", minutes * 60 + 15)
    assert coach.conversation.state.step.kind != "wait"
    assert "more" in said(coach, "ten more minutes")
    assert 590 < left(coach)[name] <= 600
    assert "*chime" in play(coach, 602)


def test_a_timer_whose_confirmation_was_cut_short_is_not_started_anew(coach: Coach) -> None:
    play(coach, "set a pasta timer for ten minutes")
    handle = coach.conversation.handle
    handle(Heard("set a tea timer for four minutes", 1.0), coach.now)
    coach.now += 0.5
    handle(Heard("pause the timer", 1.0, typed=True), coach.now)
    play(coach, "the tea", 60)
    assert left(coach)["tea"] == 240
    assert coach.conversation.state.stack == []


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        (["timer twenty"], 1200),
        (["a timer for thirty"], 1800),
        (["set a timer", "twenty"], 1200),
    ],
)
def test_a_bare_number_is_minutes_and_is_said_back(coach: Coach, lines, seconds: float) -> None:
    assert "minutes" in play(coach, *lines)[-1]
    assert [left for _, left, _ in coach.timers] == [seconds]

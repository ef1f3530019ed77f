"""The first evening: what the coach is, two yeses, and how the couple want it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from voice_coach.content.loader import load
from voice_coach.conversation.session import Conversation
from voice_coach.messages import Heard, KeepSettings, Quit, Spoke
from voice_coach.settings import Settings
from voice_coach.testing import Coach, play
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

CONTENT = load()
MATCHER = Matcher(Phrasebook(CONTENT))


def begun(settings: Settings | None = None) -> Coach:
    conversation = Conversation(CONTENT, settings or Settings(), MATCHER, opening="first_evening")
    coach = Coach(conversation)
    coach.perform(conversation.start(coach.now))
    return coach


def chosen(coach: Coach) -> dict[str, object]:
    return dict(coach.conversation.state.by_voice)


def test_it_says_what_it_is_and_is_not_before_it_asks_anything() -> None:
    told = " ".join(begun().did)
    for part in ("Not a therapist", "afraid of the other", "support", "none of it", "rests on"):
        assert part in told
    assert begun().did[-1].startswith("Is that all right with you both?")


def test_all_of_it_in_under_three_minutes() -> None:
    coach = begun()
    play(coach, "yes", 3, "yes", 3, "slower", 3, "hug", 3, "yes", 3, "yes", 3, "pineapple", 2)
    assert coach.quit
    assert coach.now - 1_000_000 < 180
    assert chosen(coach) == {"rate": 130, "touch": "hug", "check_in_word": "pineapple"}


def test_what_was_chosen_is_handed_over_to_be_written() -> None:
    coach = begun()
    play(coach, "yes", "yes", "yes", "no touch", 2)
    actions = coach.conversation.handle(Heard("no word", 1.0), coach.now)
    actions += coach.conversation.handle(Spoke(), coach.now + 5)
    kept = [action for action in actions if isinstance(action, KeepSettings)]
    assert kept == [KeepSettings({"touch": "none", "check_in_word": ""})]
    assert any(isinstance(action, Quit) for action in actions)


@pytest.mark.parametrize("line", ["not now", "no", "stop"])
def test_whoever_does_not_want_it_is_asked_nothing_more(line: str) -> None:
    coach = begun()
    play(coach, line, 120)
    assert not coach.quit
    assert not coach.conversation.state.stack
    assert chosen(coach) == {}


def test_silence_is_no_yes() -> None:
    coach = begun()
    play(coach, 200)
    assert not coach.quit
    assert chosen(coach) == {}


def test_one_yes_is_not_two() -> None:
    coach = begun()
    play(coach, "yes", 200)
    assert not coach.quit
    assert chosen(coach) == {}


def test_silence_about_touch_is_no_touch() -> None:
    coach = begun()
    play(coach, "yes", "yes", "yes", 120)
    assert chosen(coach)["touch"] == "none"


def test_hugs_want_two_yeses() -> None:
    coach = begun()
    play(coach, "yes", "yes", "yes", "hug", "yes", "not now")
    assert chosen(coach)["touch"] == "none"


def test_stop_wins_at_every_question() -> None:
    for said in ((), ("yes", "yes"), ("yes", "yes", "yes"), ("yes", "yes", "yes", "no touch")):
        coach = begun()
        play(coach, *said, "stop", 60)
        assert not coach.conversation.state.stack


def test_it_can_be_had_again_by_voice() -> None:
    coach = Coach(Conversation(CONTENT, Settings(), MATCHER))
    coach.perform(coach.conversation.start(coach.now))
    assert play(coach, "begin the first evening")[0].startswith("Hello, you two. This is our first")


def evening(saved: Mapping[str, object], settings: Settings) -> Coach:
    coach = Coach(Conversation(CONTENT, settings, MATCHER, saved))
    coach.perform(coach.conversation.start(coach.now))
    return coach


def test_what_was_said_holds_after_a_restart_pace_and_loudness_too() -> None:
    first = evening({}, Settings())
    play(first, "no touch ever", "slower", "softer")
    again = evening(first.kept, Settings()).conversation.state
    assert (again.settings.touch, again.rate, again.volume) == ("none", 130, 0.5)


def test_a_file_that_was_changed_later_counts_more_than_what_was_said_before() -> None:
    first = evening({}, Settings())
    play(first, "no touch ever", "slower")
    edited = evening(first.kept, Settings(touch="hands")).conversation.state.settings
    assert (edited.touch, edited.rate) == ("hands", 130)

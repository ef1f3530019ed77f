"""After a quarrel. Silence is never consent, space beats everything, a restart loses no minute."""

from __future__ import annotations

import pytest

from voice_coach.messages import Listening
from voice_coach.testing import play

GATE = "Repair. I keep the time, you keep the words. Is now okay for you both? I need two yeses."
BODY = "Is anyone's heart still racing? Say racing, or steady."
SPACE = (
    "Twenty minutes of space. Do something calming, and let the argument rest. "
    "I'll chime, and you'll come back."
)
LATER = "That's fine. When would be kinder: later tonight, or tomorrow?"


@pytest.fixture
def gated(coach):
    assert play(coach, "guide us through a repair") == [GATE]
    return coach


def test_two_yeses_and_a_steady_heart_lead_to_owning_it(gated):
    assert play(gated, "yes", "yes") == [BODY]
    assert play(gated, "steady")[0].startswith("Start with: I'm sorry I…")
    assert gated.listening is Listening.FLOOR


def test_one_yes_is_not_enough(gated):
    assert play(gated, "yes", 3.9) == []
    said = play(gated, 0.2)
    assert len(said) == 1
    assert said[0].endswith("?")


def test_yes_yes_from_one_mouth_is_one_yes(gated):
    assert BODY not in play(gated, "yes yes", 3)


def test_silence_at_the_gate_is_not_now(gated):
    said = play(gated, 30)
    assert BODY not in said
    assert LATER in said


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "not now",
        "not tonight",
        "yes but tomorrow",
        "leave it",
        "we'd much rather not go there",
    ],
)
def test_any_no_ends_the_gate_without_asking_why(gated, word):
    assert play(gated, "yes", word) == [LATER]


def test_a_yes_may_be_wrapped(gated):
    assert play(gated, "ach go on then love", "i'm ready to talk") == [BODY]


@pytest.mark.parametrize("said", ["only if she wants to", "yes if you promise not to shout", "why"])
def test_what_hangs_on_something_is_neither_a_yes_nor_a_request(gated, said):
    assert BODY not in play(gated, "yes", said)
    assert gated.conversation.state.place.script == "repair"
    assert gated.conversation.state.place.yeses == 1


@pytest.mark.parametrize("said", ["he'll kill me if he hears this", "what if he hits me again"])
def test_fear_at_the_gate_still_ends_it_softly(gated, said):
    (exit_line,) = play(gated, said)
    assert exit_line.startswith("Let's leave it there for tonight.")
    assert gated.conversation.state.place is None


def test_tomorrow_keeps_the_time_and_nothing_else(gated):
    play(gated, "not now", "tomorrow")
    board = gated.conversation.state.board
    left = [(timer.name, round(timer.total)) for timer in board.timers]
    assert left == [("nudge", 86400)]
    assert gated.kept["place"] is None
    assert play(gated, 86500) == ["*chime", "You asked for a nudge."]


def test_a_racing_heart_gets_twenty_minutes_of_space(gated):
    play(gated, "yes", "yes")
    assert play(gated, "racing") == [SPACE]
    assert play(gated, 1199) == []
    assert play(gated, 2)[:2] == ["*chime", "Twenty minutes. Ready, or ten more?"]


def test_unsure_is_racing(gated):
    play(gated, "yes", "yes")
    assert SPACE in play(gated, 40)


def test_space_survives_a_restart_to_the_second(gated, make):
    play(gated, "yes", "yes", "racing", 720)
    died_at, kept = gated.now, gated.kept
    ends_at = next(t for t in kept["timers"] if t["name"] == "space")["ends_at"]
    again = make(saved=kept, now=died_at + 30)
    assert again.did == []
    assert play(again, ends_at - again.now - 1) == []
    assert play(again, 2)[:2] == ["*chime", "Twenty minutes. Ready, or ten more?"]


def test_space_that_ended_while_the_coach_was_off_is_told_at_once(gated, make):
    play(gated, "yes", "yes", "racing", 720)
    again = make(saved=gated.kept, now=gated.now + 3600)
    assert again.did[:2] == ["*chime", "Twenty minutes. Ready, or ten more?"]


def test_ten_more_then_ready_thanks_and_checks_the_body_again(gated):
    play(gated, "yes", "yes", "racing", 1201)
    assert play(gated, "ten more") == ["Ten more minutes."]
    play(gated, 601)
    assert play(gated, "ready") == ["Welcome back. Start with one thank-you."]
    assert play(gated, "done") == [BODY]
    assert play(gated, "steady")[0].startswith("Start with")


def test_space_beats_a_hug(gated):
    play(gated, "yes", "yes", "steady", "done", "done", "yes", "no")
    assert play(gated, "a hug") == ["And for you? Listening, space, or a hug?"]
    assert play(gated, "space") == [SPACE]


def test_a_hug_inside_repair_needs_two_yeses(gated):
    play(gated, "yes", "yes", "steady", "done", "done", "yes", "no", "a hug")
    assert play(gated, "a hug") == ["A hug needs two yeses. Is that okay for you both?"]
    assert play(gated, "no")[-2].startswith("No hug is fine too.")


def test_nobody_finds_the_words(gated):
    play(gated, "yes", "yes", "steady")
    assert play(gated, 46) == ["Take your time."]
    assert play(gated, 76) == ["Say skip, or pause."]
    assert play(gated, 600) == []


def test_after_the_end_nothing_of_it_is_on_disk(gated):
    play(gated, "yes", "yes", "steady")
    assert gated.kept["place"] is not None
    play(gated, "stop")
    assert gated.kept["place"] is None
    assert gated.kept["timers"] == ()


def test_a_repair_broken_off_is_offered_again_within_a_day_only(gated, make):
    play(gated, "yes", "yes", "steady")
    soon = make(saved=gated.kept, now=gated.now + 3600)
    assert soon.did == ["You stopped in the middle of a repair. Go on now, or leave it?"]
    late = make(saved=gated.kept, now=gated.now + 25 * 3600)
    assert "repair. Go on now" not in " ".join(late.did)

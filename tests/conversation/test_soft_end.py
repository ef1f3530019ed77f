"""The end of a timer: tones with gaps in which words count, a cap, and one line afterwards."""

from __future__ import annotations

import pytest

from voice_coach.conversation.soft_end import GAP, LATE, TONES
from voice_coach.messages import Heard, SpeechStarted
from voice_coach.testing import Coach, play


def ringing(coach: Coach, seconds: float = 62) -> Coach:
    play(coach, "set a pasta timer for one minute", seconds)
    return coach


def running(coach: Coach) -> dict[str, float]:
    board = coach.conversation.state.board
    return {t.name: round(t.seconds_left(coach.now)) for t in board.timers if not t.step}


def test_tones_come_with_gaps_and_end_by_themselves(coach: Coach) -> None:
    ringing(coach, 50)
    did = play(coach, 12 + (GAP + 1) * (TONES + 3))
    assert did.count("*chime") == 1 + TONES
    assert did[0] == "*chime"
    assert "pasta" in did[1]
    assert play(coach, 200) == []


@pytest.mark.parametrize(
    "words", ["okay", "thanks", "thank you", "we heard it", "stop", "done", "cancel the timer"]
)
def test_any_word_ends_it(coach: Coach, words: str) -> None:
    ringing(coach)
    play(coach, words)
    assert play(coach, 100) == []
    assert running(coach) == {}


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("five more minutes", 300), ("add two minutes", 120), ("ten minutes", 600)],
)
def test_more_time_is_given_to_the_one_that_ended(coach: Coach, words: str, seconds: int) -> None:
    play(coach, "set an egg timer for one hour")
    ringing(coach)
    play(coach, words)
    assert running(coach)["pasta"] == pytest.approx(seconds, abs=3)
    assert running(coach)["egg"] < 3600
    assert "pasta" in " ".join(play(coach, seconds + 5))


def test_whoever_asks_for_something_else_has_heard_it(coach: Coach) -> None:
    ringing(coach)
    play(coach, "give us a question for tonight")
    assert "*chime" not in play(coach, 60)


def test_what_ended_unheard_is_told_when_somebody_speaks_and_once(coach: Coach) -> None:
    ringing(coach, 300)
    coach.did = []
    coach.perform(coach.conversation.handle(SpeechStarted(), coach.now))
    coach.pass_time(5)
    assert coach.did == []
    coach.hear("")
    assert coach.did == ["The pasta rang four minutes ago."]
    coach.did = []
    coach.hear("")
    assert coach.did == []


def test_a_stop_is_not_answered_with_a_timer(coach: Coach) -> None:
    ringing(coach, 200)
    assert "pasta" not in " ".join(play(coach, "stop", 100))


def test_no_tone_while_somebody_speaks(coach: Coach) -> None:
    ringing(coach)
    between = 0
    for _ in range(6):
        coach.perform(coach.conversation.handle(SpeechStarted(), coach.now))
        coach.did = []
        coach.pass_time(GAP + 5)
        assert coach.did == [], "a tone would swallow their words"
        coach.perform(coach.conversation.handle(Heard("", 0.1), coach.now))
        coach.pass_time(0.1)
        between += coach.did.count("*chime")
    assert between >= 3, "a television that never stops must not let the pasta burn"


def test_the_wake_phrase_gives_time_for_an_answer(coach: Coach) -> None:
    ringing(coach)
    play(coach, "hello coach")
    assert play(coach, 14) == []
    play(coach, "five more minutes")
    assert running(coach)["pasta"] > 295


def test_an_open_question_keeps_its_answers(coach: Coach) -> None:
    """ "Okay" to a timer must never be a yes to a gate."""
    play(coach, "set a pasta timer for ten seconds", "guide us through a repair")
    did = play(coach, 8)
    asked = next(at for at, said in enumerate(did) if "pasta" in said)
    assert "yes from each" in did[-1] or "okay for" in did[-1] or "two yeses" in did[-1]
    assert asked < len(did) - 1, "the question is asked again after the timer's words"
    assert coach.conversation.state.place.yeses == 0
    assert "*chime" not in play(coach, 5)


def test_a_machine_that_slept_tells_it_once_and_kindly(coach: Coach) -> None:
    play(coach, "set a pasta timer for ten minutes")
    coach.now += 600 + LATE + 1  # nobody ticked meanwhile
    assert play(coach, 300) == ["The pasta ended while I was away."]


def test_nothing_is_lost_and_nothing_told_anew_after_a_crash(make, coach: Coach) -> None:
    ringing(coach)
    later = make(coach.kept, coach.now + 3)
    assert not any("pasta" in said for said in later.did), "it had been told"
    assert play(later, 60) == []
    assert "pasta" in " ".join(play(later, "we are tired"))
    assert make(later.kept, later.now + 3).conversation.state.rings == ()


def test_more_than_one_end_at_once(coach: Coach) -> None:
    play(coach, "set a pasta timer for one minute", "set a tea timer for one minute")
    did = " ".join(play(coach, 66))
    assert "pasta" in did
    assert "tea" in did
    assert play(coach, "thanks", 60) == ["hush"]


def test_while_they_talk_to_each_other_nobody_is_told_late(coach: Coach) -> None:
    ringing(coach, 200)
    coach.conversation.state.asleep = False
    play(coach, "hello coach", "one appreciation please", 40)
    coach.did = []
    coach.hear("")
    assert not any("pasta" in said for said in coach.did)

"""The stage on simulated time: the real ear and voices, and a coach of three tricks."""

import time
from collections.abc import Callable

import numpy as np
import pytest

from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import Listening
from voice_coach.rehearsal.stage import Played, Stage

pytestmark = pytest.mark.voices

Rehearse = Callable[..., tuple[Stage, list[Played]]]

HUG = 'who = "p"\nsay = "hug timer"'
SPACE = 'who = "p"\nsay = "we need some space"'
ASKED = f'{SPACE}\nexpect = [{{ any_of_reply = "apart:ask" }}]'
APART = """who = "q"\nsay = "yes please"
expect = [{ any_of_reply = "apart:space", mark = "apart" }]"""
OVER = """expect = [
  { chime = "chime", since = "apart", at = "20m", within = 0.01 },
  { contains = "over" },
]"""


def words(played: Played) -> list[str]:
    return [answer.words for answer in played.outcome.answers]


def wrong(turns: list[Played]) -> list[object]:
    return [(t.place, v.expected, v.came) for t in turns for v in t.verdicts if not v.ok]


def test_the_coach_is_greeted_heard_and_on_time(rehearse: Rehearse) -> None:
    expect = """expect = [
      { any_of_reply = "hug:offer", mark = "hug" },
      { chime = "chime", since = "hug", at = 20, within = 0.05 },
      "Stay as long as you like.",
    ]"""
    _, turns = rehearse(f"{HUG}\n{expect}", head='opening = ["Hello, you two."]')
    assert wrong(turns) == []
    assert [heard.text for heard in turns[1].heard] == ["hug timer"]
    assert turns[1].intent == "hug_timer"


def test_the_first_answer_comes_within_the_endpoint_and_a_breath(rehearse: Rehearse) -> None:
    _, turns = rehearse(HUG)
    assert turns[1].latency is not None
    assert 0.3 < turns[1].latency < 1.3


def test_a_wrong_answer_is_a_verdict_and_not_the_end(rehearse: Rehearse) -> None:
    _, turns = rehearse(f'{HUG}\nexpect = ["Good night."]\npatience = 30', "wait = 1\nexpect = []")
    assert [turn.ok for turn in turns] == [True, False, True]
    assert wrong(turns)[0] == (1, "“Good night.”", words(turns[1])[0])


def test_a_word_ends_a_timer_and_nothing_chimes(rehearse: Rehearse) -> None:
    quiet = "expect = [{ silence = true }]"
    stop = f'who = "q"\nafter = 5\nsay = "stop please"\nheard = "stop please"\n{quiet}'
    _, turns = rehearse(
        f'{HUG}\nexpect = [{{ any_of_reply = "hug:offer" }}]', stop, f"wait = 60\n{quiet}"
    )
    assert wrong(turns) == []


def test_twenty_minutes_pass_in_a_second_and_chime_to_the_frame(rehearse: Rehearse) -> None:
    began = time.perf_counter()
    stage, turns = rehearse(
        ASKED,
        APART,
        f'silence = true\npatience = "30m"\n{OVER}',
    )
    assert wrong(turns) == []
    assert stage.seconds > 1200
    assert time.perf_counter() - began < 20


def test_the_process_dies_and_the_timer_goes_on(rehearse: Rehearse) -> None:
    _, turns = rehearse(
        ASKED,
        APART,
        'wait = "12m"\nexpect = [{ silence = true }]',
        'restart = true\ndown = "1m"\nexpect = [{ silence = true }]',
        f'silence = true\npatience = "30m"\n{OVER}',
    )
    assert wrong(turns) == []


def test_what_was_not_kept_dies_with_the_process(rehearse: Rehearse) -> None:
    _, turns = rehearse(
        ASKED,
        'restart = true\nexpect = ["Hello, you two."]',
    )
    assert wrong(turns) == []
    assert turns[1].outcome.listening is Listening.ANSWER
    assert turns[2].outcome.listening is not Listening.ANSWER


def test_the_ear_is_shut_while_the_coach_speaks(rehearse: Rehearse) -> None:
    over = 'who = "q"\nduring = true\nafter = 0.1\nsay = "stop please"\nheard = ""'
    _, turns = rehearse(SPACE, over)
    assert wrong(turns) == []
    assert turns[2].heard == ()


def test_with_barge_in_a_word_cuts_the_coach_off(rehearse: Rehearse) -> None:
    long = 'who = "p"\nsay = "we need some space"'
    over = 'who = "q"\nduring = true\nafter = 0.1\nsay = "stop"\nheard = "stop"'
    stage, turns = rehearse(long, over, head="[settings]\nbarge_in = true")
    assert wrong(turns) == []
    spoken = [piece for piece in stage.track.pieces if piece.coach][-1]
    assert spoken.end / RATE <= turns[2].words_end + 1.3


def test_silence_climbs_the_ladder_on_time(rehearse: Rehearse) -> None:
    again = '{ any_of_reply = "apart:ask:again", at = 8, within = 0.05 }'
    choices = '{ any_of_reply = "apart:ask:choices", at = 10, within = 0.05 }'
    _, turns = rehearse(
        ASKED,
        f"silence = true\nexpect = [{again}, {choices}]",
    )
    assert wrong(turns) == []


def test_a_turn_can_come_at_its_own_time(rehearse: Rehearse) -> None:
    _, turns = rehearse(HUG, 'who = "q"\nat = 12.5\nsay = "stop please"')
    assert turns[2].start - turns[1].start == pytest.approx(12.5, abs=0.001)


def test_other_settings_make_another_evening(rehearse: Rehearse) -> None:
    again = (
        'silence = true\nexpect = [{ any_of_reply = "apart:ask:again", at = 16, within = 0.05 }]'
    )
    _, turns = rehearse(SPACE, again, head="[settings]\npatience = 2")
    assert wrong(turns) == []


def test_the_same_scene_is_the_same_to_the_sample(rehearse: Rehearse) -> None:
    first, second = (
        rehearse(HUG, 'who = "q"\nafter = 3\nsay = "stop please"')[0] for _ in range(2)
    )
    assert first.seconds == second.seconds
    assert np.array_equal(first.track.stereo(), second.track.stereo())


@pytest.mark.parametrize("engine", ["flite", "espeak"])
def test_either_engine_can_speak_the_lines(rehearse: Rehearse, engine: str) -> None:
    import shutil

    if engine == "flite" and not shutil.which("flite"):
        pytest.skip("flite is not installed")
    _, turns = rehearse(f'{HUG}\nheard = "hug timer"', engine=engine)
    assert wrong(turns) == []

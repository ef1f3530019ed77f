"""What a step, a script and a card can do, shown with a small content of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach.content.loader import load
from voice_coach.content.schema import Content
from voice_coach.settings import Settings
from voice_coach.testing import Coach, play, rehearsed

SMALL = """
[replies]
greeting = "Hello."
"gate.second" = "And you?"
"timer.done" = "The {name} is over."
"timer.missed" = "The {name} ended while I was off."

[intents]
stop = { templates = ["stop"], control = true }
talk = { templates = ["let us talk"] }
nudge = { templates = ["nudge us"] }
weekly = { templates = ["every week"] }
tired = { templates = ["we are tired"] }
awake = { templates = ["we are awake"] }
topic = { templates = ["about {what}"] }
help_us = { templates = ["who helps"] }
ideas = { templates = ["an idea"] }
done = { templates = ["done"], control = true }
yes = { templates = ["yes"], answer = true }
no = { templates = ["no"], answer = true }
another_one = { templates = ["another"], control = true }
lighter = { templates = ["lighter"], answer = true }
follow_up = { templates = ["ask more"], answer = true }
ask_me = { templates = ["ask me"] }
wake = { templates = ["hello you"] }
rain_please = { templates = ["rain"] }

whisper = { templates = ["whisper"] }
whom = { templates = ["which of us"], control = true }

[scripts.whisper]
aside = true
starts = ["whisper"]
steps = [{ id = "on", kind = "end", set = { quiet = true }, say = "I whisper." }]

[scripts.whom]
aside = true
starts = ["whom"]
steps = [{ id = "which", kind = "ask", say = "Which?", again = "Who?", answers = { no = "end" } }]

[slots.what]
values = ["tea", "rain", "snow"]

[scripts.talk]
starts = ["talk"]
cap = 100
capped = "over"
cues = [{ at = -60, chime = "tick" }]
leave = "farewell"
outline = "Two turns."
steps = [
  { id = "first", kind = "floor", say = "Talk.", answers = { done = "rest" } },
  { id = "rest", kind = "wait", seconds = 50, say = "Rest." },
  { id = "check", kind = "ask", say = "Again?", again = "Go on?", answers = { yes = "first" } },
  { id = "over", kind = "end", say = "Time." },
]

[scripts.farewell]
steps = [{ id = "bye", kind = "end", say = "Let us leave it there." }]

[scripts.nudge]
starts = ["nudge"]
[[scripts.nudge.steps]]
id = "set"
kind = "wait"
background = true
seconds = 60
timer = "promise"
say = "Later."

[scripts.nudged]
timer = "promise"
steps = [{ id = "told", kind = "end", chime = "chime", say = "You asked." }]

[scripts.weekly]
starts = ["weekly"]
[[scripts.weekly.steps]]
id = "set"
kind = "wait"
background = true
seconds = 60
every = "week"
timer = "evening"
say = "Kept."

[scripts.tired]
starts = ["tired"]
[[scripts.tired.steps]]
id = "on"
kind = "end"
set = { low_energy = true, touch = "none" }
say = "Long words."
low_energy = "Short."

[scripts.awake]
starts = ["awake"]
steps = [
  { id = "rested", when = "not low_energy", say = "Rested.", next = "end" },
  { id = "off", set = { low_energy = false }, say = "Awake." },
]

[scripts.topic]
starts = ["topic"]
steps = [
  { id = "route", kind = "run", script = "topic_{what}", below = "unknown", next = "end" },
  { id = "unknown", say = "I know nothing of {what}." },
]

[scripts.topic_tea]
steps = [{ id = "tea", say = "Tea is {what}." }]

[scripts.help_us]
starts = ["help_us"]
steps = [{ id = "tell", kind = "end", region = "aloud", say = "In {region}." }]

[regions.here]
name = "Here"
emergency = "one"
aloud = ["Two, two."]
screen = "22"
checked = 2026-01-01

[regions.there]
name = "There"
emergency = "nine"
aloud = ["Three."]
screen = "3"
checked = 2026-01-01

[scripts.ideas]
starts = ["ideas"]
[[scripts.ideas.steps]]
id = "one"
kind = "card"
deck = "idea"
in_order = true
ask = "This, or another?"
again = "This?"
answers = { yes = "go", no = "end" }
silence = "end"

[[scripts.ideas.steps]]
id = "go"
kind = "run"
script = "{card}"
next = "end"


[scripts.starter]
starts = ["ask_me"]
steps = [
  { id = "card", kind = "card", deck = "starter", no_repeat = true, answers = { done = "twice" } },
  { id = "twice", most = 2, below = "enough", say = "Once more.", next = "card" },
  { id = "enough", kind = "end", say = "Enough." },
]

[scripts.rain]
starts = ["rain_please"]
steps = [{ id = "rain", kind = "wait", seconds = 100, sound = "rain" }]

[[cards]]
id = "i1"
deck = "idea"
text = "A walk."
script = "nudge"

[[cards]]
id = "i2"
deck = "idea"
text = "A hug."
touch = "hug"
script = "tired"

[[cards]]
id = "s1"
deck = "starter"
text = "What is a compass?"
literal = "What guides us?"
follow_up = "And since when?"
easier = "What helped today?"
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Content:
    home: Path = tmp_path_factory.mktemp("small")
    (home / "all.toml").write_text(SMALL)
    return load(home)


@pytest.fixture
def coach(small: Content) -> Coach:
    return rehearsed(small)


def test_the_time_box_counts_talk_and_not_rest(coach: Coach) -> None:
    assert play(coach, "let us talk", 40) == ["Talk.", "*tick"]
    assert play(coach, "done", 50) == ["Rest.", "Again?"]
    assert play(coach, "yes", 45) == ["Talk."]
    assert play(coach, 30) == ["Time."]
    assert coach.timers == ()


def test_silence_inside_ends_with_the_leave_taking(coach: Coach) -> None:
    play(coach, "let us talk", "done", 50)
    assert play(coach, 40)[-1] == "Let us leave it there."


def test_a_timer_may_start_a_script_but_not_into_another(coach: Coach) -> None:
    assert play(coach, "nudge us") == ["Later."]
    play(coach, "let us talk")
    assert play(coach, 70) == ["*tick"], "the couple talk: the nudge waits"
    assert play(coach, "stop") == ["hush"], "stop is silence"
    assert play(coach, 31) == ["*chime", "You asked."]
    assert play(coach, 1000) == []


def test_a_nudge_that_is_owed_survives_a_crash(small: Content, coach: Coach) -> None:
    play(coach, "nudge us", "let us talk", 70)
    later = rehearsed(small, saved=coach.kept, now=coach.now + 5)
    assert "You asked." in later.did
    assert "You asked." not in rehearsed(small, saved=later.kept, now=later.now + 5).did


def test_what_comes_every_week_comes_again(coach: Coach) -> None:
    play(coach, "every week")
    week = 7 * 86400
    assert play(coach, 61) == ["*chime", "The evening is over."]
    (timer,) = coach.conversation.state.board.timers
    assert round(timer.seconds_left(coach.now), -2) == week
    assert play(coach, week) == ["*chime", "The evening is over."]


def test_a_mode_takes_effect_in_its_own_confirmation(coach: Coach) -> None:
    assert play(coach, "we are tired") == ["Short."]
    assert coach.conversation.state.settings.touch == "none"


def test_a_mode_survives_a_restart(small: Content, coach: Coach) -> None:
    assert play(coach, "we are awake") == ["Rested."]
    play(coach, "we are tired")
    later = rehearsed(small, saved=coach.kept, now=coach.now)
    assert play(later, "we are awake") == ["Awake."]


def test_a_slot_may_complete_the_name_of_a_script(coach: Coach) -> None:
    assert play(coach, "about tea") == ["Tea is tea."]
    assert play(coach, "about rain") == ["I know nothing of rain."]


def test_the_couple_choose_their_region(small: Content, coach: Coach) -> None:
    assert play(coach, "who helps") == ["In Here.", "Two, two."]
    assert play(rehearsed(small, Settings(region="there")), "who helps") == ["In There.", "Three."]


def test_a_card_with_a_question_waits_for_the_answer(coach: Coach) -> None:
    assert play(coach, "an idea") == ["A walk.", "This, or another?"]
    assert play(coach, "another") == ["A hug.", "This, or another?"]
    assert play(coach, "yes") == ["Short."], "the script that the card stands for"


def test_a_card_above_the_touch_level_is_never_read(small: Content) -> None:
    tender = rehearsed(small, Settings(touch="hands"))
    assert play(tender, "an idea", "another", "another").count("A hug.") == 0


def test_a_follow_up_and_an_easier_twin_are_read_once(coach: Coach) -> None:
    assert play(coach, "ask me") == ["What is a compass?"]
    assert play(coach, "ask more") == ["And since when?"]
    assert play(coach, "lighter") == ["What helped today?"]
    assert play(coach, "lighter") == ["What is a compass?"]


def test_a_literal_couple_hear_the_literal_twin(small: Content) -> None:
    assert play(rehearsed(small, Settings(literal=True)), "ask me") == ["What guides us?"]


def test_a_step_may_be_entered_only_so_often(coach: Coach) -> None:
    play(coach, "ask me")
    assert play(coach, "done") == ["Once more.", "What is a compass?"]
    assert play(coach, "done") == ["Once more.", "What is a compass?"]
    assert play(coach, "done") == ["Enough."]


def test_only_decks_that_ask_for_it_are_remembered(coach: Coach) -> None:
    play(coach, "an idea", "stop", "ask me")
    assert coach.kept["used"] == ("s1",)


def test_rain_plays_until_stop(coach: Coach) -> None:
    assert play(coach, "rain") == ["~rain"]
    assert play(coach, "stop")[-1] == "~"
    assert play(coach, "rain", 101) == ["~rain", "~"]


def test_an_aside_ends_nothing(coach: Coach) -> None:
    play(coach, "let us talk", "done", 10)
    assert play(coach, "whisper") == ["I whisper."]
    assert [name for name, _, _ in coach.timers] == ["talk"], "the rest goes on"
    assert play(coach, 40) == ["Again?"]


def test_after_an_aside_an_open_question_is_asked_again(coach: Coach) -> None:
    play(coach, "let us talk", "done", 50)
    assert play(coach, "whisper") == ["I whisper.", "Again?"]


def test_a_timer_that_ends_beneath_an_aside_goes_on(coach: Coach) -> None:
    play(coach, "let us talk", "done", 45)
    assert play(coach, "which of us", 9) == ["Which?", "Again?"]

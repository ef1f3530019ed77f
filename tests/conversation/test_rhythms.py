"""Every day, week, month and year: said once, read back once, moved and taken off by voice."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.schema import Content
from voice_coach.conversation.rhythms import Rhythm, following, settled
from voice_coach.testing import Coach, play

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAY = 86400.0


def comes(rhythm: Rhythm, after: str, zone: ZoneInfo = BERLIN, times: int = 1) -> list[str]:
    now = datetime.datetime.fromisoformat(after).replace(tzinfo=zone).timestamp()
    found = []
    for _ in range(times):
        now = following(rhythm, now, zone)
        found.append(f"{datetime.datetime.fromtimestamp(now, zone):%Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        (Rhythm("day", "08:00"), "2026-03-28 09:00", ["2026-03-29 08:00", "2026-03-30 08:00"]),
        (Rhythm("day", "08:00"), "2026-10-24 09:00", ["2026-10-25 08:00", "2026-10-26 08:00"]),
        (Rhythm("week", "19:00", 3), "2026-03-26 19:00", ["2026-04-02 19:00", "2026-04-09 19:00"]),
        (Rhythm("week", "19:00", 3), "2026-10-22 18:59", ["2026-10-22 19:00", "2026-10-29 19:00"]),
        (Rhythm("week", "19:00", 0), "2026-12-31 12:00", ["2027-01-04 19:00", "2027-01-11 19:00"]),
        (
            Rhythm("month", "19:00", 31),
            "2027-01-31 19:00",
            ["2027-02-28 19:00", "2027-03-31 19:00"],
        ),
        (
            Rhythm("month", "19:00", 31),
            "2028-02-01 00:00",
            ["2028-02-29 19:00", "2028-03-31 19:00"],
        ),
        (Rhythm("month", "19:00", 1), "2026-12-01 19:00", ["2027-01-01 19:00", "2027-02-01 19:00"]),
        (
            Rhythm("year", "09:00", 29, 2),
            "2027-01-01 00:00",
            ["2027-02-28 09:00", "2028-02-29 09:00"],
        ),
        (
            Rhythm("year", "09:00", 3, 6),
            "2026-06-03 09:00",
            ["2027-06-03 09:00", "2028-06-03 09:00"],
        ),
    ],
)
def test_it_comes_when_the_wall_clock_says(rhythm: Rhythm, after: str, expected: list[str]) -> None:
    assert comes(rhythm, after, times=2) == expected


def test_an_hour_that_the_clock_skips_or_repeats_comes_once() -> None:
    """At half past two the clocks go forward in March, and back in October."""
    nightly = Rhythm("day", "02:30")
    assert comes(nightly, "2026-03-28 12:00", times=2) == ["2026-03-29 03:30", "2026-03-30 02:30"]
    assert comes(nightly, "2026-10-24 12:00", times=2) == ["2026-10-25 02:30", "2026-10-26 02:30"]


@given(
    st.sampled_from(["day", "week", "month", "year"]),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(1, 31),
    st.integers(1, 12),
    st.floats(0, 4e9),
    st.sampled_from(
        [BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]
    ),
)
def test_the_next_time_is_to_come_and_no_further_than_one_turn(
    every: str, hour: int, minute: int, day: int, month: int, now: float, zone: ZoneInfo
) -> None:
    numbers = {"day": (0, 0), "week": (day % 7, 0), "month": (day, 0), "year": (day, month)}
    rhythm = Rhythm(every, f"{hour:02d}:{minute:02d}", *numbers[every])  # type: ignore[arg-type]
    turn = {"day": 1, "week": 7, "month": 31, "year": 366}[every] * DAY
    comes_at = following(rhythm, now, zone)
    assert now < comes_at <= now + turn + 2 * 3600
    here = datetime.datetime.fromtimestamp(comes_at, zone)
    assert every != "week" or here.weekday() == day % 7
    assert every != "year" or here.month == month


@pytest.mark.parametrize(
    ("slots", "time"),
    [
        ({"every": "week", "time": "7:00"}, "19:00"),
        ({"every": "week", "time": "10:00"}, "10:00"),
        ({"every": "week", "time": "21:15"}, "21:15"),
        ({"every": "day", "part": "morning", "time": "8:00"}, "08:00"),
        ({"every": "day", "part": "evening", "time": "9:00"}, "21:00"),
        ({"every": "day", "time": "7:30"}, "07:30"),
        ({"every": "day", "part": "morning"}, "08:00"),
        ({"every": "month"}, "19:00"),
        ({"every": "week", "time": "12:00"}, "12:00"),
    ],
)
def test_a_time_leaves_nothing_open(slots: dict[str, str], time: str) -> None:
    once = settled(slots)
    assert once["time"] == time
    assert settled(once)["time"] == time


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("every thursday at seven", "Every Thursday at seven o'clock in the evening."),
        ("every morning at eight", "Every day at eight o'clock in the morning."),
        ("every evening at half past nine", "Every day at half past nine in the evening."),
        ("on the first of the month", "The first of each month, at seven o'clock in the evening."),
        (
            "every month on the last day",
            "The last day of each month, at seven o'clock in the evening.",
        ),
        ("our anniversary is the third of june", "The third of june, each year."),
        ("we got married on february twenty ninth", "The twenty-ninth of february, each year."),
    ],
)
def test_it_is_read_back_once_and_kept_after_a_yes(coach: Coach, said: str, back: str) -> None:
    assert play(coach, said) == [f"{back} Is that right?"]
    assert coach.conversation.state.board.timers == ()
    kept = play(coach, "yes")
    assert len(kept) == 1
    assert len(coach.kept["timers"]) == 1


@pytest.mark.parametrize("answer", ["no", "not now", 60])
def test_without_a_yes_nothing_is_kept(coach: Coach, answer: str | float) -> None:
    play(coach, "every thursday at seven", answer, "stop")
    assert coach.conversation.state.board.timers == ()


def planned(coach: Coach) -> Coach:
    for said in ("every thursday at seven", "every morning at eight", "every sunday at ten"):
        play(coach, said, "yes")
    return coach


def told(coach: Coach) -> str:
    return " ".join(play(coach, "which reminders do we have"))


def test_they_are_told_when_asked(coach: Coach) -> None:
    assert told(coach) == "No reminder is kept."
    assert all(word in told(planned(coach)) for word in ("Thursday", "Sunday", "every day"))
    assert play(coach, "when is our anniversary") == ["I keep no such reminder."]


def test_one_is_moved(coach: Coach) -> None:
    planned(coach)
    assert play(coach, "move thursdays to friday") == [
        "Moved: every Friday at seven o'clock in the evening."
    ]
    play(coach, "cancel sundays")
    assert "sunday" not in told(coach)
    assert play(coach, "move the ritual to eight") == [
        "Moved: every Friday at eight o'clock in the evening."
    ]


def test_which_one_is_asked_where_it_is_not_clear(coach: Coach) -> None:
    planned(coach)
    assert play(coach, "move the ritual to friday")[0].startswith("Which one: every")
    assert play(coach, "the sunday one") == ["Moved: every Friday at ten o'clock in the morning."]
    assert play(coach, "move the daily reminder") == ["To when?"]
    play(coach, "at nine")
    assert "every day at nine o'clock in the morning" in told(coach)


def test_they_are_taken_off(coach: Coach) -> None:
    planned(coach)
    assert play(coach, "cancel all reminders") == ["All your reminders off?"]
    play(coach, "no")
    assert "Thursday" in told(coach)
    play(coach, "cancel thursdays")
    assert "Thursday" not in told(coach)
    play(coach, "take that back")
    assert "Thursday" in told(coach)
    play(coach, "no more reminders", "yes")
    assert told(coach) == "No reminder is kept."


def test_a_nudge_is_short_and_never_says_what_it_is_about(content: Content) -> None:
    kinds = [step.timer for s in content.scripts.values() for step in s.steps if step.every]
    nudges = [s for s in content.scripts.values() if s.timer in kinds]
    assert len(nudges) == 4
    for script in nudges:
        nudge = script.steps[0]
        assert nudge.chime == "chime"
        for words in nudge.say:
            assert len(words.split()) <= 6, words
            assert not {"letter", "repair", "talk", "hug", "candle"} & set(words.lower().split())


def test_it_comes_once_a_turn_and_later_moves_it(coach: Coach) -> None:
    play(coach, "every morning at eight", "yes")
    wait = coach.conversation.state.board.timers[0].seconds_left(coach.now)
    assert play(coach, wait + 2)[0] == "*chime"
    play(coach, "later")
    assert play(coach, 3595) == []
    assert "*chime" in play(coach, 10), "in an hour"
    assert play(coach, 20 * 3600) == [], "once, and not again that day"
    assert "*chime" in play(coach, 4 * 3600)


def test_it_survives_a_restart_and_the_loss_of_a_week(make, coach: Coach) -> None:
    play(coach, "every thursday at seven", "yes")
    later = make(coach.kept, coach.now + 30 * DAY)
    assert [said for said in later.did if said == "*chime"] == ["*chime"], "once for all that week"
    (timer,) = [t for t in later.conversation.state.board.timers if t.rhythm]
    assert 0 < timer.seconds_left(later.now) <= 7 * DAY


@pytest.mark.parametrize("said", ["yes", "no"])
def test_two_days_in_one_breath_are_two_rhythms_or_none(coach: Coach, said: str) -> None:
    asked = play(coach, "every tuesday and thursday at seven")
    assert asked == ["Every Tuesday and Thursday at seven o'clock in the evening. Is that right?"]
    play(coach, said, "not now" if said == "no" else 1)
    told = play(coach, "which reminders do we have")[0]
    assert ("every Tuesday" in told and "every Thursday" in told) == (said == "yes")
    assert ("No reminder" in told) == (said == "no")

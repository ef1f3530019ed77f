"""From words about time to a moment: next thursday at seven, clock changes, the ends of months."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.conversation.moments import again, next_one

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY_EVENING = datetime.datetime(2026, 11, 25, 20, 30, tzinfo=BERLIN)


def meant(now: datetime.datetime = WEDNESDAY_EVENING, **slots: str) -> str:
    moment = next_one(slots, now.timestamp(), BERLIN)
    assert moment is not None
    return f"{datetime.datetime.fromtimestamp(moment, BERLIN):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ({"day": "thursday", "time": "7:00"}, "Thu 26 Nov 19:00"),
        ({"day": "thursday", "time": "19:15"}, "Thu 26 Nov 19:15"),
        ({"day": "sunday", "time": "9:30"}, "Sun 29 Nov 09:30"),
        ({"day": "wednesday", "time": "20:00"}, "Wed 02 Dec 20:00"),
        ({"day": "wednesday"}, "Wed 02 Dec 19:00"),
        ({"day": "saturday"}, "Sat 28 Nov 19:00"),
        ({"day": "tomorrow"}, "Thu 26 Nov 19:00"),
        ({"day": "tomorrow morning"}, "Thu 26 Nov 08:00"),
        ({"day": "tonight"}, "Wed 25 Nov 21:00"),
        ({"until": "9:00"}, "Wed 25 Nov 21:00"),
        ({"until": "8:00"}, "Thu 26 Nov 08:00"),
        ({"until": "0:00"}, "Thu 26 Nov 00:00"),
        ({"part": "morning"}, "Thu 26 Nov 08:00"),
        ({"day": "the weekend"}, "Sat 28 Nov 19:00"),
    ],
)
def test_the_next_moment_of_that_name(slots: dict[str, str], expected: str) -> None:
    assert meant(**slots) == expected


def test_words_that_name_no_moment_give_none() -> None:
    assert next_one({"duration": 60.0}, 0.0, BERLIN) is None
    assert next_one({}, 0.0, BERLIN) is None


@given(
    st.floats(0, 4e9),
    st.sampled_from(["monday", "sunday", "tomorrow", "tonight", "", "the weekend", "soon"]),
    st.sampled_from(["", "7:00", "19:30", "0:00", "12:00", "nonsense"]),
)
def test_it_is_always_to_come_and_never_far(now: float, day: str, time: str) -> None:
    moment = next_one({"day": day, "time": time}, now, BERLIN)
    assert moment is None or now < moment <= now + 9 * 86400


def test_seven_stays_seven_when_the_clocks_change() -> None:
    before = datetime.datetime(2026, 3, 26, 19, 0, tzinfo=BERLIN)
    after = again(before.timestamp(), "week", before.timestamp() + 1, BERLIN)
    assert f"{datetime.datetime.fromtimestamp(after, BERLIN):%a %d %b %H:%M}" == "Thu 02 Apr 19:00"
    assert after - before.timestamp() == 7 * 86400 - 3600


@pytest.mark.parametrize(
    ("every", "expected"),
    [("day", "01 Feb"), ("week", "07 Feb"), ("month", "28 Feb"), ("year", "31 Jan")],
)
def test_the_end_of_a_month_stays_at_the_end(every: str, expected: str) -> None:
    last = datetime.datetime(2026, 1, 31, 19, 0, tzinfo=BERLIN).timestamp()
    comes = again(last, every, last, BERLIN)
    assert f"{datetime.datetime.fromtimestamp(comes, BERLIN):%d %b}" == expected


def test_what_was_missed_for_weeks_comes_once() -> None:
    last = datetime.datetime(2026, 1, 1, 19, 0, tzinfo=BERLIN).timestamp()
    comes = again(last, "week", last + 30 * 86400, BERLIN)
    assert last + 30 * 86400 < comes <= last + 37 * 86400

"""Days for letters, and promises said back: small pure rooms, tried at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from voice_coach.content.schema import Content
from voice_coach.conversation import days, promising
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer
from voice_coach.settings import Settings


def at(content: Content, *moment: int, zone=UTC) -> State:
    """A state on that day."""
    now = datetime(*moment, tzinfo=zone).timestamp()
    return State(content, Settings(), 1, 150, 1.0, now=now, zone=zone)


@pytest.mark.parametrize(
    ("seal", "day"),
    [
        ("+1 days", date(2026, 12, 1)),
        ("+2 weeks", date(2026, 12, 14)),
        ("+3 months", date(2027, 2, 28)),
        ("+1 years", date(2027, 11, 30)),
        ("monday", date(2026, 12, 7)),
        ("tuesday", date(2026, 12, 1)),
        ("12-25", date(2026, 12, 25)),
        ("11-30", date(2027, 11, 30)),
        ("02-29", date(2027, 2, 28)),
        ("open", None),
        ("anniversary", None),
        ("", None),
    ],
)
def test_a_seal_is_a_day_to_come(content: Content, seal: str, day: date | None) -> None:
    state = at(content, 2026, 11, 30, 21)  # a Monday
    assert days.opening(state, {"seal": seal}) == day


def test_the_anniversary_is_known_where_a_yearly_timer_knows_it(content: Content) -> None:
    state = at(content, 2026, 11, 30, 21)
    there = datetime(2027, 6, 3, 19, tzinfo=UTC).timestamp()
    yearly = Timer(name="day of ours", total=1.0, ends_at=there, every="year")
    state.board = state.board.adopt(yearly)
    assert days.opening(state, {"seal": "anniversary"}) == date(2027, 6, 3)
    state.board = state.board.adopt(replace(yearly, name="another day of ours"))
    assert days.opening(state, {"seal": "anniversary"}) is None  # it could be either


def test_a_day_is_the_couple_s_own(content: Content) -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    state = at(content, 2026, 11, 30, 23, zone=UTC)
    state.zone = auckland
    assert days.this_day(state) == date(2026, 12, 1)
    evening = datetime.fromtimestamp(days.evening_of(date(2027, 4, 4), state), auckland)
    assert (evening.day, evening.hour) == (4, 19)  # on that day their clocks are put back


@given(st.dates(date(2026, 1, 1), date(2060, 12, 31)), st.integers(1, 12), st.integers(1, 31))
def test_every_month_and_day_is_some_day_within_a_year(
    content: Content, here: date, month: int, day: int
) -> None:
    state = at(content, here.year, here.month, here.day, 12)
    found = days.opening(state, {"seal": f"{month:02}-{day:02}"})
    assert found is not None
    assert 0 < (found - here).days <= 366
    assert found.month == month


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I will call your mother.", "You meant to call your partner's mother."),
        ("I'll cook for you and me", "You meant to cook for your partner and you."),
        ("After dinner I will put my phone away", "You meant to put your phone away after dinner."),
        ("I promise to be on time", "You meant to be on time."),
        ("i promise that i'll rest when i'm tired!", "You meant to rest when you're tired."),
        ("I’ll water the plants myself", "You meant to water the plants yourself."),
        ("on sunday i promise i will cook", "You meant to cook on sunday."),
        ("the phone stays in the drawer", "You promised: the phone stays in the drawer."),
        ("I will", "You promised: I will."),
    ],
)
def test_a_promise_is_said_back_to_whoever_made_it(content: Content, said: str, meant: str) -> None:
    assert promising.said_back(said, "meant", content) == meant


@given(st.text(max_size=80))
def test_any_words_can_be_said_back(content: Content, said: str) -> None:
    assert promising.said_back(said, "will", content)

"""Days for letters: from "until our anniversary" to a date, and a date in words. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from voice_coach.content.spoken import number
from voice_coach.conversation.moments import USUAL_HOUR, WEEKDAYS
from voice_coach.conversation.state import State
from voice_coach.understanding.grammar import SlotValue

SEAL = "seal"
"""The slot: "open" (no seal), "anniversary", a weekday, "+2 weeks", or "02-14" (month and day)."""
OPEN = "open"
"""The seal that is none."""
FAR = datetime.timedelta(days=300)
"""From there on a day without its year could be taken for a nearer one."""
ANNIVERSARY = "anniversary"
"""The seal that means the couple's own day, which their yearly nudge knows, where there is one."""
_AHEAD = re.compile(r"\+(\d+) (days|weeks|months|years)$")
_DATE = re.compile(r"(\d\d)-(\d\d)$")
_MONTHS_A_YEAR = 12


def this_day(state: State) -> datetime.date:
    """The couple's own date."""
    return datetime.datetime.fromtimestamp(state.wall_now, state.zone).date()


def evening_of(day: datetime.date, state: State) -> float:
    """The moment of that day, on the coach's clock, at which couples are told of it."""
    evening = datetime.datetime.combine(day, datetime.time(USUAL_HOUR), state.zone)
    return evening.timestamp() - state.wall


def opening(state: State, slots: Mapping[str, SlotValue]) -> datetime.date | None:
    """The day that the slot names, always one to come; None: none, or one that nobody told."""
    seal, here = str(slots.get(SEAL, "")), this_day(state)
    if seal == ANNIVERSARY:
        return _their_day(state)
    if seal in WEEKDAYS:
        ahead = (WEEKDAYS.index(seal) - here.weekday()) % 7 or 7
        return here + datetime.timedelta(days=ahead)
    if found := _AHEAD.match(seal):
        return _ahead(here, int(found[1]), found[2])
    found = _DATE.match(seal)
    return _next(here, int(found[1]), int(found[2])) if found else None


def _their_day(state: State) -> datetime.date | None:
    """The next time of the one day a year that they want to be told of."""
    ends = [it.ends_at for it in state.board.timers if it.every == "year" and it.ends_at]
    if len(ends) != 1:
        return None
    return datetime.datetime.fromtimestamp(ends[0] + state.wall, state.zone).date()


def _ahead(here: datetime.date, count: int, unit: str) -> datetime.date:
    if unit in ("days", "weeks"):
        return here + datetime.timedelta(days=count * (7 if unit == "weeks" else 1))
    months = here.month - 1 + count * (_MONTHS_A_YEAR if unit == "years" else 1)
    return _in_month(here.year + months // _MONTHS_A_YEAR, months % _MONTHS_A_YEAR + 1, here.day)


def _next(here: datetime.date, month: int, day: int) -> datetime.date:
    this_year = _in_month(here.year, month, day)
    return this_year if this_year > here else _in_month(here.year + 1, month, day)


def _in_month(year: int, month: int, day: int) -> datetime.date:
    """That day, or the month's last one."""
    following = datetime.date(year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)
    return datetime.date(year, month, min(day, (following - datetime.timedelta(days=1)).day))


def weekday(at: float, zone: datetime.tzinfo) -> str:
    """The name, in content, of the day on which that moment is."""
    return WEEKDAYS[datetime.datetime.fromtimestamp(at, zone).weekday()]


def in_words(day: datetime.date, state: State) -> str:
    """ "June the third", with its year where that is far; the words stand in the content."""
    replies = state.content.replies
    far = abs(day - this_day(state)) > FAR
    words = replies["date.far" if far else "date"][0]
    words = words.replace("{month}", replies["date.months"][day.month - 1])
    words = words.replace("{day}", replies["date.days"][day.day - 1])
    return words.replace("{year}", number(day.year, state.content))

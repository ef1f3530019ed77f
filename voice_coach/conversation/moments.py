"""From "thursday at seven" to a moment on the coach's clock, in the couple's own time zone. Pure.

A clock change moves nothing: seven in the evening stays seven in the evening.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from voice_coach.content.script_schema import Script
from voice_coach.understanding.grammar import SlotValue

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Values of the slot `day`, in any language: they are names in content, not words."""
PARTS = {"morning": 8, "afternoon": 15, "evening": 19, "night": 21}
"""Hours that stand for parts of a day."""
USUAL_HOUR = 19
"""When no hour was named."""
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})$")
_HALF_DAY = 12


def next_one(slots: Mapping[str, SlotValue], now: float, zone: datetime.tzinfo) -> float | None:
    """The next moment that the slots `day`, `time`, `until`, `part` name; None: they name none."""
    here = datetime.datetime.fromtimestamp(now, zone)
    day = str(slots.get("day") or slots.get("weekday") or "")
    clock = _clock(str(slots.get("time") or slots.get("until") or ""))
    part = str(slots.get("part") or "")
    if not (day or clock or part):
        return None
    hour, minute = clock or (PARTS.get(part) or _hour_in(day) or USUAL_HOUR, 0)
    ahead = _days_ahead(day, here)
    at = _at(here, ahead, hour, minute)
    if clock and hour <= _HALF_DAY:
        at = _as_meant(here, ahead, hour, minute, day)
    step = 7 if day in WEEKDAYS else 1
    while at <= here:
        at = _at(at, step, at.hour, at.minute)
    return at.timestamp()


def timed(
    script: Script, slots: Mapping[str, SlotValue], now: float, zone: datetime.tzinfo
) -> Mapping[str, SlotValue]:
    """The slots with the length that "until nine" gives a script which keeps only lengths."""
    own = any(step.until or step.given == "until" for step in script.steps)
    moment = next_one({"until": slots.get("until", "")}, now, zone)
    if own or moment is None or "duration" in slots or "duration" not in script.limits:
        return slots
    return {**slots, "duration": max(60.0, round((moment - now) / 60) * 60.0)}


def again(last: float, every: str, now: float, zone: datetime.tzinfo) -> float:
    """The next time of something that comes every day, week, month or year."""
    at = datetime.datetime.fromtimestamp(last, zone)
    count = 0
    first = at
    while at.timestamp() <= now:
        count += 1
        at = _later(first, every, count)
    return at.timestamp()


def _later(first: datetime.datetime, every: str, count: int) -> datetime.datetime:
    if every in ("day", "week"):
        return _at(first, count * (7 if every == "week" else 1), first.hour, first.minute)
    months = first.month - 1 + count * (12 if every == "year" else 1)
    year, month = first.year + months // 12, months % 12 + 1
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    last_day = (following - datetime.timedelta(days=1)).day
    return first.replace(year=year, month=month, day=min(first.day, last_day))


def _clock(text: str) -> tuple[int, int] | None:
    found = _CLOCK.match(text)
    return (int(found[1]) % 24, int(found[2])) if found else None


def _hour_in(day: str) -> int | None:
    """ "tomorrow morning" names an hour of its own."""
    last = day.split(" ")[-1] if day else ""
    return PARTS["night"] if last == "tonight" else PARTS.get(last)


def _days_ahead(day: str, here: datetime.datetime) -> int:
    if day in WEEKDAYS:
        return (WEEKDAYS.index(day) - here.weekday()) % 7
    if day.startswith("the day after"):
        return 2
    if "weekend" in day:
        return (5 - here.weekday()) % 7
    return 1 if day.startswith("tomorrow") else 7 if day.startswith("next week") else 0


def _at(day: datetime.datetime, ahead: int, hour: int, minute: int) -> datetime.datetime:
    """That hour, so many days later: wall time, whatever the clocks do in between."""
    date = day.date() + datetime.timedelta(days=ahead)
    return datetime.datetime.combine(date, datetime.time(hour, minute), day.tzinfo)


def _as_meant(
    here: datetime.datetime, ahead: int, hour: int, minute: int, day: str
) -> datetime.datetime:
    """ "Seven" is the next seven of the clock; on another day, the one when people are awake."""
    early, late = hour % _HALF_DAY, hour % _HALF_DAY + _HALF_DAY
    if ahead == 0 and not day.endswith("morning"):
        both = [_at(here, 0, early, minute), _at(here, 0, late, minute)]
        return next((at for at in both if at > here), _at(here, 1, early, minute))
    waking = early if day.endswith("morning") or (hour >= 8 and hour < _HALF_DAY) else late
    return _at(here, ahead, waking, minute)

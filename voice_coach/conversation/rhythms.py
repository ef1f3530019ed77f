"""Rhythms: what comes every day, week, month or year, at a time on the couple's own clock. Pure.

A rhythm names a time of day and never a moment, so clock changes and journeys leave it as it is:
seven in the evening is seven where they are. The 31st comes on the last day of a short month.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from voice_coach.content.schema import Content
from voice_coach.conversation.moments import PARTS, WEEKDAYS
from voice_coach.understanding.grammar import SlotValue

Every = Literal["day", "week", "month", "year"]
USUAL = {"day": "19:00", "week": "19:00", "month": "19:00", "year": "09:00"}
"""When no time was named."""
USUAL_DAY = WEEKDAYS.index("thursday")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})$")
_NOON, _MORNING = 12, {"day": 5, "week": 10, "month": 10, "year": 5}
"""From that hour on to noon a bare hour is one of the morning; earlier ones are of the evening."""
_SATURDAY = 5


class Rhythm(Struct, frozen=True, forbid_unknown_fields=True):
    """When something comes."""

    every: Every
    at: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """Time of day, "19:00"."""
    day: Annotated[int, Meta(ge=0, le=31)] = 0
    """week: 0 is Monday; month and year: the day of the month, 1 to 31."""
    month: Annotated[int, Meta(ge=0, le=12)] = 0
    """year: 1 to 12."""

    @property
    def key(self) -> str:
        """What two rhythms that cannot be told apart have in common."""
        return f"{self.every} {self.month}-{self.day}" if self.every != "day" else f"day {self.at}"


def settled(slots: Mapping[str, SlotValue]) -> dict[str, SlotValue]:
    """The slots with a time of day that leaves nothing open: "19:00" for "seven"."""
    every = slots.get("every")
    if every not in USUAL:
        return dict(slots)
    part = str(slots.get("part") or "")
    found = _CLOCK.match(str(slots.get("time") or ""))
    if found is None:
        at = f"{PARTS[part]:02d}:00" if part in PARTS else USUAL[every]
        return {**slots, "time": at}
    hour = int(found[1]) % 24
    bare = (0 < hour < _NOON and len(found[1]) == 1) or found[1] in ("10", "11")
    late = part in ("afternoon", "evening", "night") or (not part and hour < _MORNING[every])
    return {**slots, "time": f"{hour + _NOON if bare and late else hour:02d}:{found[2]}"}


def of(slots: Mapping[str, SlotValue], every: Every, content: Content) -> Rhythm:
    """The rhythm that the slots `day`, `date`, `month` and `time` name."""
    at = str(settled({**slots, "every": every})["time"])
    if every == "day":
        return Rhythm("day", at)
    if every == "week":
        named = str(slots.get("day") or "")
        usual = _SATURDAY if "weekend" in named else USUAL_DAY
        return Rhythm("week", at, WEEKDAYS.index(named) if named in WEEKDAYS else usual)
    day = min(31, 1 + _place(content, "date", slots.get("date")))
    if every == "month":
        return Rhythm("month", at, day)
    return Rhythm("year", at, day, 1 + _place(content, "month", slots.get("month")))


def named(rhythm: Rhythm, content: Content) -> dict[str, SlotValue]:
    """Its slots, for a sentence about it."""
    slots: dict[str, SlotValue] = {"time": rhythm.at}
    if rhythm.every == "week":
        slots["day"] = WEEKDAYS[rhythm.day]
    elif rhythm.day:
        slots["date"] = _values(content, "date")[rhythm.day - 1]
    if rhythm.month:
        slots["month"] = _values(content, "month")[rhythm.month - 1]
    return slots


def following(rhythm: Rhythm, now: float, zone: datetime.tzinfo) -> float:
    """The first moment after `now` (seconds since 1970, by the wall clock)."""
    hour, minute = (int(part) for part in rhythm.at.split(":"))
    time = datetime.time(hour, minute)
    days = _days(rhythm, datetime.datetime.fromtimestamp(now, zone).date())
    moments = (datetime.datetime.combine(day, time, zone).timestamp() for day in days)
    return next(moment for moment in moments if moment > now)


def _days(rhythm: Rhythm, today: datetime.date) -> Iterator[datetime.date]:
    """Its days from today on, and no end of them."""
    if rhythm.every in ("day", "week"):
        weekly = rhythm.every == "week"
        ahead = (rhythm.day - today.weekday()) % 7 if weekly else 0
        for count in range(3):
            yield today + datetime.timedelta(days=ahead + count * (7 if weekly else 1))
        return
    for count in range(15):
        months = today.year * 12 + today.month - 1 + count
        year, month = months // 12, months % 12 + 1
        if rhythm.month in (0, month):
            last = calendar.monthrange(year, month)[1]
            yield datetime.date(year, month, min(max(1, rhythm.day), last))


def _place(content: Content, slot: str, value: SlotValue | None) -> int:
    """The place of a value in its list: the third date is the third of the month."""
    values = _values(content, slot)
    return values.index(str(value)) if value in values else 0


def _values(content: Content, slot: str) -> list[str]:
    listed = content.slots[slot].values if slot in content.slots else []
    return [str(value if isinstance(value, str) else value.value) for value in listed]

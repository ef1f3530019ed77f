"""Fills the coach's sentences: numbers and lengths of time as words to say or digits to read. Pure.

`{name}` puts a slot in as it is (numbers in words), `{songs:number}` a number, and
`{seconds:duration}` a length of time, `{time:clock}` a time of day ("19:30"), `{time:daytime}` the
same with the part of the day, `{day:named}` what the language calls a value that the coach reckons
with. The unit words and names come from `[replies]` in units.toml.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from voice_coach.content.mistakes import did_you_mean
from voice_coach.content.schema import Content
from voice_coach.errors import ContentError

FORMATS = ("number", "duration", "clock", "daytime", "named")
_PLACEHOLDER = re.compile(r"\{\s*(\w+)\s*(?::\s*(\w+)\s*)?\}")
_SENTENCE = re.compile(r"(?:^|(?<=[.?!…] ))[^\W\d_]")
_MINUTE, _HOUR = 60, 3600
_THOUSAND = 1000
_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
""".split()  # noqa: SIM905  # read as a list of words
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_NOON = 12
_PARTS = (("night", 22), ("evening", 18), ("afternoon", 12), ("morning", 4))


def placeholders(template: str) -> list[tuple[str, str]]:
    """The (slot, format) pairs of a sentence; the format is "" where none is given."""
    return [(found[1], found[2] or "") for found in _PLACEHOLDER.finditer(template)]


def fill(
    template: str, slots: Mapping[str, str | float], content: Content, spoken: bool = True
) -> str:
    """The sentence with its slots filled in; `spoken` is for the voice, otherwise digits.

    Raises ContentError when a slot has no value, or one that its format cannot show.
    """

    def one(found: re.Match[str]) -> str:
        name, style = found[1], found[2] or ""
        if name not in slots:
            fix = f"Slots with a value here: {', '.join(sorted(slots)) or 'none'}."
            raise ContentError(f"nothing is known for {{{name}}} in {template!r}.", fix)
        return _shown(name, slots[name], style, content, spoken)

    filled = _PLACEHOLDER.sub(one, template)
    return _SENTENCE.sub(lambda found: found[0].upper(), filled) if filled != template else filled


def number(value: float, content: Content, spoken: bool = True) -> str:
    """A number: "twenty-one", or "21"."""
    if not math.isfinite(value):
        raise ContentError(f"{value} is not a number that can be said.")
    whole = int(value) if value == int(value) else round(value, 2)
    if not spoken:
        return str(whole)
    return number_words(whole, content.locale.language)


def number_words(number: float, language: str) -> str:
    """A number in the words of a language: "twenty-one". Raises ContentError when it has none."""
    if language == "en" and isinstance(number, int) and 0 <= number < _THOUSAND:
        return _english(number)
    from num2words import num2words  # some megabytes, for all that is not said every day

    try:
        return str(num2words(number, lang=language))
    except NotImplementedError as error:
        fix = "Set language in [locale] to a language that the library num2words can count in."
        raise ContentError(f"there are no number words for {language!r}.", fix) from error


def _english(number: int) -> str:
    """As num2words says it."""
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{_SMALL[hundreds]} hundred" + (f" and {_english(rest)}" if rest else "")
    if rest < len(_SMALL):
        return _SMALL[rest]
    tens, ones = divmod(rest, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


def duration(seconds: float, content: Content, spoken: bool = True) -> str:
    """A length of time to the second: "ninety seconds", "seven minutes", "two hours and …"."""
    if not math.isfinite(seconds):
        raise ContentError(f"{seconds} is not a length of time.")
    total = max(0, round(seconds))
    large, small = _units(total)
    parts = [part for part in (large, small) if part[0]] or [small]
    said = [_counted(amount, unit, content, spoken) for amount, unit in parts]
    if len(said) == 1:
        return said[0]
    return _reply("unit.join", content).replace("{long}", said[0]).replace("{short}", said[1])


def listed(items: Sequence[str], key: str, content: Content) -> str:
    """Several things in one breath, joined as the reply `key` says: "the pasta, or the tea"."""
    if len(items) == 1:
        return items[0]
    before = ", ".join(items[:-1])
    return _reply(key, content).replace("{before}", before).replace("{last}", items[-1])


def clock(time: str, content: Content, spoken: bool = True) -> str:
    """A time of day: "quarter past seven", or "7:15"."""
    hour, _, minute = time.partition(":")
    if not spoken or not (hour.isdigit() and minute.isdigit()):
        return time
    kind = {"00": "full", "15": "quarter", "30": "half", "45": "to"}.get(minute, "minutes")
    slots = {
        "{hour}": number((int(hour) - 1) % _NOON + 1, content),
        "{next}": number(int(hour) % _NOON + 1, content),
        "{minute}": number(int(minute), content),
    }
    one = f"clock.{kind}.one"  # where the word for one changes before the word for the hour
    alone = int(hour) % _NOON == 1 and one in content.replies
    said = _reply(one if alone else f"clock.{kind}", content)
    for name, words in slots.items():
        said = said.replace(name, words)
    return said


def daytime(time: str, content: Content, spoken: bool = True) -> str:
    """A time of day that cannot be mistaken: "seven o'clock in the evening"."""
    said, hour = clock(time, content, spoken), time.partition(":")[0]
    if not spoken or not hour.isdigit() or time == "12:00":
        return said
    part = next((name for name, begin in _PARTS if int(hour) >= begin), "night")
    return f"{said} {_reply(f'clock.{part}', content)}"


def named(value: str, content: Content) -> str:
    """What the language calls it: "Donnerstag" for "thursday"; without a name, the value itself."""
    return content.replies.get(f"named.{value}", [value])[0]


def _units(total: int) -> tuple[tuple[int, str], tuple[int, str]]:
    """The way people say it: small multiples stay in the smaller unit ("ninety minutes")."""
    if total < _MINUTE or (total < 2 * _MINUTE and total % _MINUTE):
        return (0, "minute"), (total, "second")
    if total < _HOUR or total % _MINUTE:
        return (total // _MINUTE, "minute"), (total % _MINUTE, "second")
    if total < 2 * _HOUR and total % _HOUR:
        return (0, "hour"), (total // _MINUTE, "minute")
    return (total // _HOUR, "hour"), (total % _HOUR // _MINUTE, "minute")


def _counted(amount: int, unit: str, content: Content, spoken: bool) -> str:
    pattern = _reply(f"unit.{unit}" if amount == 1 else f"unit.{unit}s", content)
    return pattern.replace("{count}", number(amount, content, spoken))


def _reply(name: str, content: Content) -> str:
    try:
        return content.replies[name][0]
    except (KeyError, IndexError):
        fix = f'Add "{name}" under [replies]; intents/en/units.toml shows how.'
        raise ContentError(f"there are no words for {name!r}.", fix) from None


def _shown(name: str, value: str | float, style: str, content: Content, spoken: bool) -> str:
    if style and style not in FORMATS:
        fix = did_you_mean(style, FORMATS)
        raise ContentError(f"there is no format {style!r} in {{{name}:{style}}}.", fix)
    if isinstance(value, str):
        if style in ("clock", "daytime"):
            return (clock if style == "clock" else daytime)(value, content, spoken)
        if style == "named":
            return named(value, content)
        if style:
            raise ContentError(f"{{{name}:{style}}} holds words, not a number.", f"Use {{{name}}}.")
        return value
    return (
        duration(value, content, spoken) if style == "duration" else number(value, content, spoken)
    )

"""Checks what the coach says: short enough for one breath, simple enough for a tired ear."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from voice_coach.content.finding import Finding, error, warning
from voice_coach.content.lists import said_too
from voice_coach.content.mistakes import did_you_mean
from voice_coach.content.reading import grade
from voice_coach.content.schema import Content
from voice_coach.content.script_schema import BOX_WORDS, Script
from voice_coach.content.spoken import FORMATS, fill, placeholders
from voice_coach.content.template import SlotRef, parse, slots_and_words
from voice_coach.errors import ContentError

PROMPT_WORDS, CARD_WORDS = 20, 18
USUAL_RATE, SLOW_RATE = 150, 130
"""Words per minute."""
USUAL_SECONDS, CEILING_SECONDS = 8.0, 12.0
GRADE = 6.0
MOST_OPTIONS = 3
_SURELY_SHORT = 10
"""Words that no voice needs eight seconds for; not worth measuring."""
_GRADED_WORDS = 6
"""Below this the reading grade says nothing."""
_UNSPOKEN = ("unit.", "number.", "join.", "check.", "clock.")
_SAMPLE: dict[str, str | float] = {"duration": 1200.0, "number": 20.0, "": "twenty"}
_BY_THE_COACH = ("first", "second", "names", "what")
"""Slots of the scripts that ask back between two requests, or between some timers."""
VoiceSeconds = Callable[[str, int], float]


@dataclass(frozen=True, slots=True)
class _Sentence:
    name: str
    text: str
    words: int = PROMPT_WORDS
    slots: frozenset[str] | None = None
    """The slots that may have a value here; None: not known."""


def check(content: Content, voice_seconds: VoiceSeconds | None = None) -> list[Finding]:
    """Everything about the sentences; with a voice, their length is measured."""
    found: list[Finding] = []
    for sentence in _sentences(content):
        problems = list(_placeholders(content, sentence))
        found += problems
        if not problems:
            found += _length(content, sentence, voice_seconds)
            found += _simplicity(content, sentence)
    return found


def _sentences(content: Content) -> Iterator[_Sentence]:
    for name, variants in content.replies.items():
        if not name.startswith(_UNSPOKEN):
            yield from (_Sentence(f"replies.{name}", text) for text in variants)
    for name, script in content.scripts.items():
        yield from _of_script(name, script, _available(content, script))
    for code, region in content.regions.items():
        yield from (_Sentence(f"regions.{code}", text) for text in region.aloud)
    for card in content.cards:
        name = f"cards.{card.id}"
        yield _Sentence(name, card.say or card.text, CARD_WORDS, frozenset())
        others = (card.literal, card.follow_up, card.easier if " " in card.easier else "")
        yield from (_Sentence(name, text, CARD_WORDS, frozenset()) for text in others if text)


def _of_script(name: str, script: Script, slots: frozenset[str]) -> Iterator[_Sentence]:
    for limit in script.limits.values():
        for text in _several(limit.say):
            yield _Sentence(f"scripts.{name}", text, slots=slots)
    if script.outline:
        yield _Sentence(f"scripts.{name}", script.outline, slots=slots)
    for step in script.steps:
        cues = [text for cue in step.cues for text in _several(cue.say)]
        said = (step.say, step.literal, step.low_energy, step.ask, step.again, step.choices)
        for text in (*(text for one in said for text in _several(one)), *cues):
            if text:
                yield _Sentence(f"scripts.{name}:{step.id}", text, slots=slots)


def _several(say: str | list[str]) -> list[str]:
    return [say] if isinstance(say, str) else say


def _available(content: Content, script: Script) -> frozenset[str]:
    """Every slot that some way through the script may have filled."""
    found = {*script.limits, *(_BY_THE_COACH if not script.starts else ())}
    found |= {"emergency", "region"} if any(step.region for step in script.steps) else set()
    found |= BOX_WORDS if any(step.box for step in script.steps) else set()
    runs = [s for other in content.scripts.values() for s in other.steps if s.kind == "run"]
    intents = {*script.starts, *script.answers}
    for step in script.steps:
        found.update(step.keep_slots)
        intents.update(step.answers)
    for name in intents & set(content.intents):
        intent = content.intents[name]
        found.update(intent.means)
        for template in intent.templates:
            leaves = slots_and_words(parse(template))
            for leaf in (leaf for leaf in leaves if isinstance(leaf, SlotRef)):
                found.update(said_too(content.slots, {leaf.list: leaf.name}).values())
    outer = {n for n, s in content.scripts.items() if s is script} & {step.script for step in runs}
    if outer:  # run inside another: it is given that script's slots
        others = [s for s in content.scripts.values() if any(t.script in outer for t in s.steps)]
        for other in others:
            found.update(other.limits, *(step.keep_slots for step in other.steps))
    return frozenset(found)


def _placeholders(content: Content, sentence: _Sentence) -> Iterator[Finding]:
    for slot, style in placeholders(sentence.text):
        if style and style not in FORMATS:
            fix = did_you_mean(style, FORMATS)
            yield error(content, sentence.name, f"has no format {style!r}: {sentence.text!r}", fix)
        elif sentence.slots is not None and slot not in sentence.slots:
            what = f"says {{{slot}}}, which has no value here: {sentence.text!r}"
            fix = did_you_mean(slot, sorted(sentence.slots))
            yield error(content, sentence.name, what, fix)
    if re.search(r"[{}<>\[\]]", _sample(sentence.text, content)):
        fix = "Only {slot}, {slot:number} and {slot:duration} may stand in what is said."
        yield error(content, sentence.name, f"has a stray bracket: {sentence.text!r}", fix)


def _sample(text: str, content: Content) -> str:
    """The sentence with likely values."""
    slots: dict[str, str | float] = {
        slot: _SAMPLE.get(style, "twenty") for slot, style in placeholders(text)
    }
    try:
        return fill(text, slots, content)
    except ContentError:  # formats and units are found fault with elsewhere
        return re.sub(r"\{[^{}]*\}", "twenty", text)


def _length(
    content: Content, sentence: _Sentence, voice_seconds: VoiceSeconds | None
) -> Iterator[Finding]:
    text = _sample(sentence.text, content)
    count = len(text.split())
    if count > sentence.words:
        what = f"has {count} words, more than {sentence.words}: {sentence.text!r}"
        yield warning(content, sentence.name, what, "Say less, or say it in two steps.")
    if voice_seconds is None or count <= _SURELY_SHORT:
        return
    usual = voice_seconds(text, USUAL_RATE)
    slow = usual * USUAL_RATE / SLOW_RATE
    if slow > CEILING_SECONDS - 1.0:  # near the ceiling the estimate will not do
        slow = voice_seconds(text, SLOW_RATE)
    if slow > CEILING_SECONDS:
        what = f"takes {slow:.1f} s at the slow rate, more than {CEILING_SECONDS:.0f} s"
        yield error(content, sentence.name, f"{what}: {sentence.text!r}", "Say less.")
    elif usual > USUAL_SECONDS:
        what = f"takes {usual:.1f} s, more than {USUAL_SECONDS:.0f} s"
        yield warning(content, sentence.name, f"{what}: {sentence.text!r}", "Say less.")


def _simplicity(content: Content, sentence: _Sentence) -> Iterator[Finding]:
    text = _sample(sentence.text, content)
    if content.locale.language == "en" and len(text.split()) >= _GRADED_WORDS:
        level = grade(text)
        if level > GRADE:
            what = f"reads at grade {level:.1f}, above {GRADE:.0f}: {sentence.text!r}"
            yield warning(content, sentence.name, what, "Use shorter words or sentences.")
    options = _options(text, content.replies.get("check.or", []))
    if options > MOST_OPTIONS:
        what = f"offers {options} choices, more than {MOST_OPTIONS}: {sentence.text!r}"
        yield warning(content, sentence.name, what, "Ask in two steps.")


def _options(text: str, words_for_or: list[str]) -> int:
    """How many choices a question offers: "tea, coffee, or milk?" three."""
    most = 0
    for question in re.findall(r"[^.!?:]*\?", text):
        for word in words_for_or:
            listed, found, _ = question.rpartition(f" {word} ")
            if found:
                most = max(most, len([part for part in listed.split(",") if part.strip()]) + 1)
    return most

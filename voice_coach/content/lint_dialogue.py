"""Checks the scripts: every step reached, every answer known, every question safe with silence."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from voice_coach.content.finding import Finding, error, warning
from voice_coach.content.mistakes import did_you_mean
from voice_coach.content.schema import Content
from voice_coach.content.script_schema import BOX_MODES, BOX_TIMERS, END, HERE, Script, Step
from voice_coach.errors import ContentError
from voice_coach.messages import Earcon
from voice_coach.settings import BY_VOICE, MODES, Settings, changed
from voice_coach.understanding.phrasebook import Phrasebook

SOUND_ALIKE = 80
"""rapidfuzz's ratio of spellings from which two answers are easily mixed up."""
SHORT = 3
"""Answers of so many words are compared; longer ones have enough to tell them apart."""
_SAMPLES = 12
_ROUTES = frozenset({"deep"})
"""card: not an intent, but where `deeper` leads when the next card would be a deep one."""


def check(content: Content) -> list[Finding]:
    """Everything about the scripts except their sentences."""
    found = [*_starts(content)]
    for name, script in content.scripts.items():
        found += _script(content, name, script)
    return [*found, *_answers_alike(content)]


def _starts(content: Content) -> Iterator[Finding]:
    starter: dict[str, str] = {}
    for name, script in content.scripts.items():
        for intent in script.starts:
            if intent not in content.intents:
                yield _no_intent(content, f"scripts.{name}", "is started by", intent)
            if starter.setdefault(intent, name) != name:
                sentence = f"is started by {intent!r}, as [scripts.{starter[intent]}] is."
                yield error(content, f"scripts.{name}", sentence, "One intent starts one script.")


def _script(content: Content, name: str, script: Script) -> Iterator[Finding]:
    ids = [step.id for step in script.steps]
    table = f"scripts.{name}"
    for intent in script.answers:
        if intent not in content.intents:
            yield _no_intent(content, table, "answers", intent)
    ways = [*script.answers.values(), *filter(None, (script.resume, script.capped))]
    yield from _leads(content, table, ways, ids)
    yield from _leaving(content, table, script)
    for slot, limit in script.limits.items():
        if not limit.min <= limit.default <= limit.max:
            sentence = (
                f"limits {slot!r} to {limit.min}…{limit.max}, but defaults to {limit.default}."
            )
            yield error(content, table, sentence, "Choose a default between them.")
    for step in script.steps:
        yield from _leads(content, f"{table}:{step.id}", _ways(step), ids)
        yield from _step(content, f"{table}:{step.id}", step)
    for lost in [step for step in ids if step not in _reached(script)]:
        fix = "Let a step's `next` or an answer lead there, or remove it."
        yield warning(content, f"{table}:{lost}", "is never reached.", fix)


def _leaving(content: Content, table: str, script: Script) -> Iterator[Finding]:
    """The time box, the script that takes leave, and the timer that starts this one."""
    if script.leave and script.leave not in content.scripts:
        fix = did_you_mean(script.leave, sorted(content.scripts))
        yield error(content, table, f"leaves with {script.leave!r}, which is no script.", fix)
    if (script.capped or script.cues) and not script.cap:
        yield error(content, table, "has no time box to close.", "Add `cap`, in seconds.")
    steps = [step for other in content.scripts.values() for step in other.steps]
    timers = {step.timer for step in steps if step.kind == "wait" and step.background}
    timers.update(BOX_TIMERS)
    if script.timer and script.timer not in timers:
        sentence = f"waits for the timer {script.timer!r}, which nothing starts."
        yield error(content, table, sentence, did_you_mean(script.timer, sorted(timers)))


def _no_intent(content: Content, name: str, verb: str, intent: str) -> Finding:
    sentence = f"{verb} {intent!r}, which is no intent."
    return error(content, name, sentence, did_you_mean(intent, sorted(content.intents)))


def _leads(content: Content, name: str, ways: list[str], ids: list[str]) -> Iterator[Finding]:
    for target in ways:
        if target not in (END, HERE) and target not in ids:
            sentence = f"leads to the step {target!r}, which does not exist."
            yield error(content, name, sentence, did_you_mean(target, [*ids, END]))


def _ways(step: Step) -> list[str]:
    ways = (step.next, step.silence, step.below, *step.answers.values())
    return [way for way in ways if way]


def _reached(script: Script) -> set[str]:
    """The ids of the steps that some way leads to."""
    steps = {step.id: step for step in script.steps}
    ids = list(steps)
    stack = [ids[0], script.resume, script.capped, *script.answers.values()]
    seen: set[str] = set()
    while stack:
        at = stack.pop()
        if at in steps and at not in seen:
            seen.add(at)
            stack.extend(_ways(steps[at]))
            falls = not steps[at].next and steps[at].kind not in ("ask", "end")
            if falls or _optional(steps[at]):
                stack.extend(ids[ids.index(at) + 1 :][:1])
    return seen


def _optional(step: Step) -> bool:
    """Whether the step may be passed over."""
    return (
        bool(step.unless or step.given or step.when or step.touch or step.most or step.box)
        and not step.below
    )


def _step(content: Content, name: str, step: Step) -> Iterator[Finding]:
    for intent in step.answers:
        if intent not in content.intents and not (step.kind == "card" and intent in _ROUTES):
            yield _no_intent(content, name, "answers", intent)
    tones = [earcon.value for earcon in Earcon]
    for tone in [step.chime, *(cue.chime for cue in step.cues)]:
        if tone and tone not in tones:
            yield error(content, name, f"has no tone {tone!r}.", did_you_mean(tone, tones))
    yield from _modes(content, name, step)
    yield from _kind(content, name, step)


def _modes(content: Content, name: str, step: Step) -> Iterator[Finding]:
    """What a step asks of the couple's settings, and what it changes in them."""
    mode = step.when.removeprefix("not ")
    known = (*MODES, *BOX_MODES)
    if mode and mode not in known:
        yield error(content, name, f"asks for the mode {mode!r}.", did_you_mean(mode, known))
    if step.box and (step.say or step.kind != "say"):
        fix = "Let a step of its own, without words, do it; say what was done in the next."
        yield error(content, name, "does something with the box and speaks.", fix)
    for key in step.set:
        if key not in BY_VOICE:
            yield error(content, name, f"sets {key!r}.", did_you_mean(key, BY_VOICE))
    try:
        changed(Settings(), step.set)
    except ContentError as trouble:
        yield error(content, name, str(trouble), trouble.fix)
    if step.region and not content.regions:
        fix = "Add [regions.CODE], or drop `region`."
        yield error(content, name, "names help lines, and there is no region.", fix)


def _kind(content: Content, name: str, step: Step) -> Iterator[Finding]:
    """What this kind of step cannot do without."""
    if step.kind == "ask" and not step.answers:
        yield error(content, name, "asks without answers.", "Add answers = { intent = … }.")
    if step.asks and step.kind != "gate" and not step.silence and not step.again:
        fix = "Add `again`, a shorter asking, and `silence`, the step that follows no answer."
        yield error(content, name, "asks without a thought for silence.", fix)
    elif step.asks and not step.again:
        fix = "Add `again`, a shorter second asking."
        yield warning(content, name, "would ask twice with the same words.", fix)
    decks = sorted({card.deck for card in content.cards})
    if step.kind == "card" and not any(fits(step.deck, deck) for deck in decks):
        yield error(content, name, f"has no deck {step.deck!r}.", did_you_mean(step.deck, decks))
    if step.kind == "run" and not any(fits(step.script, other) for other in content.scripts):
        fix = did_you_mean(step.script, sorted(content.scripts))
        yield error(content, name, f"runs {step.script!r}, which is no script.", fix)
    if step.kind == "dance" and not step.below:
        fix = "Add `below`, the step that keeps time instead."
        yield error(content, name, "plays songs, and the couple may have set none.", fix)
    if step.kind == "wait" and not (step.seconds or step.answers or step.until):
        yield warning(content, name, "waits without an end.", "Add `seconds` or `answers`.")


def fits(pattern: str, name: str) -> bool:
    """Whether a name in a step, with `{slot}` in it, may come to mean this one."""
    before, found, rest = pattern.partition("{")
    after = rest.partition("}")[2]
    return name == pattern or bool(found and name.startswith(before) and name.endswith(after))


def _answers_alike(content: Content) -> Iterator[Finding]:
    """Short answers of one question that lead apart but are spelled nearly the same."""
    book = Phrasebook(content)
    cache: dict[str, list[str]] = {}
    for script_name, script in content.scripts.items():
        for step in script.steps:
            known = [name for name in step.answers if _short_phrases(content, book, cache, name)]
            for place, one in enumerate(known):
                for other in known[place + 1 :]:
                    pair = _closest(cache[one], cache[other])
                    if pair and step.answers[one] != step.answers[other]:
                        sentence = f"{pair[0]!r} ({one}) sounds like {pair[1]!r} ({other})."
                        name = f"scripts.{script_name}:{step.id}"
                        yield warning(content, name, sentence, "Choose answers further apart.")


def _short_phrases(
    content: Content, book: Phrasebook, cache: dict[str, list[str]], name: str
) -> list[str]:
    if name not in cache:
        intent = content.intents.get(name)
        usable = intent is not None and not any("{" in t or "<" in t for t in intent.templates)
        said = book.phrases(name, _SAMPLES) if usable else []
        cache[name] = [phrase for phrase in said if len(phrase.split()) <= SHORT]
    return cache[name]


def _closest(some: list[str], others: list[str]) -> tuple[str, str] | None:
    for one in some:
        best = process.extractOne(one, others, scorer=fuzz.ratio, score_cutoff=SOUND_ALIKE)
        if best and best[0] != one:
            return one, best[0]
    return None

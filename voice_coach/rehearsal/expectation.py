"""Did the coach answer as the scene demands? Matchers against what was really said and chimed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from voice_coach.content.schema import Content
from voice_coach.content.script_schema import Step
from voice_coach.errors import SceneError
from voice_coach.messages import Chime, Listening, Say
from voice_coach.rehearsal.scene import Matcher, Scene, seconds

_BLANK = re.compile(r"\\\{[^}]*\\\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One sentence or tone of the coach; `start` and `end` in seconds since the curtain rose."""

    sound: Say | Chime
    start: float
    end: float

    @property
    def words(self) -> str:
        """What was said, or which tone it was."""
        if isinstance(self.sound, Say):
            return self.sound.text
        return f"({self.sound.earcon.value})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One demand: what was expected, what came, and whether that is the same."""

    expected: str
    came: str
    ok: bool


@dataclass
class Outcome:
    """What a turn came to. `since` is the end of the couple's words, or the start of the turn."""

    since: float
    answers: list[Answer] = field(default_factory=list)
    listening: Listening = Listening.MUTED
    quit: bool = False
    plays: str = ""


class Judge:
    """Knows the content's words and the marks set so far; one judge for one scene."""

    def __init__(self, content: Content, never: Sequence[Matcher] = ()) -> None:
        self._content = content
        self._never = never
        self._marks: dict[str, float] = {}

    def check(self, scene: Scene) -> None:
        """Raises SceneError when the scene names a reply, step or deck that does not exist."""
        for matcher in scene.matchers():
            if matcher.any_of_reply and not list(self._variants(matcher.any_of_reply)):
                fix = "Name a reply, or script:step of a step that says something."
                raise SceneError(f"the content has no words {matcher.any_of_reply!r}.", fix)
            if matcher.card and not any(c.deck == matcher.card for c in self._content.cards):
                raise SceneError(f"the content has no deck {matcher.card!r}.", "Name a deck.")

    def met(self, demands: Sequence[Matcher] | None, outcome: Outcome) -> bool:
        """Whether everything audible that is expected has begun, so that the scene may go on."""
        wanted = [d for d in demands or () if d.audible]
        pairs, _ = self._pair(wanted, outcome.answers)
        left = any(d.quit for d in demands or ()) and not outcome.quit
        return None not in pairs and not left

    def verdicts(
        self, demands: Sequence[Matcher] | None, forbidden: Sequence[Matcher], outcome: Outcome
    ) -> list[Verdict]:
        """One verdict for each demand, and one for each thing that nobody asked for."""
        found = [] if demands is None else list(self._demanded(demands, outcome))
        for matcher in (*forbidden, *self._never):
            for answer in outcome.answers:
                if self.matches(matcher, answer):
                    found.append(Verdict(f"never {matcher.words()}", answer.words, False))
        return found

    def matches(self, matcher: Matcher, answer: Answer) -> bool:
        """Whether one sentence or tone is the one meant; times are not looked at."""
        sound = answer.sound
        if isinstance(sound, Chime):
            return matcher.chime == sound.earcon.value
        said = {sound.text, sound.caption} - {""}
        if matcher.text:
            return matcher.text in said
        if matcher.starts:
            return any(text.startswith(matcher.starts) for text in said)
        if matcher.contains:
            return any(matcher.contains.lower() in text.lower() for text in said)
        patterns = map(_pattern, self._texts(matcher))
        return any(pattern.fullmatch(text) for pattern in patterns for text in said)

    def _demanded(self, demands: Sequence[Matcher], outcome: Outcome) -> Iterator[Verdict]:
        wanted = [d for d in demands if d.audible]
        pairs, left_over = self._pair(wanted, outcome.answers)
        before = outcome.since
        for matcher, answer in zip(wanted, pairs, strict=True):
            yield self._timed(matcher, answer, before, left_over)
            if answer is not None:
                before = answer.end
                if matcher.mark:
                    self._marks[matcher.mark] = answer.end
        for answer in left_over:
            yield Verdict("no other sentence", answer.words, False)
        if not demands and not left_over:
            yield Verdict("no sentence", "none", True)
        yield from self._about_the_turn([d for d in demands if not d.audible], outcome)

    def _timed(
        self, matcher: Matcher, answer: Answer | None, before: float, left_over: list[Answer]
    ) -> Verdict:
        if answer is None:
            return Verdict(matcher.words(), left_over[0].words if left_over else "nothing", False)
        if matcher.at is None:
            return Verdict(matcher.words(), answer.words, True)
        since = self._marks.get(matcher.since, before)
        passed = answer.start - since
        ok = abs(passed - seconds(matcher.at)) <= matcher.within
        return Verdict(matcher.words(), f"{answer.words} at {passed:.2f} s", ok)

    @staticmethod
    def _about_the_turn(demands: Sequence[Matcher], outcome: Outcome) -> Iterator[Verdict]:
        for matcher in demands:
            if matcher.quit:
                came = "quit" if outcome.quit else "the coach stayed"
                yield Verdict("quit", came, outcome.quit)
            elif matcher.plays:
                came = outcome.plays or "nothing"
                yield Verdict(matcher.words(), f"plays {came}", came == matcher.plays)
            elif matcher.silence:
                came = ", ".join(answer.words for answer in outcome.answers)
                yield Verdict("silence", came or "silence", not came)
            else:
                mode = outcome.listening.value
                yield Verdict(matcher.words(), f"listening {mode}", mode == matcher.listening)

    def _pair(
        self, wanted: Sequence[Matcher], answers: Sequence[Answer]
    ) -> tuple[list[Answer | None], list[Answer]]:
        """The answer of each matcher, in order; and the sentences that no matcher took."""
        pairs: list[Answer | None] = []
        taken: set[int] = set()
        place = 0
        for matcher in wanted:
            later = range(place, len(answers))
            hit = next((i for i in later if self.matches(matcher, answers[i])), None)
            pairs.append(None if hit is None else answers[hit])
            if hit is not None:
                taken.add(hit)
                place = hit + 1
        spoken = [a for i, a in enumerate(answers) if i not in taken and isinstance(a.sound, Say)]
        return pairs, spoken

    def _texts(self, matcher: Matcher) -> Iterator[str]:
        if matcher.any_of_reply:
            yield from self._variants(matcher.any_of_reply)
        for card in self._content.cards if matcher.card else ():
            if card.deck == matcher.card and matcher.depth in (None, card.depth):
                yield from filter(None, (card.text, card.say, card.literal, card.easier))

    def _variants(self, name: str) -> Iterator[str]:
        script, _, rest = name.partition(":")
        if not rest:
            yield from self._content.replies.get(name, ())
        elif script in self._content.scripts:
            step_id, _, part = rest.partition(":")
            for step in self._content.scripts[script].steps:
                if step.id == step_id:
                    yield from _said(step, part)


def _said(step: Step, part: str) -> list[str]:
    """The sentences of a step, or of one part of it."""
    by_part: Mapping[str, list[str]] = {
        "": [*_listed(step.say), *_listed(step.literal), *_listed(step.low_energy)],
        "ask": _listed(step.ask),
        "again": _listed(step.again),
        "choices": _listed(step.choices),
        "cue": [text for cue in step.cues for text in _listed(cue.say)],
    }
    return by_part.get(part, [])


def _listed(say: str | list[str]) -> list[str]:
    return [text for text in ([say] if isinstance(say, str) else say) if text]


def _pattern(template: str) -> re.Pattern[str]:
    """A sentence with {slots} as what it may have become."""
    return re.compile(_BLANK.sub(".+", re.escape(template)))

"""Text to intent and slots, or honestly nothing.

What may not start anything is looked at first (`safety`). Where few things may be meant, an exact
reading by the templates wins. Everything else is weighed by the linear model; content that has none
is compared phrase by phrase (`aligner`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from voice_coach.content.lists import SAID, said_too
from voice_coach.content.template import Word, normal, slots_and_words
from voice_coach.understanding.bars import ANSWER, AWAKE, CONSENT, FREE, REFUSAL_BAR, SAME, Bar
from voice_coach.understanding.grammar import Parse, SlotValue
from voice_coach.understanding.linear import unpacked
from voice_coach.understanding.phrasebook import Phrasebook
from voice_coach.understanding.spotter import DANGER, HEDGE, REFUSAL, Spotter
from voice_coach.understanding.understood import Understood
from voice_coach.understanding.values import Values, apart
from voice_coach.understanding.weighed import Scale, Verdict
from voice_coach.understanding.words import split, without

if TYPE_CHECKING:
    from voice_coach.understanding.aligner import Aligner

CRISIS = "crisis"
UNREFUSED = frozenset({"stop", "cancel", "no", "not_now", "not_yet", "goodbye", "support", CRISIS})
"""What a refusal does not take back."""
SUSPICION = 0.08
"""The score at which words of danger are taken for a crisis; below it they start nothing."""
_DENIALS = tuple(name for name in CONSENT if SAME.get(name, name) != "yes")
WORTH_READING, FEW = 10, 2
"""Likeliest intents that are tried word for word; fewer where any may be meant."""
NEAR_DANGER = 0.5
"""A sentence that is this near to a crisis starts nothing else."""
CLOSE_CALL = 0.15
"""Two requests with a name, so near to each other, are asked back: nothing is begun."""
_UNDOUBTED = 0.9
_FRAGMENT = 2
"""So few words must be a phrase of the intent: "when i" could begin anything."""
_CLOSE = 0.35
"""At a gate a yes this near to a no is neither."""


class Matcher:
    """Understands with one phrasebook. Stateless apart from caches; use it from one thread."""

    def __init__(self, phrasebook: Phrasebook) -> None:
        self._book = phrasebook
        content = phrasebook.content
        answers = frozenset(name for name, intent in content.intents.items() if intent.answer)
        family = {name: intent.of or name for name, intent in content.intents.items()}
        model = unpacked(content.model) if content.model else None
        self._scale = Scale(model, answers, family) if model else None
        self._danger_words = Spotter(phrasebook, DANGER)
        self._refusals = Spotter(phrasebook, REFUSAL)
        self._hedges = Spotter(phrasebook, HEDGE)
        self._named = frozenset(n for n, intent in content.intents.items() if intent.name)
        self._denials = [name for name in _DENIALS if name in content.intents]
        self._lists: dict[str, Mapping[str, str]] = {}

    def understand(
        self, text: str, intents: Collection[str] | None = None, bar: Bar | None = None
    ) -> Understood:
        """The intent and slots of a text; `intents`: only these may be meant now."""
        words = split(normal(text))
        if self._scale is None:
            return self._aligner.understand(text, self._safe(words, intents))
        if self._danger_words.spots(words):
            return self._danger(text, words, intents)
        parse = None
        if words:
            parse = self._reading(words, self._likely(words, intents))
        verdict = self._scale.weigh(words, intents) if words else None
        if parse is not None:
            slots = self._slots(parse.intent, words, parse)
            second = _second(verdict, parse.intent)
            why = f"exact; next: {second}"
            return Understood(text, parse.intent, parse.intent, 1.0, slots, second, why)
        if verdict is None:
            return Understood(text, None, None, 0.0, why="no word of it is known")
        bar = bar or (FREE if intents is None else AWAKE)
        near_danger = verdict.runner_up == CRISIS and verdict.apart < NEAR_DANGER
        sure = (
            verdict.score >= bar.score
            and not near_danger
            and self._whole(verdict.best, words, verdict.score, intents is not None)
        )
        close = self._close(verdict) if sure and intents is not None else ""
        return self._believed(text, words, verdict, sure, close)

    @property
    def book(self) -> Phrasebook:
        """What it was made from."""
        return self._book

    def exactly(self, text: str, intents: Sequence[str], short: bool = False) -> Understood:
        """Only a phrase of these intents, word for word; `short`: one of their short forms."""
        words = split(normal(text))
        names = [name for name in intents if name in self._book.content.intents]
        listed = self._book.grammar((), names) if short else self._book.grammar(names)
        said = " ".join(words)
        parse = self._reading(words, names) if listed.accepts(said) else None
        if parse is None:
            return Understood(text, None, None, 0.0, why="not one of the few phrases")
        return Understood(text, parse.intent, parse.intent, 1.0, parse.slots, None, "exact")

    def consent(self, text: str) -> Understood:
        """An answer at a gate: yes, no or not_now; unclear is None. A no beside a yes wins.

        The score is 1 where a template reads it, or where it surely is no answer.
        """
        answer = self.understand(text, CONSENT, REFUSAL_BAR)
        words = split(normal(text))
        intent = SAME.get(answer.intent or "", answer.intent)
        if intent == "yes" and (refusal := self._reading(words, self._denials)):
            intent = SAME.get(refusal.intent, refusal.intent)
        if intent in (None, "yes") and self._hedges.spots(words):
            return Understood(
                text, None, answer.best, 1.0, why="it hangs on something or asks back"
            )
        if intent == "yes" and self._unclear(answer, words):
            intent = None
        return Understood(text, intent, answer.best, answer.score, {}, answer.runner_up, answer.why)

    def _unclear(self, answer: Understood, words: list[str]) -> bool:
        """Whether a yes that no template reads may be something else."""
        if answer.score >= 1.0:
            return False
        too_short = len(words) <= _FRAGMENT
        unsure = too_short or answer.score < ANSWER.score
        return unsure or self._denied(words) or self._more_than_yes(words)

    def _more_than_yes(self, words: list[str]) -> bool:
        """Whether a word is left over that no yes has: it may be what is left of a no."""
        return any(word not in self._yes_words for word in words)

    @cached_property
    def _yes_words(self) -> frozenset[str]:
        trees = self._book.trees_of("yes")
        leaves = (leaf for tree in trees for leaf in slots_and_words(tree))
        fillers = {word for said in self._fillers for word in said}
        return frozenset(fillers | {leaf.text for leaf in leaves if isinstance(leaf, Word)})

    def _denied(self, words: list[str]) -> bool:
        """Whether the sentence holds a word that turns it around, or a no is nearly as likely."""
        if any(word in self._negation for word in words):
            return True
        if self._scale is None:
            return False
        weights = self._scale.model.scores(words)
        names = self._scale.model.intents.classes
        yes = weights[names.index("yes")]
        known = [name for name in self._denials if name in names]
        return any(weights[names.index(name)] > yes - _CLOSE for name in known)

    def _whole(self, intent: str, words: list[str], score: float, asked: bool) -> bool:
        """Whether nothing takes it back, and it is more than a fragment; `asked`: an answer need
        not be more."""
        if self._refusals.spots(words) and intent not in UNREFUSED:
            return False
        if intent in CONSENT and asked:
            return True
        return (
            score >= _UNDOUBTED
            or len(words) > _FRAGMENT
            or self._book.parse_as(intent, " ".join(words)) is not None
        )

    def _danger(self, text: str, words: list[str], intents: Collection[str] | None) -> Understood:
        assert self._scale is not None
        verdict = self._scale.weigh(words, (CRISIS,))
        meant = intents is None or CRISIS in intents
        sure = verdict is not None and verdict.score >= SUSPICION
        score = verdict.score if verdict else 0.0
        slots = self._slots(CRISIS, words) if meant and sure else {}
        intent = CRISIS if meant and sure else None
        return Understood(text, intent, CRISIS, score, slots, None, "words of danger")

    def _safe(self, words: list[str], intents: Collection[str] | None) -> Collection[str] | None:
        """What words of danger leave of the intents: that of a crisis, or nothing."""
        if not self._danger_words.spots(words):
            return intents
        return [name for name in (CRISIS,) if intents is None or name in intents]

    def _reading(self, words: list[str], names: Sequence[str]) -> Parse | None:
        """The exact reading as the first of these intents that has one; fillers do not count."""
        bare = without(words, self._fillers, max(map(len, self._fillers), default=0))
        for said in dict.fromkeys((" ".join(words), " ".join(bare))):
            for name in names if said else ():
                if (parse := self._book.parse_as(name, said)) is not None:
                    return parse
        return None

    def _likely(self, words: list[str], intents: Collection[str] | None) -> list[str]:
        """Those worth reading exactly: what the model does not know, and its first choices."""
        assert self._scale is not None
        known = self._book.content.intents
        asked = self._out_of_the_blue if intents is None else intents
        strangers = [n for n in asked if n in known and not self._scale.knows(n)]
        most = FEW if intents is None else WORTH_READING
        return [*strangers, *self._scale.ranked(words, asked, most)]

    def _close(self, verdict: Verdict) -> str:
        """The other request that is nearly as likely, where both have a name to ask by."""
        both = {verdict.best, verdict.runner_up} <= self._named
        return verdict.runner_up if both and verdict.apart < CLOSE_CALL else ""

    def _believed(
        self, text: str, words: list[str], verdict: Verdict, sure: bool, close: str
    ) -> Understood:
        why = f"{verdict.lead:+.2f} ahead of what is not meant; next: {verdict.runner_up}"
        slots = self._slots(verdict.best, words) if sure else {}
        intent = verdict.best if sure else None
        return Understood(
            text, intent, verdict.best, verdict.score, slots, verdict.runner_up, why, close
        )

    def _slots(
        self, intent: str, words: list[str], exact: Parse | None = None
    ) -> Mapping[str, SlotValue]:
        """What the intent means by itself, and the values that stand in the sentence.

        A phrase read word for word has named its things: only numbers and times are added to it.
        """
        lists = self._lists_of(intent)
        slots: dict[str, SlotValue] = dict(self._book.content.intents[intent].means)
        if not lists:
            return slots
        exact = exact or self._book.parse_as(intent, " ".join(words))
        slots |= exact.slots if exact is not None else {}
        for found in self._values.find(apart(words), lists):
            if exact is None or found.list.startswith(SAID) or not isinstance(found.value, str):
                slots.setdefault(lists[found.list], found.value)
        # What no single word fills, but the whole sentence: which question, which danger.
        assert self._scale is not None
        for slot in self._scale.slots(intent):
            if slot not in slots and (value := self._scale.value(intent, slot, words)):
                slots[slot] = value
        return slots

    @cached_property
    def _out_of_the_blue(self) -> tuple[str, ...]:
        """What may be meant when nothing is known of the state: requests and control words."""
        content = self._book.content
        begun = (name for script in content.scripts.values() for name in script.starts)
        control = (name for name, intent in content.intents.items() if intent.control)
        return tuple(dict.fromkeys((*begun, *control)))

    @cached_property
    def _values(self) -> Values:
        return Values(self._book, self._book.lists)

    def _lists_of(self, intent: str) -> Mapping[str, str]:
        """List → slot."""
        if intent not in self._lists:
            self._lists[intent] = said_too(self._book.lists, self._book.slots_of(intent))
        return self._lists[intent]

    @cached_property
    def _fillers(self) -> frozenset[tuple[str, ...]]:
        return self._book.spoken("filler")

    @cached_property
    def _negation(self) -> frozenset[str]:
        return frozenset(word for said in self._book.spoken("negation") for word in said)

    @cached_property
    def _aligner(self) -> Aligner:
        from voice_coach.understanding.aligner import Aligner  # only for content without a model

        return Aligner(self._book)


def _second(verdict: Verdict | None, first: str) -> str | None:
    """What the model would have thought of next."""
    if verdict is None:
        return None
    return verdict.runner_up if verdict.best == first else verdict.best

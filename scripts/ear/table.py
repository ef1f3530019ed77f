"""The tables of an ear's figures, as Markdown: for docs/benchmarks.md and the model's card."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ear import measure, reliability
from ear.cost import ROOT, beyond_silence, cost, idle
from ear.ears import CLEAN, CONDITIONS, LEVELS, OURS, Ears, asleep, awake, ears, gate, with_noise
from ear.measure import Counts, Table
from ear.trials import Spoken, trials
from ear.unseen import Unseen, unseen_by
from voice_coach.content.loader import load
from voice_coach.conversation.listening import REQUEST
from voice_coach.hearing.choice import ear_of
from voice_coach.messages import DOUBTFUL
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

ORDER_CONTENT = ROOT / "tests" / "data" / "coffee"
REAL_ONLY = "There were no recordings of people here: only synthetic voices were measured."
Say = Callable[[str], None]
Row = tuple[str, ...]


def tables(
    model: Path,
    others: Sequence[Path],
    home: Path,
    spoken: Spoken,
    most: int,
    hours: float,
    say: Say,
) -> str:
    """What can be measured with what lies under `home`, and with `spoken` phrases."""
    bench = Bench(model, unseen_by(model, home), spoken, most, ears(model, others))
    rows: list[Row] = [("what", "goal", *bench.compared)]
    steps = {
        "orders": bench.orders,
        "words": bench.words,
        "phrases": bench.phrases,
        "talk for nobody": bench.foreign,
        "wake phrase": lambda: bench.wake(hours),
        "cost": bench.cost,
    }
    for name, step in steps.items():
        rows += step()
        say(f"{name}: measured")
    parts = [_markdown(rows), *bench.reliability()]
    if not bench.unseen.words(tune=False):
        parts.insert(0, REAL_ONLY)
    return "\n\n".join(parts)


@dataclass(frozen=True)
class Bench:
    """What is compared, and with what."""

    model: Path
    unseen: Unseen
    spoken: Spoken
    most: int
    compared: Ears

    @cached_property
    def book(self) -> Phrasebook:
        """The coach's own content."""
        return Phrasebook(load(None))

    @cached_property
    def grammars(self) -> dict[str, Grammar]:
        """What is listened for."""
        return {"at a gate": gate(self.book), "awake": awake(self.book)}

    def orders(self) -> Iterator[Row]:
        """Whole sentences of real people."""
        heard = measure.orders(self.compared, self.unseen, ORDER_CONTENT, self.most)
        yield from self._by_condition("orders by real people, strict", heard, "97 %", "90 %")

    def words(self) -> Iterator[Row]:
        """Single ones of real people."""
        grammar = self.grammars["at a gate"]
        heard = measure.words(self.compared, self.unseen, self.book, grammar, self.most)
        yield from self._by_condition("real single words at a gate", heard, "", "")

    def phrases(self) -> Iterator[Row]:
        """The coach's, by synthetic voices."""
        conditions = {CLEAN: "98 %", "12 dB": "92 %"} if self.unseen.noise() else {CLEAN: "98 %"}
        spoken, anything = self.spoken[: self.most], self.grammars["awake"]
        heard = measure.phrases(
            self.compared, self.unseen, self.book, anything, spoken, tuple(conditions)
        )
        for condition, goal in conditions.items():
            files = heard[condition][OURS].files
            title = f"coach phrases, unseen voices, {condition} ({files})"
            yield _row(title, goal, heard[condition])

    def foreign(self) -> Iterator[Row]:
        """What is for nobody, and the work that each grammar makes."""
        for name, grammar in self.grammars.items():
            counts = measure.foreign(self.compared, self.unseen, grammar, self.most)
            if files := counts[OURS].files:
                accepted = (f"{it.accepted:.1f} %" for it in counts.values())
                yield f"talk for nobody accepted, {name} ({files})", "≤ 3 %", *accepted
                work = (f"{it.speed:.3f} s" for it in counts.values())
                yield f"work per second of that sound, {name}", "≤ 0.02 s", *work

    def wake(self, hours: float) -> Iterator[Row]:
        """Only ours: with the endpointer, asleep."""
        grammar, noise = asleep(self.book), self.unseen.noise()
        ear = ear_of(self.model, DOUBTFUL)
        called = [(text, sound) for text, sound in self.spoken if grammar.accepts(text)]
        if called and noise:
            heard = (
                measure.wakes(ear, grammar, with_noise(sound, text, "10 dB", noise), REQUEST)
                for text, sound in called
            )
            missed = 100 * sum(not often for often in heard) / len(called)
            title = f"wake phrase missed at 10 dB ({len(called)})"
            yield self._alone(title, "≤ 5 %", f"{missed:.1f} %")
        if self.unseen.talk(tune=False) and hours:
            minutes = measure.evening(self.unseen, hours)
            false = sum(measure.wakes(ear, grammar, minute, REQUEST) for minute in minutes)
            title = f"wakes in an hour of other people's talk ({hours:g} h)"
            yield self._alone(title, "≤ 0.5", f"{false / hours:.2f}")

    def cost(self) -> Iterator[Row]:
        """Only ours."""
        found = cost(self.model)
        yield self._alone("size", "≤ 6 MB", f"{found.size:.2f} MB")
        yield self._alone("load", "≤ 0.2 s", f"{found.load:.2f} s")
        yield self._alone("largest grammar, first time", "≤ 2 s", f"{found.largest_grammar:.2f} s")
        yield self._alone("memory with all content", "≤ 120 MB", f"{found.memory:.0f} MB")
        voices = [sound for _, sound in self.spoken[:60]]
        late = sorted(beyond_silence(ear_of(self.model), self.grammars["awake"], voices))
        if late:
            shown = f"{1000 * _part(late, 0.5):.0f} / {1000 * _part(late, 0.95):.0f} ms"
            title = "end of speech to Heard beyond the silence, median / p95"
            yield self._alone(title, "≤ 40 / 80 ms", shown)
        share = idle(self.model)
        if share is not None:
            yield self._alone(
                "the whole program while nobody speaks, of a core", "≤ 3 %", f"{100 * share:.1f} %"
            )

    def reliability(self) -> Iterator[str]:
        """Of the score: only ours, and only where people are heard."""
        orders = measure.ordered(self.unseen, Phrasebook(load(ORDER_CONTENT)))
        given = trials(self.unseen, orders, ORDER_CONTENT, self.spoken, tune=False)
        if self.unseen.words(tune=False):
            known = reliability.outcomes(ear_of(self.model, 0.0), given)
            yield reliability.intro(known)
            yield from map(_markdown, reliability.rows(known))

    def _by_condition(self, title: str, heard: Table, clean: str, noisy: str) -> Iterator[Row]:
        files = heard[CLEAN][OURS].files
        if not files:
            return
        yield _row(f"{title}, clean ({files})", clean, heard[CLEAN])
        yield from (_row(f"— at {it}", "", heard[it]) for it in CONDITIONS if it != CLEAN)
        means = (
            statistics.mean(heard[f"{level} dB"][name].share for level in LEVELS)
            for name in self.compared
        )
        yield "— mean of 24 to 6 dB", _goal(noisy), *(f"**{it:.1f} %**" for it in means)

    def _alone(self, title: str, goal: str, ours: str) -> Row:
        return title, goal, ours, *[""] * (len(self.compared) - 1)


def _row(title: str, goal: str, row: dict[str, Counts]) -> Row:
    cells = (f"{it.share:.1f} % (wrong {it.accepted:.1f})" for it in row.values())
    return title, _goal(goal), *cells


def _goal(least: str) -> str:
    return f"≥ {least}" if least else ""


def _part(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _markdown(rows: Sequence[Row]) -> str:
    head, *rest = rows
    every = (head, tuple("---" for _ in head), *rest)
    return "\n".join(f"| {' | '.join(row)} |" for row in every)

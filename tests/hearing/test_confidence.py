"""The score: what talk beside a phrase does to it, and how such talk is measured."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.hearing.conditioning import FRAME, FRAME_SECONDS, STRETCH, TAIL, Samples, beside
from voice_coach.hearing.confidence import DOUBTED, MEASURES, Confidence, Evidence, read_confidence
from voice_coach.hearing.model_catalogue import own_model
from voice_coach.hearing.recognizer import RATE

SHIPPED = read_confidence(own_model())
SURE = Evidence(over_free=18.0, over_next=8.0, phones=9, left_over=0.0, slowest=0.1)
some_evidence = st.builds(
    Evidence,
    over_free=st.floats(-60, 5),
    over_next=st.floats(0, 20),
    phones=st.integers(0, 60),
    left_over=st.floats(-1, 5),
    slowest=st.floats(0, 3),
    beside=st.floats(-60, 30),
)


@given(some_evidence)
def test_talk_beside_a_phrase_never_helps_and_never_rules_out(evidence: Evidence) -> None:
    alone = SHIPPED.of(replace(evidence, beside=-math.inf))
    assert min(alone, DOUBTED) <= SHIPPED.of(evidence) <= alone


def test_talk_as_loud_as_the_phrase_is_doubted_and_softer_talk_is_not() -> None:
    scores = [SHIPPED.of(replace(SURE, beside=it)) for it in (-math.inf, -20.0, -6.0, 0.0, 10.0)]
    assert scores[0] == scores[1] == scores[2] > 0.9
    assert scores[3] < 0.6
    assert scores[4] == DOUBTED


def test_amid_other_speech_what_stands_beside_it_says_nothing() -> None:
    assert SHIPPED.amid is not None
    assert set(SHIPPED.amid.weights) == set(MEASURES)
    assert SHIPPED.amid.of(replace(SURE, beside=20.0)) == SHIPPED.amid.of(SURE)


def test_without_weights_only_the_bias_counts() -> None:
    assert Confidence({}, 0.0).of(SURE) == 0.5


def hiss(seconds: float, level: float, seed: int) -> Samples:
    chance = np.random.default_rng(seed)
    return np.rint(chance.normal(0, level, round(seconds * RATE))).astype("<i2")


@pytest.mark.parametrize("decibels", [-12.0, 0.0, 6.0])
def test_the_louder_side_counts(decibels: float) -> None:
    level = 1000 * 10 ** (decibels / 20)
    before, phrase, after = hiss(1.0, 10, 1), hiss(1.0, 1000, 2), hiss(1.0, level, 3)
    for around in ((before, after), (after, before)):
        sound = np.concatenate([around[0], phrase, around[1]])
        assert beside(sound, 1.0, 2.0) == pytest.approx(decibels, abs=1.0)


def test_the_last_sound_of_the_phrase_itself_does_not_count() -> None:
    phrase, dying = hiss(33 * FRAME_SECONDS, 1000, 1), hiss(TAIL * FRAME_SECONDS, 1000, 2)
    sound = np.concatenate([phrase, dying, hiss(1.0, 10, 3)])
    assert beside(sound, 0.0, 33 * FRAME_SECONDS) < -30


@pytest.mark.parametrize("frames", range(TAIL + STRETCH))
def test_where_nothing_stands_beside_it_is_silent(frames: int) -> None:
    sound = hiss(1.0 + frames * FRAME / RATE, 1000, 1)
    assert beside(sound[: (frames + 33) * FRAME], 0.0, 0.99) == -math.inf


def test_a_phrase_without_length_says_nothing() -> None:
    assert beside(hiss(1.0, 1000, 1), 0.3, 0.3) == -math.inf

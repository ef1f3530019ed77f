"""The score of a phrase, and of one amid other speech."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_coach.hearing.confidence import MEASURES, Confidence, Evidence, read_confidence
from voice_coach.hearing.model_catalogue import own_model

SHIPPED = read_confidence(own_model())
LEFT = Evidence(over_free=9.0, over_next=8.0, phones=4, left_over=1.5, slowest=0.1)
"""A short word with a second and a half of other speech around it."""
some_evidence = st.builds(
    Evidence,
    over_free=st.floats(-60, 5),
    over_next=st.floats(0, 20),
    phones=st.integers(0, 60),
    left_over=st.floats(-1, 5),
    slowest=st.floats(0, 3),
)


@given(some_evidence)
def test_it_is_a_share(evidence: Evidence) -> None:
    assert SHIPPED.amid is not None
    assert 0 <= SHIPPED.of(evidence) <= 1
    assert 0 <= SHIPPED.amid.of(evidence) <= 1


def test_the_shipped_weights_are_of_all_measures() -> None:
    assert SHIPPED.amid is not None
    assert set(SHIPPED.weights) == set(SHIPPED.amid.weights) == set(MEASURES)


def test_what_is_left_over_rules_out_a_whole_phrase_and_no_word_amid_other_speech() -> None:
    assert SHIPPED.amid is not None
    assert SHIPPED.of(LEFT) < 0.5 < SHIPPED.amid.of(LEFT)


def test_without_weights_only_the_bias_counts() -> None:
    assert Confidence({}, 0.0).of(LEFT) == 0.5

"""Words that win amid other talk: the sounds that their score is fitted on and judged by."""

from __future__ import annotations

import numpy as np
import pytest
from ear import amid
from ear.voices import RATE, Samples

from voice_coach.content.loader import load
from voice_coach.understanding.phrasebook import Phrasebook


def hiss(seconds: float, level: float, seed: int) -> Samples:
    chance = np.random.default_rng(seed)
    found: Samples = chance.normal(0, level, round(seconds * RATE)).astype(np.int16)
    return found


WORD, TALK = hiss(0.5, 3000, 1), hiss(8.0, 500, 2)


@pytest.mark.parametrize("louder", [-8.0, 0.0, 3.0])
def test_talk_behind_a_word_is_as_loud_as_was_asked(louder: float) -> None:
    sound = amid.joined(WORD, TALK, 1.5, louder)
    word, behind = sound[: len(WORD)], sound[len(WORD) :]
    assert len(behind) == 1.5 * RATE
    found = 20 * np.log10(amid.loudness(behind) / amid.loudness(word))
    assert found == pytest.approx(louder, abs=0.5)


@pytest.mark.parametrize("under", amid.UNDER)
def test_talk_around_a_word_goes_on_and_is_softer(under: float) -> None:
    sound = amid.inside(WORD, TALK, under).astype(float)
    assert len(sound) == amid.LENGTH * RATE
    at = round(amid.AT * RATE)
    word, around = sound[at : at + len(WORD)], sound[:at]
    assert 20 * np.log10(np.std(word) / np.std(around)) == pytest.approx(under, abs=2.0)


def test_pieces_are_all_of_the_talk_but_a_last_half_second() -> None:
    found = list(amid.pieces([TALK, TALK]))
    assert sum(map(len, found)) >= 2 * (len(TALK) - RATE // 2)
    assert max(map(len, found)) <= amid.PIECE[1] * RATE + 1
    assert found[0].tobytes() == TALK[: len(found[0])].tobytes()


def test_what_wins_is_the_short_forms() -> None:
    wins = amid.winning(Phrasebook(load(None)))
    assert wins.accepts("stop")
    assert wins.accepts("not now")
    assert not wins.accepts("yes")

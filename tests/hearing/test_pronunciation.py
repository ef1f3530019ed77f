"""How words are said: by the dictionary, else as the voice would say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.hearing.phones import PHONES
from voice_coach.hearing.pronunciation import from_ipa, parse_dictionary, pronounced, ways_to_say


def test_the_dictionary_knows_more_than_one_way() -> None:
    lines = ["tomato T AH0 M EY1 T OW2", "tomato(2) T AH0 M AA1 T OW2 # rare", "odd X Y"]
    found = parse_dictionary(lines)
    assert found == {
        "tomato": (("T", "AH", "M", "EY", "T", "OW"), ("T", "AH", "M", "AA", "T", "OW"))
    }
    assert ways_to_say("stop") == (("S", "T", "AA", "P"),)


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [("jˈɛs", "Y EH S"), ("tʃˈɜːtʃ", "CH ER CH"), ("hˈaʊs", "HH AW S"), ("fˈaɪɚ", "F AY ER")],
)
def test_ipa_becomes_phones(ipa: str, phones: str) -> None:
    assert " ".join(from_ipa(ipa)) == phones


def test_a_pet_name_is_said_as_the_voice_says_it() -> None:
    assert ways_to_say("cuddlebug") == (("K", "AH", "D", "AH", "L", "B", "AH", "G"),)
    assert ways_to_say("♥") == ()


@given(st.sets(st.text(max_size=12), max_size=4))
def test_every_word_gets_an_answer_in_known_phones(words: set[str]) -> None:
    found = pronounced(words)
    assert found.keys() == words
    assert all(phone in PHONES for ways in found.values() for way in ways for phone in way)


@given(st.text(max_size=20))
def test_any_ipa_becomes_known_phones(ipa: str) -> None:
    assert set(from_ipa(ipa)) <= set(PHONES)

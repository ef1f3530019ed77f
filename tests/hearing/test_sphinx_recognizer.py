"""The embedded ear, spoken to: phrases of the grammar are heard, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest
from speaking_people import Speak, grammar_of, room

from voice_coach.errors import ContentError
from voice_coach.hearing import sphinx_recognizer
from voice_coach.hearing.recognizer import RATE, Recognizer
from voice_coach.hearing.sphinx_recognizer import SphinxRecognizer
from voice_coach.messages import Heard
from voice_coach.understanding.grammar import Grammar

COACH = grammar_of(
    "hey coach",
    "start a [(hug|dance)] timer",
    "give us a [conversation] starter",
    "play a slow song",
    "not now",
    "how much time is left",
)
COFFEE = grammar_of("make me a [large] (latte|mocha) [with (sugar|milk)]")


def hear(ear: Recognizer, grammar: Grammar, frames: bytes) -> Heard:
    ear.set_grammar(grammar)
    ear.accept(frames)
    return ear.finish()


@pytest.mark.voices
@pytest.mark.parametrize(
    "phrase", ["start a hug timer", "give us a conversation starter", "how much time is left"]
)
def test_a_phrase_of_the_grammar_is_heard(
    sphinx: SphinxRecognizer, speak: Speak, phrase: str
) -> None:
    heard = hear(sphinx, COACH, speak(phrase))
    assert heard.text == phrase
    assert 0.5 <= heard.score <= 1.0


@pytest.mark.voices
def test_words_have_times_inside_the_sound(sphinx: SphinxRecognizer, speak: Speak) -> None:
    frames = room(1.0) + speak("start a hug timer")
    heard = hear(sphinx, COACH, frames)
    assert [word.text for word in heard.words] == ["start", "a", "hug", "timer"]
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    assert starts[0] > 1.3
    assert all(word.start < word.end <= heard.audio_seconds for word in heard.words)
    assert heard.audio_seconds == len(frames) / 2 / RATE
    assert heard.decode_seconds > 0


@pytest.mark.voices
def test_the_same_sound_gives_the_same_answer(sphinx: SphinxRecognizer, speak: Speak) -> None:
    frames = speak("make me a large mocha with sugar")
    first, again = (hear(sphinx, COFFEE, frames) for _ in range(2))
    assert (first.text, first.score, first.words) == (again.text, again.score, again.words)
    assert first.text == "make me a large mocha with sugar"


@pytest.mark.voices
@pytest.mark.parametrize(
    "talk",
    [
        "the weather in november was lovely and we walked along the river",
        "my brother said that the train would be late again",
    ],
)
def test_talk_that_is_no_phrase_is_not_heard(
    sphinx: SphinxRecognizer, speak: Speak, talk: str
) -> None:
    heard = hear(sphinx, COACH, speak(talk))
    assert (heard.text, heard.words) == ("", ())
    assert heard.score < 0.5


@pytest.mark.voices
def test_what_was_dropped_is_not_heard(sphinx: SphinxRecognizer, speak: Speak) -> None:
    sphinx.set_grammar(COACH)
    sphinx.accept(speak("play a slow song"))
    sphinx.reset()
    assert sphinx.finish().text == ""
    sphinx.accept(speak("play a slow song"))
    sphinx.set_grammar(COACH)
    assert sphinx.finish().text == ""


@pytest.mark.voices
def test_a_grammar_is_compiled_once_and_the_least_used_goes_first(
    speak: Speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sphinx_recognizer, "MOST_ARCS", 40)
    ear = SphinxRecognizer()
    song = speak("play a slow song")
    others = [grammar_of("one [two] three", f"number {digit}") for digit in ("four", "five", "six")]
    for grammar in (COACH, *others, COFFEE, *others, COACH):
        ear.set_grammar(grammar)
    assert hear(ear, COACH, song).text == "play a slow song"
    assert hear(ear, COFFEE, song).text == ""
    assert hear(ear, COACH, song).text == "play a slow song"


@pytest.mark.parametrize(
    "frames",
    [
        b"",
        b"\x01",
        bytes(2),
        bytes(321),
        bytes(2 * RATE),
        room(0.05),
        room(2.0, level=300),
        np.full(RATE, 32767, "<i2").tobytes(),
        np.full(RATE, -32768, "<i2").tobytes(),
    ],
    ids=["none", "half", "one", "odd", "zeros", "short", "noise", "top", "bottom"],
)
def test_sound_without_a_voice_is_nothing(sphinx: SphinxRecognizer, frames: bytes) -> None:
    heard = hear(sphinx, COACH, frames)
    assert heard.text == ""
    assert heard.audio_seconds == len(frames) // 2 / RATE


@pytest.mark.voices
def test_odd_chunks_are_put_together(sphinx: SphinxRecognizer, speak: Speak) -> None:
    frames = speak("play a slow song")
    sphinx.set_grammar(COACH)
    for at in range(0, len(frames), 1001):
        sphinx.accept(frames[at : at + 1001])
    assert sphinx.finish().text == "play a slow song"


@pytest.mark.voices
def test_an_empty_grammar_hears_nothing(sphinx: SphinxRecognizer, speak: Speak) -> None:
    assert hear(sphinx, Grammar(0, (), frozenset()), speak("not now")).text == ""


def test_words_are_composed_where_the_dictionary_lacks_them(sphinx: SphinxRecognizer) -> None:
    words = frozenset({"timer", "unpause", "candlelit", "café", "appreciations", "xqzv", "ß"})
    assert sphinx.unknown_words(words) == {"xqzv", "ß"}


@pytest.mark.voices
def test_a_composed_word_is_heard(sphinx: SphinxRecognizer, speak: Speak) -> None:
    grammar = grammar_of("a candlelit dinner", "a walk by the river")
    assert hear(sphinx, grammar, speak("a candle lit dinner")).text == "a candlelit dinner"


@pytest.mark.voices
def test_phrases_with_unknown_words_are_left_out(sphinx: SphinxRecognizer, speak: Speak) -> None:
    grammar = grammar_of("play xqzv", "play a slow song")
    assert hear(sphinx, grammar, speak("play a slow song")).text == "play a slow song"


def test_a_grammar_of_unknown_words_is_refused_by_name(sphinx: SphinxRecognizer) -> None:
    with pytest.raises(ContentError, match="'xqzv'"):
        sphinx.set_grammar(grammar_of("play xqzv"))

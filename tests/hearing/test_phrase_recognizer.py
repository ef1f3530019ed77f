"""The embedded ear, spoken to: phrases of the grammar are heard, and nothing else is."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from speaking_people import Speak, grammar_of, room

from voice_coach.content.loader import load
from voice_coach.conversation.listening import controls, requests
from voice_coach.errors import ContentError
from voice_coach.hearing.choice import embedded_ear
from voice_coach.hearing.phrase_recognizer import PhraseRecognizer
from voice_coach.hearing.recognizer import RATE, Recognizer
from voice_coach.messages import Heard
from voice_coach.understanding.grammar import Grammar
from voice_coach.understanding.phrasebook import Phrasebook

COACH = grammar_of(
    "hey coach",
    "start a [(hug|dance)] timer",
    "give us a [conversation] starter",
    "play a slow song",
    "not now",
    "how much time is left",
)
COFFEE = grammar_of("make me a [large] (latte|mocha) [with (sugar|milk)]")


@pytest.fixture(scope="module")
def everything() -> Grammar:
    """What may be heard when anything may be asked for."""
    book = Phrasebook(load(None))
    return book.grammar(("wake", *requests(book.content)), controls(book.content))


def hear(ear: Recognizer, grammar: Grammar, frames: bytes) -> Heard:
    ear.set_grammar(grammar)
    ear.accept(frames)
    return ear.finish()


@pytest.mark.voices
@pytest.mark.parametrize(
    "phrase", ["start a hug timer", "give us a conversation starter", "how much time is left"]
)
def test_a_phrase_of_the_grammar_is_heard(
    own_ear: PhraseRecognizer, speak: Speak, phrase: str
) -> None:
    heard = hear(own_ear, COACH, speak(phrase))
    assert heard.text == phrase
    assert 0.5 <= heard.score <= 1.0


@pytest.mark.voices
def test_words_have_times_inside_the_sound(own_ear: PhraseRecognizer, speak: Speak) -> None:
    frames = room(1.0) + speak("start a hug timer")
    heard = hear(own_ear, COACH, frames)
    assert [word.text for word in heard.words] == ["start", "a", "hug", "timer"]
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    assert starts[0] > 1.3
    assert all(word.start < word.end <= heard.audio_seconds for word in heard.words)
    assert heard.audio_seconds == len(frames) / 2 / RATE
    assert heard.decode_seconds > 0


@pytest.mark.voices
def test_the_same_sound_gives_the_same_answer(own_ear: PhraseRecognizer, speak: Speak) -> None:
    frames = speak("make me a large mocha with sugar")
    first, again = (hear(own_ear, COFFEE, frames) for _ in range(2))
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
    own_ear: PhraseRecognizer, speak: Speak, talk: str
) -> None:
    heard = hear(own_ear, COACH, speak(talk))
    assert (heard.text, heard.words) == ("", ())
    assert heard.score < 0.5


@pytest.mark.voices
def test_what_was_dropped_is_not_heard(own_ear: PhraseRecognizer, speak: Speak) -> None:
    own_ear.set_grammar(COACH)
    own_ear.accept(speak("play a slow song"))
    own_ear.reset()
    assert own_ear.finish().text == ""
    own_ear.accept(speak("play a slow song"))
    own_ear.set_grammar(COACH)
    assert own_ear.finish().text == ""


@pytest.mark.voices
def test_a_grammar_whose_graph_was_forgotten_is_made_again(speak: Speak) -> None:
    ear = embedded_ear()
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
def test_sound_without_a_voice_is_nothing(own_ear: PhraseRecognizer, frames: bytes) -> None:
    heard = hear(own_ear, COACH, frames)
    assert heard.text == ""
    assert heard.audio_seconds == len(frames) // 2 / RATE


@pytest.mark.voices
def test_odd_chunks_are_put_together(own_ear: PhraseRecognizer, speak: Speak) -> None:
    frames = speak("play a slow song")
    own_ear.set_grammar(COACH)
    for at in range(0, len(frames), 1001):
        own_ear.accept(frames[at : at + 1001])
    assert own_ear.finish().text == "play a slow song"


@pytest.mark.voices
def test_an_empty_grammar_hears_nothing(own_ear: PhraseRecognizer, speak: Speak) -> None:
    assert hear(own_ear, Grammar(0, (), frozenset()), speak("not now")).text == ""


def test_words_that_the_dictionary_lacks_are_read_by_the_voice(own_ear: PhraseRecognizer) -> None:
    words = frozenset({"timer", "unpause", "candlelit", "café", "snugglebug", "7", "♥"})
    assert own_ear.unknown_words(words) == {"7", "♥"}


@pytest.mark.voices
def test_a_word_that_the_dictionary_lacks_is_heard(own_ear: PhraseRecognizer, speak: Speak) -> None:
    grammar = grammar_of("a candlelit dinner", "a walk by the river")
    assert hear(own_ear, grammar, speak("a candle lit dinner")).text == "a candlelit dinner"


@pytest.mark.voices
def test_phrases_with_unknown_words_are_left_out(own_ear: PhraseRecognizer, speak: Speak) -> None:
    song = grammar_of("play a slow song")
    grammar = Grammar(song.start, (*song.arcs, (song.start, min(song.finals), "♥")), song.finals)
    assert hear(own_ear, grammar, speak("play a slow song")).text == "play a slow song"


def test_a_grammar_of_unknown_words_is_refused_by_name(own_ear: PhraseRecognizer) -> None:
    with pytest.raises(ContentError, match="'♥'"):
        own_ear.set_grammar(Grammar(0, ((0, 1, "♥"),), frozenset({1})))


def test_the_ear_brings_no_downloader_along() -> None:
    program = (
        "import sys; from voice_coach.hearing.choice import embedded_ear; embedded_ear();"
        "print(sorted({'requests', 'urllib3', 'http.client', 'vosk'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.voices
@pytest.mark.parametrize("words", ["two", "eight", "start a", "give us"])
def test_the_beginning_of_a_phrase_is_no_phrase(
    own_ear: PhraseRecognizer, everything: Grammar, speak: Speak, words: str
) -> None:
    heard = hear(own_ear, everything, speak(words)).text
    assert not heard or everything.accepts(heard)

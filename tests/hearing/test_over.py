"""The ear while the coach speaks: sure of a word, it does not wait for the silence after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from speaking_people import Speak, grammar_of, room

from voice_coach.hearing.ear import Ear
from voice_coach.hearing.phrase_recognizer import PhraseRecognizer
from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import Event, Heard, Listen, Listening, SpeechStarted

pytestmark = pytest.mark.voices
STOPPING = grammar_of("stop", "not now", "never mind", "hello coach")
ANSWERS = grammar_of("we are ready now", "not yet")
OVER = Listen(Listening.OVER, endpoint=0.25)
ANSWER = Listen(Listening.ANSWER, endpoint=0.8)
QUIET = room(1.5, seed=7)


@pytest.fixture
def ear(own_ear: PhraseRecognizer) -> Ear:
    made = Ear(own_ear)
    made.listen(OVER, STOPPING)
    return made


def timed(ear: Ear, frames: bytes) -> Iterator[tuple[float, Event]]:
    """Events, and the seconds of sound after which they came."""
    for at in range(0, len(frames), 640):
        for event in ear.feed(frames[at : at + 640]):
            yield (at + 640) / 2 / RATE, event


def heard(ear: Ear, frames: bytes) -> list[Heard]:
    return [event for _, event in timed(ear, frames) if isinstance(event, Heard)]


@pytest.mark.parametrize("word", ["stop", "not now", "never mind", "hello coach"])
def test_a_word_is_heard_within_200_milliseconds_of_its_end(
    ear: Ear, speak: Speak, word: str
) -> None:
    said = speak(word)
    [(_, started), (at, event)] = timed(ear, said + QUIET)
    assert started == SpeechStarted()
    assert isinstance(event, Heard)
    assert (event.text, event.over) == (word, True)
    # `speak` leaves half a second of room after the word.
    assert at - (len(said) / 2 / RATE - 0.5) < 0.2


def test_talk_is_nothing_and_is_known_to_have_been_over_the_coach(ear: Ear, speak: Speak) -> None:
    events = heard(ear, speak("the neighbours painted their fence") + QUIET)
    assert events
    assert {(event.text, event.over) for event in events} == {("", True)}


def test_what_begins_later_is_not_over_the_coach(ear: Ear, speak: Speak) -> None:
    heard(ear, speak("stop") + QUIET)
    ear.listen(ANSWER, ANSWERS)
    [event] = heard(ear, speak("we are ready now") + QUIET)
    assert (event.text, event.over) == ("we are ready now", False)


def test_who_talks_on_when_the_coach_has_ended_is_heard_from_the_first_word(
    ear: Ear, speak: Speak
) -> None:
    said = speak("we are ready now")
    assert [type(event) for _, event in timed(ear, said[: 2 * RATE])] == [SpeechStarted]
    ear.listen(ANSWER, ANSWERS, begun=True)
    [event] = heard(ear, said[2 * RATE :] + QUIET)
    assert (event.text, event.over) == ("we are ready now", True)


def test_what_had_begun_when_the_coach_began_is_heard_as_it_was_meant(
    ear: Ear, speak: Speak
) -> None:
    ear.listen(ANSWER, ANSWERS)
    said = speak("we are ready now")
    assert [type(event) for _, event in timed(ear, said[: 2 * RATE])] == [SpeechStarted]
    ear.listen(OVER, STOPPING)
    [event] = heard(ear, said[2 * RATE :] + QUIET)
    assert (event.text, event.over) == ("we are ready now", False)
    [event] = heard(ear, speak("stop") + QUIET)
    assert (event.text, event.over) == ("stop", True)

"""Endpointer and recogniser together, on speech: what is heard, when, and with how much work."""

from __future__ import annotations

import pytest
from speaking_people import Speak, grammar_of, room

from voice_coach.hearing.ear import FIRST_BAR, Ear
from voice_coach.hearing.phrase_recognizer import PhraseRecognizer
from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import Event, Heard, Listen, Listening, SpeechStarted
from voice_coach.understanding.grammar import Grammar

COACH = grammar_of("play a slow song", "start a hug timer", "we are ready now")
OTHER = grammar_of("how much time is left")
AWAKE = Listen(Listening.AWAKE, endpoint=0.8)
QUIET = room(1.5, seed=7)

pytestmark = pytest.mark.voices


@pytest.fixture
def ear(own_ear: PhraseRecognizer) -> Ear:
    made = Ear(own_ear)
    made.listen(AWAKE, COACH)
    return made


class Counting:
    """The real recogniser, and how often it had to decode."""

    def __init__(self, ear: PhraseRecognizer) -> None:
        self.ear = ear
        self.decoded = 0

    @property
    def name(self) -> str:
        return self.ear.name

    def set_grammar(self, grammar: Grammar) -> None:
        self.ear.set_grammar(grammar)

    def accept(self, frames: bytes) -> None:
        self.ear.accept(frames)

    def finish(self) -> Heard:
        self.decoded += 1
        return self.ear.finish()

    def reset(self) -> None:
        self.ear.reset()

    def unknown_words(self, words: frozenset[str]) -> frozenset[str]:
        return self.ear.unknown_words(words)


def say(ear: Ear, frames: bytes) -> list[Event]:
    blocks = (frames[at : at + 640] for at in range(0, len(frames), 640))
    return [event for block in blocks for event in ear.feed(block)]


def texts(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Heard)]


def test_a_request_starts_and_is_heard(ear: Ear, speak: Speak) -> None:
    started, heard = say(ear, speak("play a slow song") + QUIET)
    assert started == SpeechStarted()
    assert isinstance(heard, Heard)
    assert heard.text == "play a slow song"
    assert 1.0 < heard.audio_seconds < 3.5
    assert heard.decode_seconds > 0


def test_two_requests_one_after_the_other(ear: Ear, speak: Speak) -> None:
    events = say(ear, speak("play a slow song") + QUIET + speak("start a hug timer") + QUIET)
    assert texts(events) == ["play a slow song", "start a hug timer"]


def test_nothing_is_decoded_in_silence(own_ear: PhraseRecognizer) -> None:
    counting = Counting(own_ear)
    ear = Ear(counting)
    ear.listen(AWAKE, COACH)
    assert say(ear, room(5.0)) == []
    assert counting.decoded == 0


def test_a_guess_in_time_saves_the_work_at_the_end(own_ear: PhraseRecognizer, speak: Speak) -> None:
    counting = Counting(own_ear)
    ear = Ear(counting)
    ear.listen(AWAKE, COACH)
    request = speak("play a slow song")
    before = say(ear, request)
    assert counting.decoded == 1
    assert texts(before) == []
    assert texts(say(ear, QUIET)) == ["play a slow song"]
    assert counting.decoded == 1


def test_a_wrong_guess_is_forgotten(own_ear: PhraseRecognizer, speak: Speak) -> None:
    counting = Counting(own_ear)
    ear = Ear(counting)
    both = grammar_of("play a slow song", "play a slow song start a hug timer")
    ear.listen(Listen(Listening.AWAKE, endpoint=1.75), both)
    sound = speak("play a slow song") + speak("start a hug timer")
    assert texts(say(ear, sound + QUIET + QUIET)) == ["play a slow song start a hug timer"]
    assert counting.decoded == 2


def test_without_guesses_there_is_one_decoding(own_ear: PhraseRecognizer, speak: Speak) -> None:
    counting = Counting(own_ear)
    ear = Ear(counting, guess=False)
    ear.listen(AWAKE, COACH)
    request = speak("play a slow song")
    say(ear, request)
    assert counting.decoded == 0
    assert texts(say(ear, QUIET)) == ["play a slow song"]


def test_muted_means_deaf(ear: Ear, speak: Speak) -> None:
    ear.mute()
    assert say(ear, speak("play a slow song") + QUIET) == []
    ear.unmute()
    assert texts(say(ear, speak("play a slow song") + QUIET)) == ["play a slow song"]


def test_muting_drops_what_was_being_said_and_tells_of_its_end(ear: Ear, speak: Speak) -> None:
    request = speak("play a slow song")
    assert say(ear, request[: 2 * RATE]) == [SpeechStarted()]
    ear.mute()
    assert texts(say(ear, QUIET)) == [""]
    ear.unmute()
    assert texts(say(ear, QUIET)) == []


def test_the_tail_after_the_coach_is_not_heard(ear: Ear, speak: Speak) -> None:
    request = speak("play a slow song")
    ear.mute()
    ear.unmute(tail=len(request) / 2 / RATE)
    assert say(ear, request + QUIET) == []
    assert texts(say(ear, request + QUIET)) == ["play a slow song"]


def test_what_has_begun_is_heard_as_it_was_meant(ear: Ear, speak: Speak) -> None:
    request = speak("play a slow song")
    say(ear, request[: 2 * RATE])
    ear.listen(AWAKE, OTHER)
    assert texts(say(ear, request[2 * RATE :] + QUIET)) == ["play a slow song"]
    assert texts(say(ear, speak("how much time is left") + QUIET)) == ["how much time is left"]


def test_listening_for_the_same_again_drops_nothing(ear: Ear, speak: Speak) -> None:
    request = speak("play a slow song")
    say(ear, request[: 2 * RATE])
    ear.listen(AWAKE, COACH)
    assert texts(say(ear, request[2 * RATE :] + QUIET)) == ["play a slow song"]


def test_in_muted_mode_nothing_is_heard(ear: Ear, speak: Speak) -> None:
    ear.listen(Listen(Listening.MUTED), COACH)
    assert say(ear, speak("play a slow song") + QUIET) == []
    ear.listen(AWAKE, COACH)
    assert texts(say(ear, speak("play a slow song") + QUIET)) == ["play a slow song"]


def test_talk_of_the_couple_is_heard_as_nothing(ear: Ear, speak: Speak) -> None:
    talk = speak("my brother said that the train would be late again") + QUIET
    assert set(texts(say(ear, talk))) == {""}


STOP = grammar_of("stop")
STOP_AND_MORE = "stop, the train would be late again and we walked along the river"
NO_STOP = "the train would be late again and we walked along the river"


def before_a_question(ear: PhraseRecognizer, mode: Listening) -> Ear:
    made = Ear(ear)
    made.first = STOP
    made.listen(Listen(mode, endpoint=0.8), OTHER)
    return made


def test_stop_wins_whatever_is_said_behind_it(own_ear: PhraseRecognizer, speak: Speak) -> None:
    asked = before_a_question(own_ear, Listening.ANSWER)
    heard = [it for it in say(asked, speak(STOP_AND_MORE) + QUIET) if isinstance(it, Heard)]
    assert [it.text for it in heard] == ["stop"]
    assert heard[0].score >= FIRST_BAR
    asked.first = None
    assert texts(say(asked, speak(STOP_AND_MORE) + QUIET)) == [""]


def test_where_it_is_not_said_nothing_is_found(own_ear: PhraseRecognizer, speak: Speak) -> None:
    asked = before_a_question(own_ear, Listening.ANSWER)
    assert texts(say(asked, speak(NO_STOP) + QUIET)) == [""]


def test_an_answer_is_not_looked_at_twice(own_ear: PhraseRecognizer, speak: Speak) -> None:
    asked = before_a_question(own_ear, Listening.ANSWER)
    assert texts(say(asked, speak("how much time is left") + QUIET)) == ["how much time is left"]


def test_while_the_couple_talk_only_what_stands_alone_is_a_word(
    own_ear: PhraseRecognizer, speak: Speak
) -> None:
    floor = before_a_question(own_ear, Listening.FLOOR)
    assert texts(say(floor, speak(STOP_AND_MORE) + QUIET)) == [""]

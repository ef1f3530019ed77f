"""Speech that does not end: windows of it, and control words seen in two of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from speaking_people import Speak, grammar_of

from voice_coach.hearing.gate import Gate
from voice_coach.hearing.glimpse import BAR, MUSIC_BAR, Glimpses
from voice_coach.hearing.keys import Key
from voice_coach.hearing.phrase_recognizer import PhraseRecognizer
from voice_coach.hearing.recognizer import RATE, Spotter
from voice_coach.hearing.windows import AFTER, SOON, Windows
from voice_coach.messages import Heard
from voice_coach.understanding.grammar import Grammar

STOPPING = grammar_of("stop", "not now", "please stop")


@given(st.lists(st.integers(1, 3000), max_size=40))
def test_however_it_is_cut_a_window_holds_the_last_sound(sizes: list[int]) -> None:
    windows = Windows(after=0.2, length=0.1, every=0.05)
    fed = b""
    for number, size in enumerate(sizes):
        part = bytes([number % 256]) * (2 * size)
        fed += part
        window = windows.feed(part)
        if window:
            assert len(fed) >= 2 * RATE * 0.2
            assert fed.endswith(window)
            assert len(window) <= 2 * RATE * 0.1


def test_the_first_window_reaches_back_to_before_the_first_word() -> None:
    windows = Windows(after=0.2, length=0.4, every=0.1)
    windows.rest(b"\1" * RATE)
    assert windows.feed(b"\2" * RATE)[:2] == b"\2\2"
    windows.rest(b"\1" * RATE)
    assert windows.feed(b"\2" * (RATE // 2))[:2] == b"\1\1"


def test_while_music_plays_a_word_at_the_very_beginning_is_in_two_windows() -> None:
    half, talk = b"\1\1" * (RATE // 5), b"\2\2" * (RATE // 100)
    for after, times in ((SOON, 2), (AFTER, 0)):
        windows = Windows(after)
        windows.rest(half)  # speech is noticed in the middle of it
        seen = [windows.feed(sound) for sound in (half, *[talk] * 300)]
        assert sum(window.count(half + half) for window in seen if window) == times


class Scripted:
    """Says what it was told to, window after window."""

    def __init__(self, *heard: Heard) -> None:
        self.heard = list(heard)

    def spot(self, grammar: Grammar, frames: bytes) -> Heard:
        return self.heard.pop(0) if self.heard else Heard("", 0.0)


@pytest.mark.parametrize(
    ("heard", "seen"),
    [
        ([Heard("stop", 0.9), Heard("stop", 0.85)], "stop"),
        ([Heard("stop", 0.9), Heard("", 0.0), Heard("stop", 0.9)], ""),
        ([Heard("stop", 0.9), Heard("not now", 0.9)], ""),
        ([Heard("stop", 0.9), Heard("stop", BAR / 2)], ""),
    ],
)
def test_a_word_counts_when_two_glimpses_in_a_row_show_it(heard: list[Heard], seen: str) -> None:
    glimpses = Glimpses(Scripted(*heard))
    assert isinstance(Scripted(), Spotter)
    found = [glimpses.look(bytes(RATE), STOPPING, speaking=True) for _ in range(12)]
    assert [it.text for it in found if it] == ([seen] if seen else [])


def test_silence_between_starts_anew() -> None:
    glimpses = Glimpses(Scripted(Heard("stop", 0.9), Heard("stop", 0.9)))
    for _ in range(12):
        assert glimpses.look(bytes(2 * RATE), STOPPING, speaking=True) is None
        assert glimpses.look(b"", STOPPING, speaking=False) is None


@pytest.mark.voices
def test_stop_is_spotted_in_talk_that_goes_on(own_ear: PhraseRecognizer, speak: Speak) -> None:
    talk = speak("the weather in november was lovely and we walked along the river for hours")
    amid = talk[RATE : 4 * RATE] + speak("please stop")[RATE // 2 :] + talk[RATE : 2 * RATE]
    assert own_ear.spot(STOPPING, amid).text in ("stop", "please stop")
    assert own_ear.spot(STOPPING, talk[RATE : 4 * RATE]).score < BAR
    assert own_ear.spot(Grammar(0, (), frozenset()), amid).text == ""


@pytest.mark.voices
def test_a_glimpse_does_not_disturb_the_utterance(own_ear: PhraseRecognizer, speak: Speak) -> None:
    song = grammar_of("play a slow song")
    frames = speak("play a slow song")
    own_ear.set_grammar(song)
    own_ear.accept(frames[: len(frames) // 2])
    own_ear.spot(STOPPING, np.zeros(RATE, np.int16).tobytes())
    own_ear.accept(frames[len(frames) // 2 :])
    assert own_ear.finish().text == "play a slow song"


def test_the_gate_opens_for_a_call_and_closes_after_it() -> None:
    gate = Gate(push_to_talk=True)
    assert not gate.open
    gate.press(Key.CALL)
    assert gate.open
    gate.ended()
    assert not gate.open


@given(st.lists(st.sampled_from([Key.CALL, Key.MUTE, Key.STOP, None]), max_size=20), st.booleans())
def test_a_muted_gate_is_shut_and_a_call_always_opens(
    events: list[Key | None], push_to_talk: bool
) -> None:
    gate = Gate(push_to_talk)
    for event in events:
        gate.press(event) if event else gate.ended()
        assert not (gate.muted and gate.open)
    gate.press(Key.CALL)
    assert gate.open


@pytest.mark.parametrize("music", [False, True])
def test_while_music_plays_a_word_must_be_surer(music: bool) -> None:
    between = (BAR + MUSIC_BAR) / 2
    glimpses = Glimpses(Scripted(Heard("stop", between), Heard("stop", between)))
    found = [glimpses.look(bytes(RATE), STOPPING, speaking=True, music=music) for _ in range(12)]
    assert any(found) is not music

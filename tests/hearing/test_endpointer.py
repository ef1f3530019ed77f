"""Where the endpointer says that a voice began and ended, on sound made for it."""

from __future__ import annotations

import shutil
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from speaking_people import room, speaker, voice_like

from voice_coach.hearing.endpointer import (
    Endpointer,
    Event,
    VoiceEnded,
    VoicePaused,
    VoiceResumed,
    VoiceStarted,
)
from voice_coach.hearing.recognizer import RATE

VOICE = voice_like(0.9).tobytes()
PLAY = room(0.6) + VOICE + room(0.5, seed=1) + VOICE + room(1.2, seed=2)


def play(endpointer: Endpointer, frames: bytes, chunk: int = 3200) -> list[Event]:
    chunks = (frames[at : at + chunk] for at in range(0, len(frames), chunk))
    return [event for part in chunks for event in endpointer.feed(part)]


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_a_voice_begins_pauses_and_ends() -> None:
    started, paused, ended = play(Endpointer(), room(0.6) + VOICE + room(1.2, seed=1))
    assert isinstance(started, VoiceStarted)
    assert started.at == pytest.approx(0.6, abs=0.1)
    assert isinstance(paused, VoicePaused)
    assert isinstance(ended, VoiceEnded)
    assert ended.end == pytest.approx(1.5, abs=0.2)
    assert ended.waited == pytest.approx(0.8, abs=0.03)
    assert ended.frames == paused.frames


def test_padding_is_kept_on_both_sides() -> None:
    sound = room(0.6) + VOICE + room(1.2, seed=1)
    ended = play(Endpointer(padding=0.3), sound)[-1]
    assert isinstance(ended, VoiceEnded)
    assert len(ended.frames) / 2 / RATE == pytest.approx(ended.end - ended.start + 0.6, abs=0.01)
    assert ended.frames in sound


def test_a_short_pause_is_part_of_the_utterance() -> None:
    events = play(Endpointer(silence=0.8), PLAY)
    wanted = ["VoiceStarted", "VoicePaused", "VoiceResumed", "VoicePaused", "VoiceEnded"]
    assert names(events) == wanted
    resumed = events[2]
    assert isinstance(resumed, VoiceResumed)
    assert resumed.at == pytest.approx(2.0, abs=0.15)


def test_less_patience_makes_two_utterances_of_it() -> None:
    endpointer = Endpointer()
    endpointer.set_silence(0.3)
    assert endpointer.silence == pytest.approx(0.3, abs=0.02)
    assert names(play(endpointer, PLAY)).count("VoiceEnded") == 2


def test_more_patience_waits_longer() -> None:
    events = play(Endpointer(silence=1.75), PLAY + room(2.0, seed=3))
    ended = events[-1]
    assert isinstance(ended, VoiceEnded)
    assert ended.waited == pytest.approx(1.75, abs=0.03)


@pytest.mark.parametrize(
    "sound",
    [bytes(4 * RATE), room(3.0), room(0.5) + voice_like(0.05).tobytes() + room(1.0)],
    ids=["zeros", "room", "click"],
)
def test_silence_and_clicks_are_no_voice(sound: bytes) -> None:
    assert play(Endpointer(), sound) == []


def test_steady_noise_does_not_hold_an_utterance_open() -> None:
    hum = voice_like(1.0)[: RATE // 100].tobytes() * 800
    events = play(Endpointer(), room(0.5) + VOICE + hum)
    ended = [event for event in events if isinstance(event, VoiceEnded)]
    assert len(ended) == 1
    assert ended[0].end < 6.0


def test_an_endless_talker_is_cut() -> None:
    events = play(Endpointer(longest=3.0), room(0.3) + VOICE * 9)
    ended = [event for event in events if isinstance(event, VoiceEnded)]
    assert ended[0].waited == 0
    assert all(len(event.frames) / 2 / RATE <= 3.01 for event in ended)
    assert len(ended) >= 2


def test_reset_drops_the_utterance_and_time_goes_on() -> None:
    endpointer = Endpointer()
    assert names(play(endpointer, room(0.6) + VOICE)) == ["VoiceStarted"]
    endpointer.reset()
    assert play(endpointer, room(1.5, seed=4)) == []
    started = play(endpointer, VOICE)[0]
    assert isinstance(started, VoiceStarted)
    assert started.at == pytest.approx(3.0, abs=0.15)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9001), max_size=40))
def test_any_chunking_of_the_same_bytes_gives_the_same_events(cuts: list[int]) -> None:
    whole = play(Endpointer(), PLAY, chunk=len(PLAY))
    places = [0]
    for cut in cuts:
        places.append(min(len(PLAY), places[-1] + cut))
    places.append(len(PLAY))
    endpointer = Endpointer()
    parts = [endpointer.feed(PLAY[a:b]) for a, b in pairwise(places)]
    assert [event for part in parts for event in part] == whole
    assert names(whole)[-1] == "VoiceEnded"


@pytest.mark.voices
@pytest.mark.skipif(shutil.which("flite") is None, reason="flite's voice is the one that fades")
@pytest.mark.parametrize("words", ["what did you say", "thank you", "start a hug timer"])
def test_a_voice_that_fades_away_is_over_however_quiet_the_room(words: str) -> None:
    sound = speaker().speak(words).frames
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max() / 30)[-1] / RATE
    ended = play(Endpointer(), bytes(RATE) + sound.tobytes() + bytes(3 * RATE))[-1]
    assert isinstance(ended, VoiceEnded)
    assert ended.end - 0.5 == pytest.approx(loud, abs=0.06)

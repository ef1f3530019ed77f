"""An answer that begins before the coach's last word has died away is heard; that word is not."""

from __future__ import annotations

import numpy as np
import pytest
from speaking_people import Speak, grammar_of, room, voice_like

from voice_coach.hearing.conditioning import Samples, voiced_part
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.listener import TAIL
from voice_coach.hearing.recognizer import RATE, Recognizer
from voice_coach.hearing.tail import new_voice
from voice_coach.messages import Heard, Listen, Listening

COUNT = int(TAIL * RATE)


def dying(fading: float, share: float = 1.0) -> Samples:
    """A voice that loses 60 dB in `fading` seconds, over a quiet room."""
    n = np.arange(COUNT)
    voice = share * np.resize(voice_like(1.0), COUNT) * 10 ** (-3 * n / (fading * RATE))
    return (voice + np.frombuffer(room(TAIL), "<i2")).astype("<i2")


@pytest.mark.parametrize("fading", [0.2, 0.4, 0.8, 1.6])
def test_a_room_that_gets_quieter_is_nobody(fading: float) -> None:
    assert new_voice(dying(fading).tobytes()) == b""


@pytest.mark.parametrize("begins", [0.12, 0.15, 0.21])
def test_whoever_begins_meanwhile_is_heard_from_before_the_first_sound(begins: float) -> None:
    sound = dying(0.4, share=0.2)
    first = int(begins * RATE)
    sound[first:] += voice_like(1.0, seed=3)[: COUNT - first]
    heard = new_voice(sound.tobytes())
    assert COUNT - first <= len(heard) // 2 < COUNT
    assert sound.tobytes().endswith(heard)


def test_a_late_loudspeaker_is_no_one_who_begins() -> None:
    sound = np.frombuffer(room(TAIL), "<i2").copy()
    sound[: COUNT // 3] += voice_like(1.0)[: COUNT // 3]
    sound[COUNT // 2 :] += voice_like(1.0)[: COUNT - COUNT // 2]
    assert new_voice(sound.tobytes()) == b""


@pytest.mark.parametrize("count", [0, 1, 480, 960])
def test_of_a_moment_too_short_nothing_is_said(count: int) -> None:
    assert new_voice(bytes(2 * count)) == b""


@pytest.mark.parametrize("after", [0.1, 0.2, 0.35])
def test_a_quick_yes_is_heard(own_ear: Recognizer, speak: Speak, after: float) -> None:
    said = np.frombuffer(speak("yes please"), "<i2")
    start, end = voiced_part(said)
    word = said[start + int(0.3 * RATE) : end].tobytes()  # without the padding
    ear = Ear(own_ear)
    ear.listen(Listen(Listening.ANSWER), grammar_of("yes please", "not now", "no"))
    ear.mute()
    ear.unmute(TAIL)
    frames = room(after) + word + room(1.2, seed=1)
    events = [e for at in range(0, len(frames), 960) for e in ear.feed(frames[at : at + 960])]
    assert [e.text for e in events if isinstance(e, Heard)] == ["yes please"]

"""The voice survives its own process: killed, frozen, or asked for the impossible."""

from __future__ import annotations

import os
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_coach.errors import VoiceError
from voice_coach.speaking import voice as voice_module
from voice_coach.speaking.voice import RATE, Voice, spoken_text

LONG = "and then we will go on, " * 60
linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


@pytest.fixture(scope="module")
def voice() -> Iterator[Voice]:
    with Voice() as speaking:
        yield speaking


def child_of(speaking: Voice) -> int:
    assert speaking.process_id is not None
    return speaking.process_id


def test_a_sentence_becomes_sound(voice: Voice) -> None:
    sound = voice.synthesize("What made you smile today?")
    assert sound.rate == RATE
    assert 1.0 < sound.seconds < 3.0
    assert np.abs(sound.frames.astype(int)).max() > 5000


def test_every_change_of_rate_takes_effect_at_once(voice: Voice) -> None:
    def seconds(wpm: int, turn: int) -> float:
        return voice.synthesize(
            f"Number {turn}. Twenty minutes, and then I ring softly.", wpm
        ).seconds

    lengths = {wpm: [seconds(wpm, turn) for turn in range(4)] for wpm in (130, 150, 175)}
    mixed = [(wpm, seconds(wpm, 4 + turn)) for turn in range(4) for wpm in (175, 130, 150)]
    for wpm, found in lengths.items():
        both = [*found, *(length for rate, length in mixed if rate == wpm)]
        assert max(both) / min(both) < 1.05
    assert statistics.median(lengths[130]) > 1.1 * statistics.median(lengths[150])
    assert statistics.median(lengths[150]) > 1.1 * statistics.median(lengths[175])


def test_the_same_sentence_again_is_remembered_in_memory(voice: Voice) -> None:
    first = voice.synthesize("Once more?")
    assert voice.synthesize("Once more?") is first
    assert voice.synthesize("Once more?", 130) is not first


@pytest.mark.parametrize("nothing", ["", " \n", "…", "\ud800", "\x00\x1b"])
def test_nothing_to_say_is_silence_and_no_error(voice: Voice, nothing: str) -> None:
    assert voice.synthesize(nothing).seconds == 0


def test_what_cannot_be_said_is_left_out(voice: Voice) -> None:
    assert spoken_text("a\x00b\ud83d c\n\td") == "a b c d"
    assert voice.synthesize("Well\ud800 then\x07.").seconds > 0.3


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_text_takes_the_voice_away(voice: Voice, text: str) -> None:
    before = child_of(voice)
    assert voice.synthesize(text).rate == RATE
    assert child_of(voice) == before


def test_a_child_killed_while_idle_is_replaced_and_the_sentence_said() -> None:
    with Voice() as speaking:
        speaking.synthesize("First.")
        before = child_of(speaking)
        os.kill(before, signal.SIGKILL)
        assert speaking.synthesize("Second.").seconds > 0.2
        assert child_of(speaking) != before


def test_a_child_killed_in_the_middle_of_a_sentence_says_it_again() -> None:
    with Voice() as speaking:
        speaking.synthesize("First.")
        before = child_of(speaking)
        found: list[float] = []
        asking = threading.Thread(target=lambda: found.append(speaking.synthesize(LONG).seconds))
        # A stopped child is surely in the middle when it is killed, however fast it is.
        os.kill(before, signal.SIGSTOP)
        asking.start()
        os.kill(before, signal.SIGKILL)
        asking.join(30)
        assert found
        assert found[0] > 30
        assert child_of(speaking) != before


def test_a_child_that_hangs_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_module, "ANSWERS_WITHIN", 0.6)
    with Voice() as speaking:
        speaking.synthesize("First.")
        before = child_of(speaking)
        os.kill(before, signal.SIGSTOP)
        began = time.monotonic()
        assert speaking.synthesize("Second.").seconds > 0.2
        assert time.monotonic() - began < 5
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)


def test_a_voice_that_does_not_exist_is_said_in_a_sentence() -> None:
    with Voice("no-such-voice") as speaking, pytest.raises(VoiceError) as caught:
        speaking.synthesize("Hello.")
    assert "Traceback" not in caught.value.sentence()
    assert caught.value.fix


def test_three_dead_children_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_module.sys, "executable", "/bin/false")
    with Voice() as speaking, pytest.raises(VoiceError, match="does not speak"):
        speaking.synthesize("Hello.")


def test_many_threads_may_ask() -> None:
    found: list[float] = []
    with Voice() as speaking:
        asking = [
            threading.Thread(
                target=lambda n=n: found.append(speaking.synthesize(f"Number {n}.").seconds)
            )
            for n in range(6)
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join(20)
    assert len(found) == 6
    assert min(found) > 0.3


@linux
def test_no_file_of_what_was_said_is_left_or_ever_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    speaking = Voice()
    speaking.synthesize("Nobody shall read this.")
    child = child_of(speaking)
    opened = [str(it.readlink()) for it in Path(f"/proc/{child}/fd").iterdir()]
    assert not [it for it in opened if it.startswith(str(tmp_path)) or "/dev/shm" in it]
    os.kill(child, signal.SIGKILL)
    speaking.synthesize("Nor this.")
    speaking.close()
    assert list(tmp_path.iterdir()) == []


@linux
def test_the_child_ends_with_its_parent_and_speaks_no_sentence_on_its_output() -> None:
    speaking = Voice()
    speaking.synthesize("Hello.")
    child = child_of(speaking)
    speaking.close()
    assert not Path(f"/proc/{child}").exists()
    assert speaking.synthesize("Again.").seconds > 0.2
    speaking.close()


def test_what_lies_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('run by mistake')\n")
    monkeypatch.chdir(tmp_path)
    with Voice() as speaking:
        assert speaking.synthesize("Hello.").seconds > 0.2

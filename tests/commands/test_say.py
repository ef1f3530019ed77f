"""`voice-coach say`: into a file, or through the loudspeaker."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
import soundfile
from rig import SoundRig

from voice_coach.commands import say
from voice_coach.errors import SoundError, VoiceError


def ask(*words: str) -> int:
    parser = argparse.ArgumentParser()
    say.configure(parser)
    return say.run(parser.parse_args(words))


def test_a_file_is_written_and_a_slower_rate_lasts_longer(tmp_path: Path) -> None:
    lengths = {}
    for rate in ("130", "150", "175"):
        path = tmp_path / f"{rate}.wav"
        assert ask("What made you smile today?", "--rate", rate, "--out", str(path)) == 0
        frames, hertz = soundfile.read(path, dtype="int16")
        assert hertz == 22_050
        assert np.abs(frames.astype(int)).max() > 5000
        lengths[rate] = len(frames)
    assert lengths["130"] > lengths["150"] > lengths["175"]


def test_nothing_to_say_is_an_empty_file(tmp_path: Path) -> None:
    assert ask("…", "--out", str(tmp_path / "empty.wav")) == 0
    assert soundfile.info(tmp_path / "empty.wav").frames == 0


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="cannot be written"):
        ask("Hello.", "--out", str(tmp_path / "nowhere" / "a.wav"))


def test_a_voice_that_is_not_there_is_named() -> None:
    with pytest.raises(VoiceError, match="no voice “nobody”"):
        ask("Hello.", "--voice", "nobody", "--out", "never-written.wav")


def test_a_rate_that_the_coach_does_not_have_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as caught:
        ask("Hello.", "--rate", "200")
    assert caught.value.code == 2


@pytest.mark.sound
def test_it_is_heard_at_the_loudspeaker(sound_rig: SoundRig) -> None:
    with sound_rig.listen() as recording:
        assert ask("Hello, you two.") == 0
        assert recording.until_silence(0.3)
        loud = np.flatnonzero(np.abs(recording.frames.astype(int)) > 500)
    assert 0.5 < (loud[-1] - loud[0]) / recording.rate < 3

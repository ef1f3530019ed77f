"""The live coach under watch: a microphone, a loudspeaker, and words it must not keep."""

from __future__ import annotations

import os
from pathlib import Path
from random import SystemRandom

import numpy as np
import pytest

from tests import rig as sound
from voice_coach.proof import judging, watch_filter
from voice_coach.proof.canaries import Canaries
from voice_coach.proof.explained import Places
from voice_coach.proof.proving import Proof
from voice_coach.proof.running import Start, run
from voice_coach.proof.searching import Search

pytestmark = [
    pytest.mark.sound,
    pytest.mark.voices,
    pytest.mark.skipif(watch_filter.machine() is None, reason="needs the kernel's watch"),
]
QUIET = np.zeros(8_000, np.int16)


def test_the_live_coach_talks_to_the_sound_server_and_to_nobody_else(
    sound_rig: sound.SoundRig, tmp_path: Path
) -> None:
    canaries = Canaries(SystemRandom())
    places = Places(tmp_path / "home", tmp_path / "scratch")
    places.home.mkdir()
    places.temporary.mkdir()
    search = Search(canaries, places.label)
    log = places.home / "events.log"
    told = canaries.fill("hello coach, give us a conversation starter, {said}")

    def spoken_and_heard() -> bool:
        if not log.exists() or b"Spoke" not in log.read_bytes():
            return False
        sound_rig.feed(np.concatenate([QUIET, sound.speak_as("slt", told), QUIET, QUIET]))
        return log.read_bytes().count(b"event=Heard") >= 2

    start = Start(
        ["run", "--log", "events.log"],
        [],
        os.environ | {"HOME": str(places.home), "TMPDIR": str(places.temporary)},
        places.home,
        ends="closed",
        ready=spoken_and_heard,
    )
    ran = run("live", start, search.file)
    search.changed(tmp_path, 0.0)
    ran.seen = [places.labelled(seen) for seen in ran.seen]
    ran.python = [places.labelled(seen) for seen in ran.python]
    proof = Proof(search, canaries.words, [ran])
    assert judging.problems(proof) == []
    assert "the sound server that PULSE_SERVER names" in judging.sockets(proof).values()

"""What the whole program takes while nobody speaks: of a core, and of the memory."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from tests import rig as sound
from tests.live import LiveCoach


def measured(
    rig: sound.SoundRig, home: Path, *options: str, seconds: float = 20.0
) -> tuple[float, float]:
    """The share of one core with the children, and megabytes without; a room hisses meanwhile."""
    hiss = np.random.default_rng(1).normal(0, 20, int((seconds + 4) * sound.RATE))
    with LiveCoach(home, *options) as coach, rig.listen() as room:
        coach.until_log("event=Spoke")
        playing = rig.feed_soon(hiss.astype(np.int16))
        room.until(room.seconds + 2.0)
        tree = [coach.process.pid, *_children(coach.process.pid)]
        before, began = sum(map(_worked, tree)), time.monotonic()
        room.until(room.seconds + seconds, timeout=2 * seconds)
        share = (sum(map(_worked, tree)) - before) / (time.monotonic() - began)
        playing.stop()
        return share, _resident(coach.process.pid)


def _children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(it) for it in path.read_text("utf-8").split()]


def _worked(process: int) -> float:
    """Seconds of processor time so far."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

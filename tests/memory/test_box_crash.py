"""A process that keeps letters and timers is killed at random moments: nothing done is lost.

The test kills 25 times; `scripts/soak kill` kills a thousand times, and more if asked.
"""

from __future__ import annotations

import os

import pytest
from soaking import kills
from soaking.outcome import Wish


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_kills_lose_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    outcome = kills.box_and_timers(Wish(times=25, minutes=0, seed=os.getpid()))
    assert (outcome.troubles, outcome.lost, outcome.survived) == ([], 0, 25)
    assert "canary" not in "".join(capfd.readouterr())

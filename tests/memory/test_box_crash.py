"""A process that keeps letters and timers is killed at random moments: nothing done is lost.

The test kills 25 times; `scripts/soak_box` kills a thousand times, and more if asked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).resolve().parent.parent.parent / "scripts" / "soak_box"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_kills_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, str(SOAK), "25", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("0 lost, 0 corrupt.\n")
    assert "canary" not in done.stdout + done.stderr

"""The command line as a process of its own: its guard would keep the tests' own off the network."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """The exit code; what it printed is printed here too."""
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    print(done.stdout, end="")
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode

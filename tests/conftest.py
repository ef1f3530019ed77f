"""Puts tests/ on the path, so that every room's tests can use the rigs that live here."""

from __future__ import annotations

import contextlib
import os
import pty
from collections.abc import Iterator

import pytest
import rig


@pytest.fixture
def sound_rig() -> Iterator[rig.SoundRig]:
    """A virtual sound card of this test's own; the test is skipped where there cannot be one."""
    if reason := rig.missing():
        pytest.skip(reason)
    from voice_coach.errors import NoAnswer
    from voice_coach.hearing import devices

    with rig.SoundRig() as standing:
        # PortAudio's list may be from another test's card, or from before there was one. It stays
        # as it is where a stream was left behind; the names are the same then.
        with contextlib.suppress(NoAnswer):
            devices.renew()
        yield standing


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A terminal: the end where somebody types and reads, and the program's end."""
    keyboard, screen = pty.openpty()
    yield keyboard, screen
    os.close(keyboard)
    os.close(screen)

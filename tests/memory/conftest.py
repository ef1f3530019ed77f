"""A box of this test's own, with a light lock: the heavy one is measured in test_keys.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keys import Passphrase, Strength

LIGHT = Strength(kib=64, passes=1, lanes=1)
OURS = Passphrase("tea at four on sunday", LIGHT)
TODAY = date(2026, 11, 25)


@pytest.fixture
def ours() -> Passphrase:
    """The couple's passphrase."""
    return OURS


@pytest.fixture
def today() -> date:
    """A Wednesday."""
    return TODAY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the box is, or will be."""
    return box_path(tmp_path / "state")


@pytest.fixture
def box(path: Path) -> Iterator[Box]:
    """A new, empty box."""
    opened = Box.create(path, OURS)
    yield opened
    opened.close()

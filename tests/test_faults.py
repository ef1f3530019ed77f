"""The faults of `scripts/soak`, each tried a few times; and the table that it writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from soaking import chests, devices, page, processes, voice
from soaking.faults import FAULTS
from soaking.outcome import Outcome, Wish

ONCE = Wish(times=1, minutes=0.0, seed=5)


def survived(outcome: Outcome) -> None:
    """Every time, and nothing is lost."""
    assert outcome.troubles == []
    assert outcome.tried == outcome.survived > 0
    assert outcome.lost == 0


@pytest.mark.usefixtures("sound_rig")
@pytest.mark.sound
@pytest.mark.voices
def test_with_a_loudspeaker_that_hangs_stop_is_still_heard() -> None:
    survived(devices.speaker_hangs(ONCE))


@pytest.mark.usefixtures("sound_rig")
@pytest.mark.sound
@pytest.mark.voices
def test_the_sound_server_is_killed_and_started_again() -> None:
    survived(devices.server_killed(ONCE))


@pytest.mark.usefixtures("sound_rig")
@pytest.mark.sound
@pytest.mark.voices
def test_the_sound_server_hangs_and_goes_on() -> None:
    survived(devices.server_hangs(ONCE))


def test_the_voice_is_killed_while_it_renders() -> None:
    survived(voice.sentences(Wish(times=6, minutes=0.0, seed=5)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL")
def test_the_program_is_killed_with_timers_under_way() -> None:
    survived(processes.killed(Wish(times=2, minutes=0.0, seed=5)))


def test_two_copies_are_started_at_once() -> None:
    survived(processes.started_twice(ONCE))


def test_a_damaged_box_is_never_read_wrong() -> None:
    survived(chests.damaged_box(Wish(times=60, minutes=0.0, seed=5)))


def test_a_row_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    text = tmp_path / "page.md"
    text.write_text(f"before\n{page.BEGIN}\n{page.END}\nafter\n", "utf-8")
    first = Outcome(unit="kills", tried=1000, survived=999, lost=1, back=[0.25, 2.0])
    page.write("kill", page.row(FAULTS["kill"].title, first), text)
    page.write("voice", page.row(FAULTS["voice"].title, Outcome(tried=2, survived=2)), text)
    page.write("kill", page.row(FAULTS["kill"].title, Outcome(tried=3, survived=3)), text)
    lines = text.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    rows = [line for line in lines if "<!-- kill -->" in line or "<!-- voice -->" in line]
    assert len(rows) == 2
    assert "<!-- voice -->" in rows[0], "in the order of the faults"
    assert " 3 | 3 | 0 | " in rows[1]
    assert " 1,000 kills | 999 | 1 | 1.1 s / 2.0 s | " in _row(first)


def _row(outcome: Outcome) -> str:
    return f"| {page.row('kill', outcome)} |"

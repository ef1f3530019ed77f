"""The file of the timers, damaged in every way: it is set aside, and the evening goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from soaking import files
from soaking.outcome import Wish

from voice_coach.memory.state_file import StateFile


def test_damage_of_every_kind(tmp_path: Path) -> None:
    outcome = files.state_damaged(Wish(times=300, minutes=0, seed=7))
    assert outcome.troubles == []
    assert outcome.tried == outcome.survived


def test_settings_are_read_as_meant_or_refused(tmp_path: Path) -> None:
    outcome = files.settings_damaged(Wish(times=300, minutes=0, seed=7))
    assert outcome.troubles == []


@pytest.mark.skipif(not files.may_mount(), reason="only root can make a small disk")
def test_on_a_full_disk_it_goes_on_and_keeps_when_there_is_room_again() -> None:
    outcome = files.disk_full(Wish(times=1, minutes=0, seed=7))
    assert (outcome.troubles, outcome.lost) == ([], 0)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e308", "-1e300", "9" * 400])
def test_a_number_that_is_no_time_is_damage(tmp_path: Path, number: str) -> None:
    path = tmp_path / "state.json"
    path.write_text('{"timers": [{"name": "tea", "total": 60.0, "ends_at": ' + number + "}]}")
    saved, trouble = StateFile(path).load()
    assert (saved, trouble.count(".")) == ({}, 2), trouble
    assert (tmp_path / "state.broken").exists()


def test_what_was_set_aside_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    for text in ("first", "second", "third"):
        path.write_text(text)
        StateFile(path).load()
    aside = sorted(file.read_text() for file in tmp_path.iterdir())
    assert aside == ["first", "second", "third"]


def test_what_was_set_aside_goes_when_everything_is_forgotten(tmp_path: Path) -> None:
    store = StateFile(tmp_path / "state.json")
    for _ in range(2):
        store.path.write_text("{", "utf-8")
        store.load()
    store.save({})
    assert len(list(tmp_path.glob("state.broken*"))) == 2
    store.drop_old()
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]

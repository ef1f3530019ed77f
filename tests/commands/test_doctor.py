"""The doctor tells what is wrong as a sentence, and what to do, whatever a part does to it."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pytest

from tests.speaking.songs_on_disk import music, write
from voice_coach import doctor
from voice_coach.checkup.check import Seen
from voice_coach.commands import doctor as command
from voice_coach.doctor import Check, Look, can_talk, examine
from voice_coach.errors import ModelError, SoundError
from voice_coach.hearing.model_catalogue import own_model
from voice_coach.hearing.model_seal import seal, verify_own
from voice_coach.memory.box_file import box_path


def look(name: str) -> Look:
    return next(it for it in doctor.LOOKS if it.name == name)


def seen(name: str) -> Check:
    [check] = examine((look(name),))
    return check


def broken(error: Exception) -> Look:
    def see() -> str:
        raise error

    return Look("part", see, needed=True, fix="Turn it off and on.")


def test_what_was_seen_is_the_detail() -> None:
    assert list(examine((Look("ear", lambda: "hears"),))) == [Check("ear", True, "hears")]


def test_an_error_of_ours_brings_its_own_fix() -> None:
    [check] = examine((broken(SoundError("It is mute.", "Plug it in.")),))
    assert (check.ok, check.detail, check.fix) == (False, "It is mute.", "Plug it in.")


@pytest.mark.parametrize(
    "error", [OSError("no such library"), ImportError("no module"), RuntimeError("no espeak")]
)
def test_a_librarys_error_gets_the_looks_fix(error: Exception) -> None:
    [check] = examine((broken(error),))
    assert not check.ok
    assert str(error) in check.detail
    assert check.fix == "Turn it off and on."


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        list(examine((broken(KeyError("oops")),)))


def test_what_could_be_better_is_no_failure_but_says_what_to_do() -> None:
    [check] = examine((Look("room", lambda: Seen("loud", {"noise_dbfs": -20.0}, "Shut it.")),))
    assert (check.ok, check.fix, check.figures) == (False, "Shut it.", {"noise_dbfs": -20.0})


def test_one_failure_does_not_keep_the_next_from_being_looked_at() -> None:
    names = [check.name for check in examine((broken(OSError("x")), Look("next", lambda: "")))]
    assert names == ["part", "next"]


def test_only_what_is_needed_decides() -> None:
    assert can_talk([Check("model", False, "none"), Check("ear", True, "hears", needed=True)])
    assert not can_talk([Check("ear", False, "deaf", needed=True)])


def test_every_look_has_a_name_of_its_own_and_says_what_to_do() -> None:
    names = [look.name for look in doctor.LOOKS]
    assert len(set(names)) == len(names)
    assert {"embedded ear", "voice", "content"} <= {it.name for it in doctor.LOOKS if it.needed}


def test_python_and_every_required_library_are_named_with_their_versions() -> None:
    assert seen("Python").ok
    libraries = seen("libraries")
    assert libraries.ok
    for name in ("vosk ", "pyttsx3 ", "msgspec ", "sounddevice "):
        assert name in libraries.detail


def test_the_voice_really_speaks() -> None:
    check = seen("voice")
    assert check.ok, check.detail
    assert float(check.detail.split()[0]) > 0.5


def test_the_ear_knows_a_sentence_of_the_voice() -> None:
    assert seen("voice to ear").ok


def test_the_model_that_comes_with_the_coach_is_as_it_was_shipped() -> None:
    check = seen("our model")
    assert check.ok, check.detail + " After a training: python -m voice_coach.hearing.model_seal"


def test_a_changed_byte_of_the_model_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(own_model(), folder)
    assert seal(folder) == verify_own(folder)
    graph = folder / "graph" / "Gr.fst"
    graph.write_bytes(graph.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelError, match=r"Gr\.fst"):
        verify_own(folder)


def test_broken_settings_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "not there yet" in seen("settings").detail
    (tmp_path / "voice-coach").mkdir()
    (tmp_path / "voice-coach" / "settings.toml").write_text("rate = 999\n", "utf-8")
    check = seen("settings")
    assert not check.ok
    assert "rate" in check.detail


def test_the_clock_names_its_zone() -> None:
    assert " in " in seen("clock").detail


def test_a_state_file_that_others_can_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_COACH_STATE", str(tmp_path))
    tmp_path.chmod(0o700)
    state = tmp_path / "state.json"
    state.write_text("{}", "utf-8")
    state.chmod(0o644)
    assert seen("state directory").fix == f"chmod 600 '{state}'"


def test_a_state_directory_that_others_can_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_COACH_STATE", str(tmp_path))
    tmp_path.chmod(0o755)
    check = seen("state directory")
    assert not check.ok
    assert check.fix == f"chmod 700 '{tmp_path}'"
    tmp_path.chmod(0o700)
    assert seen("state directory").ok


def test_looking_makes_no_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "not" / "yet"
    monkeypatch.setenv("VOICE_COACH_STATE", str(folder))
    assert "will be made" in seen("state directory").detail
    assert seen("disk space").ok
    assert not folder.parent.exists()


@pytest.fixture
def songs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of songs that settings.toml names; two of them sound, one does not."""
    folder = tmp_path / "slow dances"
    for name in ("a.ogg", "b.flac"):
        write(folder / name, music(1.0))
    (folder / "c.mp3").write_text("not a song")
    home = tmp_path / "voice-coach"
    home.mkdir()
    (home / "settings.toml").write_text(f"songs = {json.dumps(str(folder))}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return folder


def test_songs_are_counted_and_what_cannot_be_played_is_named(songs: Path) -> None:
    check = seen("songs")
    assert (check.ok, check.needed) == (False, False)
    assert check.detail == "2 of 3 can be played."
    assert check.fix.startswith("c.mp3 cannot be read as sound.")
    (songs / "c.mp3").unlink()
    assert seen("songs").detail == "2 found, and all can be played"


def test_a_folder_of_songs_that_has_gone_is_told(songs: Path) -> None:
    songs.rename(songs.parent / "elsewhere")
    assert "cannot be read" in seen("songs").detail
    assert "settings.toml" in seen("songs").fix


def test_without_songs_it_says_how_to_set_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    check = seen("songs")
    assert check.ok
    assert str(tmp_path / "voice-coach" / "settings.toml") in check.detail


def test_the_box_is_named_its_rights_are_looked_at_and_it_stays_shut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_COACH_STATE", str(tmp_path))
    assert seen("box").ok
    assert "voice-coach box passphrase" in seen("box").detail
    path = box_path(tmp_path)
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b"no box at all")
    path.chmod(0o644)
    assert seen("box").fix == f"chmod 600 '{path}'"
    path.chmod(0o600)
    assert seen("box").ok
    assert path.read_bytes() == b"no box at all"


def test_a_line_says_how_grave_it_is() -> None:
    assert command.line(Check("voice", True, "speaks")) == "ok   voice: speaks"
    assert command.line(Check("microphone", False, "none", "Plug one in.")) == (
        "note microphone: none. Plug one in."
    )
    assert command.line(Check("ear", False, "deaf", needed=True)).startswith("no   ear")


def test_the_verdict_follows_the_checks() -> None:
    deaf = [Check("microphone", False, "none")]
    assert "rehearse" in command.verdict(deaf, can_talk(deaf))
    assert command.verdict([], talks=True) == "The coach can run."
    assert "cannot" in command.verdict([], talks=False)


def test_json_is_one_object_per_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "LOOKS", (look("Python"), look("disk space")))
    parser = argparse.ArgumentParser()
    command.configure(parser)
    assert command.run(parser.parse_args(["--json", "--quick"])) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [check["name"] for check in told] == ["Python", "disk space"]
    keys = {"name", "ok", "detail", "fix", "needed", "figures"}
    assert all(set(check) == keys for check in told)


def test_the_command_fails_when_the_coach_cannot_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "LOOKS", (broken(OSError("gone")),))
    assert command.run(argparse.Namespace(json=False, quick=True)) == 1
    assert "no   part" in capsys.readouterr().out

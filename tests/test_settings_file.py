"""Settings by hand and by command: the couple's own lines stay, and nothing wrong is written."""

from __future__ import annotations

import contextlib
import sys
import tomllib
from pathlib import Path

import pytest
from command import main
from hypothesis import given
from hypothesis import strategies as st

from tests import terminal
from voice_coach.content.loader import load as load_content
from voice_coach.errors import SettingsError
from voice_coach.memory.by_voice import by_voice
from voice_coach.memory.state_file import StateFile
from voice_coach.settings import Settings, load
from voice_coach.settings_file import changed_text, keep

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
values = st.one_of(words, st.booleans(), st.integers(0, 999), st.lists(words, max_size=3))
names = st.sampled_from(["rate", "touch", "names", "quiet", "avoid", "microphone"])


@given(st.dictionaries(names, values), st.dictionaries(names, values))
def test_what_is_written_is_read_again(before: dict[str, object], after: dict[str, object]) -> None:
    text = changed_text("", before)  # type: ignore[arg-type]
    assert tomllib.loads(text) == before
    assert tomllib.loads(changed_text(text, after)) == {**before, **after}  # type: ignore[arg-type]


def test_remarks_and_order_stay() -> None:
    text = '# ours\nquiet = true   # the baby\navoid = [\n  "money",\n]\nrate = 150\n'
    changed = changed_text(text, {"quiet": False, "avoid": ["kids"], "touch": "none"})
    assert changed == (
        '# ours\nquiet = false  # the baby\navoid = ["kids"]\nrate = 150\ntouch = "none"\n'
    )


def test_what_cannot_be_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    with pytest.raises(SettingsError):
        keep(path, {"rate": 999})
    assert not path.exists()


def test_a_file_that_is_broken_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("rate = = 1\n", "utf-8")
    with pytest.raises(SettingsError):
        keep(path, {"rate": 130})
    assert path.read_text("utf-8") == "rate = = 1\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('names = ["Ana", "Be', "its last line has no end. Close the quotation mark"),
        ("# ours\nrate = 150\nrate = 130\n", "line 3 cannot be read. A line looks like"),
        ("rate = 140\n", "rate cannot be that. It may be 130, 150, 175."),
        ('quiet = "yes"\n', "quiet cannot be that. It must be true or false."),
        ("volume = 7\n", "volume cannot be that. It may be from 0.05 to 1."),
        ('names = ["Ana", "Ben", "Cy"]\n', "names cannot be that. It may be at most 2 words"),
        ('tuch = "none"\n', "there is no setting 'tuch'. Did you mean 'touch'?"),
        ("\udcff\udcfe", "this is not text. Move that file away"),
    ],
)
def test_a_mistake_is_told_in_plain_words_without_a_name(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as caught:
        load(path)
    sentence = caught.value.sentence()
    assert sentence.startswith(f"In {path}: ")
    assert told in sentence
    for jargon in ("Ana", "$.", "Expected", "`", "codec"):
        assert jargon not in sentence


@pytest.mark.skipif(bool(terminal.missing()), reason=terminal.missing())
@pytest.mark.parametrize("words", [(), ("--first-evening",)])
def test_where_nothing_can_be_written_no_first_evening_begins(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "voice_coach", "--text", *words]
    nowhere = {**terminal.home_in(tmp_path), "XDG_CONFIG_HOME": "/proc/nowhere"}
    with terminal.Terminal(command, 100, 24, nowhere) as window:
        window.until("first evening waits.")
        window.until("listening for a request")
        assert "Is that all right" not in window.everything()


@pytest.mark.skipif(bool(terminal.missing()), reason=terminal.missing())
def test_a_narrow_terminal_shows_whole_words(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("rate = 140\n", "utf-8")
    command = [sys.executable, "-m", "voice_coach", "run", "--settings", "settings.toml"]
    with (
        contextlib.chdir(tmp_path),
        terminal.Terminal(command, 40, 24, terminal.home_in(tmp_path)) as window,
    ):
        shown = window.until("the end 1")
    assert shown.startswith("voice-coach: In settings.toml: rate\ncannot be that. It may be 130")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("VOICE_COACH_STATE", str(tmp_path / "state"))
    return tmp_path / "voice-coach" / "settings.toml"


def test_every_setting_can_be_listed_read_and_set(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["settings"]) == 0
    listed = [line.partition(" = ")[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(Settings.__struct_fields__)
    for name, value in (
        ("quiet", "on"),
        ("rate", "175"),
        ("avoid", "money, kids"),
        ("volume", "0.5"),
    ):
        assert main(["settings", "set", name, value]) == 0
    assert load(home) == Settings(quiet=True, rate=175, avoid=["money", "kids"], volume=0.5)
    capsys.readouterr()
    assert main(["settings", "get", "avoid"]) == 0
    assert capsys.readouterr().out == "money, kids\n"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("rate", "160", "130, 150, 175"),
        ("touch", "purple", "kiss"),
        ("volume", "3", "0.05"),
        ("quiet", "maybe", "on or off"),
        ("colour", "red", "There are:"),
        ("locale", "xx", "de"),
        ("microphone", "nowhere", "microphone"),
        ("names", "a, b, c", "names"),
    ],
)
def test_what_cannot_be_set_says_what_can(
    home: Path, capsys: pytest.CaptureFixture[str], name: str, value: str, told: str
) -> None:
    assert main(["settings", "set", name, value]) == 1
    assert told in capsys.readouterr().err
    assert not home.exists()


def test_what_is_set_by_hand_wins_over_what_was_said(home: Path) -> None:
    path = home.parent.parent / "state" / "state.json"
    StateFile(path).save({"version": 1, "settings": {"rate": 130, "touch": "none"}})
    assert main(["settings", "set", "rate", "175"]) == 0
    assert by_voice(path) == {"touch": "none"}
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("stop", "already"),
        ("yes please", "already"),
        ("cat", "too short"),
        ("supporter", "sounds too much like"),
    ],
)
def test_a_check_in_word_is_unlike_every_command(
    home: Path, capsys: pytest.CaptureFixture[str], word: str, told: str
) -> None:
    assert main(["settings", "set", "check_in_word", word]) == 1
    assert told in capsys.readouterr().err


def test_the_words_that_the_coach_offers_are_fit(home: Path) -> None:
    from voice_coach.checkup.word import fit
    from voice_coach.hearing.choice import embedded_ear

    content, ear = load_content(), embedded_ear()
    offered = content.slots["safe_word"].values
    assert len(offered) > 5
    for word in offered:
        assert fit(str(word), content, ear) == word

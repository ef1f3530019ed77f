"""`voice-coach check`: what it prints, and how it ends."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from voice_coach.commands import check
from voice_coach.errors import ContentError

GOOD = "[intents.tea]\ntemplates = ['make tea']\n"
DOUBTFUL = f"[rules]\nunused = 'hello'\n{GOOD}"
BAD = f"{GOOD}[intents.cup]\ntemplates = ['make tea', 'a cup of {{size}}']\n"


def run(home: Path, text: str, *options: str) -> int:
    (home / "shop.toml").write_text(text, encoding="utf-8")
    parser = argparse.ArgumentParser()
    check.configure(parser)
    return check.run(parser.parse_args(["--content", str(home), "--quick", *options]))


def test_content_without_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, GOOD) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings\n"


def test_a_warning_is_told_but_does_not_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, DOUBTFUL) == 0
    assert capsys.readouterr().out.splitlines() == [
        "shop.toml",
        "  warning: [rules.unused] is used by no template. Use it or remove it.",
        "0 errors, 1 warning",
    ]


def test_an_error_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, BAD) == 1
    out = capsys.readouterr().out
    assert "  error: [intents.cup] uses {size}, which does not exist." in out
    assert out.endswith("1 error, 0 warnings\n")


def test_json_is_one_object_for_each_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, BAD, "--json") == 1
    (finding,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert finding["severity"] == "error"
    assert finding["name"] == "intents.cup"


def test_content_that_cannot_be_loaded_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"shop\.toml: there is no table \[intent\]"):
        run(tmp_path, "[intent.a]\n")


def test_words_that_no_dictionary_has_are_shown_as_the_ear_expects_them() -> None:
    assert check.guesses({"tea", "cuddlebug"}).endswith(": cuddlebug (K AH D AH L B AH G).\n")
    assert check.guesses({"tea"}) == ""

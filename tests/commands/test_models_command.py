"""`voice-coach models` as the couple type it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from model_server import NAME, Shop, opened, zipped
from tone_model import write_tone_model

ONLY_MODELS = """
import argparse, sys
from voice_coach.commands import models
from voice_coach.errors import CoachError
parser = argparse.ArgumentParser()
models.configure(parser)
try:
    sys.exit(models.run(parser.parse_args()))
except CoachError as error:
    print(error.sentence(), file=sys.stderr)
    sys.exit(1)
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tone_model(tmp_path / NAME, ["stop", "go"])


def models(store: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"VOICE_COACH_MODELS": str(store), "COLUMNS": "200"}
    command = [sys.executable, "-c", ONLY_MODELS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)


def test_list_shows_what_there_is_and_what_is_here(store: Path, folder: Path) -> None:
    before = models(store, "list")
    assert before.returncode == 0
    assert "vosk-model-small-en-us-0.15" in before.stdout
    assert "41 MB" in before.stdout
    assert "Apache-2.0" in before.stdout
    assert "brought by hand" not in before.stdout
    assert models(store, "import", folder).returncode == 0
    assert "brought by hand" in models(store).stdout


def test_install_verify_and_the_first_damage(store: Path, folder: Path, tmp_path: Path) -> None:
    with opened(Shop(zipped(folder))) as shop:
        toml = shop.catalogue(tmp_path / "models.toml")
        installed = models(store, "--catalogue", toml, "install", NAME)
    assert installed.returncode == 0, installed.stderr
    assert f"{NAME} is installed in {store / NAME} (licence: MIT)." in installed.stdout
    assert models(store, "verify").stdout == "tones is whole.\n"
    (store / NAME / "conf" / "fbank.conf").write_text("--dither=1\n")
    broken = models(store, "verify", NAME)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "The model tones is damaged: conf/fbank.conf" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert "damaged" in models(store, "list").stdout


def test_import_takes_the_file_s_name_or_the_one_given(store: Path, folder: Path) -> None:
    file = folder.with_suffix(".zip")
    file.write_bytes(zipped(folder))
    assert "tones is installed" in models(store, "import", file).stdout
    assert "mine is installed" in models(store, "import", file, "--name", "mine").stdout
    assert models(store, "verify").stdout == "mine is whole.\ntones is whole.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("install", "klingon"), "There are: vosk-model-en-us-0.22-lgraph, vosk-model-small"),
        (("verify", "klingon"), "There is no model klingon"),
        (("verify", "../klingon"), "cannot be a model's name"),
        (("import", "nowhere.zip"), "There is no file nowhere.zip"),
        (("--catalogue", "nowhere.toml", "list"), "nowhere.toml cannot be read"),
    ],
)
def test_what_cannot_be_is_one_sentence(store: Path, arguments: tuple[str, ...], says: str) -> None:
    answer = models(store, *arguments)
    assert answer.returncode == 1
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_import_of_no_zip_is_one_sentence(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "no model in here")
    answer = models(store, "import", file)
    assert answer.returncode == 1
    assert "final.mdl" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_verify_with_nothing_installed_says_so(store: Path) -> None:
    assert models(store, "verify").stdout == "No model is installed.\n"

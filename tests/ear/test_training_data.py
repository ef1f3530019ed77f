"""What training is fed with: pronunciations, texts, shards that survive an interruption, rooms."""

from __future__ import annotations

import random
import time
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from ear import augment, recordings, texts
from ear.shards import Stage, read, save
from ear.voices import draw, resampled
from hypothesis import given
from hypothesis import strategies as st


def test_the_same_seed_says_the_same() -> None:
    said = [texts.lines(["we had a fight", "yes please"], ["flite:slt"], 50, 3) for _ in range(2)]
    assert said[0] == said[1]
    assert len({line.name for line in said[0]}) == 50
    assert said[0] != texts.lines(["we had a fight", "yes please"], ["flite:slt"], 50, 4)


def test_most_draws_are_of_recorded_voices() -> None:
    rng = random.Random(1)
    drawn = [draw(rng, ["flite:slt", "espeak:en+f1"]).voice for _ in range(200)]
    assert 90 < drawn.count("flite:slt") < 150


def test_what_a_shard_holds_comes_back(tmp_path: Path) -> None:
    rows = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    sounds = [np.arange(3), np.arange(0), np.arange(5)]
    save(tmp_path / "one.npz", rows, {"sound": list(sounds)})
    found = list(read(tmp_path / "one.npz"))
    assert [row for row, _ in found] == rows
    for (_, arrays), sound in zip(found, sounds, strict=True):
        assert arrays["sound"].tolist() == sound.tolist()


def test_an_interrupted_stage_goes_on_and_a_new_recipe_starts_anew(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "speech", {"count": 2})
    assert [name for name, _ in stage.missing(["a", "b"])] == ["a", "b"]
    save(stage.folder / "a.npz", [], {"sound": []})
    again = Stage(tmp_path, "speech", {"count": 2})
    assert [name for name, _ in again.missing(["a", "b"])] == ["b"]
    assert again.facts() is None
    again.finish(time.monotonic(), hours=1)
    facts = Stage(tmp_path, "speech", {"count": 2}).facts()
    assert facts is not None
    assert facts["hours"] == 1
    other = Stage(tmp_path, "speech", {"count": 3})
    assert other.facts() is None
    assert other.folder != stage.folder


def test_recordings_are_listed_by_halves_that_share_no_speaker(tmp_path: Path) -> None:
    table = "".join(f"{n}.flac\tYes\tspeaker{n % 7}\n" for n in range(40))
    (tmp_path / "transcripts.tsv").write_text(table + "gone.flac\tno\tx\n", "utf-8")
    for n in range(40):
        (tmp_path / f"{n}.flac").touch()
    every = list(recordings.listed(tmp_path))
    a, b = (list(recordings.listed(tmp_path, half)) for half in "ab")
    assert len(every) == len(a) + len(b) == 40
    assert {it.text for it in every} == {"yes"}
    assert not {it.speaker for it in a} & {it.speaker for it in b}


@pytest.mark.parametrize(
    ("argument", "folder", "half"), [("x/y", "x/y", ""), ("x/y:a", "x/y", "a"), ("x:b", "x", "b")]
)
def test_an_argument_names_a_folder_and_perhaps_a_half(
    argument: str, folder: str, half: str
) -> None:
    assert recordings.split_argument(argument) == (Path(folder), half)


@given(st.integers(0, 200))
def test_a_room_leaves_the_length_and_draws_the_same_again(seed: int) -> None:
    sound = np.sin(np.arange(8000) / 9).astype(np.float32) * 3000
    noises = augment.Noises({"room": [sound[::-1]]}, {"room": 1.0, "coloured": 1.0})
    heard = [
        augment.varied(np.random.default_rng(seed), sound, (1000, 7000), noises) for _ in range(2)
    ]
    assert heard[0].shape == sound.shape
    assert np.isfinite(heard[0]).all()
    assert np.abs(heard[0]).max() <= 32768
    assert (heard[0] == heard[1]).all()


def test_speed_changes_the_length() -> None:
    assert len(augment.resped(np.zeros(1000, np.float32), 1.25)) == 800


def test_another_rate_becomes_ours() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(8000) / 8000).astype(np.float32)
    ours = resampled(tone, 8000)
    assert len(ours) == 16000
    lines = np.abs(np.fft.rfft(ours.astype(float)))
    assert lines.argmax() == 440


def test_music_lasts_as_long_as_asked() -> None:
    assert len(augment.music(np.random.default_rng(1), 2.0)) == 32000


def test_clatter_is_blows_and_not_a_hiss() -> None:
    found = augment.clatter(np.random.default_rng(1), 6.0)
    level = np.sort(np.abs(found))
    assert len(found) == 96000
    assert np.isfinite(found).all()
    assert level[-960:].mean() > 8 * level[: len(level) // 2].mean()


@given(st.integers(0, 60))
def test_people_babble_near_and_far(seed: int) -> None:
    rng = np.random.default_rng(seed)
    voices = [rng.standard_normal(3000 + 700 * k).astype(np.float32) for k in range(4)]
    noises = augment.Noises({"babble": voices}, {"babble": 1.0})
    found = noises.draw(np.random.default_rng(seed), 5000)
    assert found.shape == (5000,)
    assert np.isfinite(found).all()
    assert np.std(found) > 0.1


def test_single_words_come_often() -> None:
    said = texts.lines(["we had a fight again"], ["flite:slt"], 400, 1)
    short = [line for line in islice(said, 400) if line.text in texts.SHORT]
    assert 80 < len(short) < 160

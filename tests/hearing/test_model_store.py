"""Models come into the house, are found, and every way to break one ends in a sentence."""

from __future__ import annotations

import contextlib
import random
import shutil
import socket
import stat
import time
import zipfile
from pathlib import Path

import pytest
from model_server import NAME, Shop, opened, zipped
from tone_model import write_tone_model

from voice_coach.errors import ModelError
from voice_coach.hearing.model_catalogue import Entry, catalogue, entry_named
from voice_coach.hearing.model_install import import_model, install
from voice_coach.hearing.model_probe import check_layout, probe
from voice_coach.hearing.model_store import (
    check_sizes,
    installed,
    installed_model,
    manifest_path,
    models_folder,
    only_one,
    verify,
    write_manifest,
)
from voice_coach.hearing.model_unpack import unpack

FILES = (
    "am/final.mdl",
    "conf/fbank.conf",
    "conf/model.conf",
    "graph/Gr.fst",
    "graph/HCLr.fst",
    "graph/phones/word_boundary.int",
    "graph/words.txt",
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tone_model(tmp_path_factory.mktemp("original") / NAME, ["stop", "go"])


@pytest.fixture(scope="module")
def archive(original: Path) -> bytes:
    return zipped(original)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def home(store: Path, original: Path) -> Path:
    """A model that is installed."""
    store.mkdir()
    shutil.copytree(original, store / NAME)
    write_manifest(store / NAME, store / NAME)
    return store / NAME


def flip(path: Path, at: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(at * (len(content) - 1))] ^= 0x40
    path.write_bytes(content)


# --- the catalogue --------------------------------------------------------------------------


def test_the_catalogue_promises_two_models_with_sums() -> None:
    entries = catalogue()
    assert [entry.name for entry in entries] == [
        "vosk-model-en-us-0.22-lgraph",
        "vosk-model-small-en-us-0.15",
    ]
    assert {entry.licence for entry in entries} == {"Apache-2.0"}
    assert all(
        entry.url == f"https://alphacephei.com/vosk/models/{entry.name}.zip" for entry in entries
    )
    assert entries[1].bytes == 41_205_931


def test_a_name_that_is_not_in_the_catalogue_says_which_are() -> None:
    with pytest.raises(ModelError, match="no model called 'klingon'") as caught:
        entry_named("klingon", catalogue())
    assert "vosk-model-small-en-us-0.15" in caught.value.fix


@pytest.mark.parametrize(
    "text", ["[[model", "model = 3", '[[model]]\nname = "x"', "\xff", '[[model]]\nname = "../x"']
)
def test_a_broken_catalogue_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "models.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelError, match=r"models\.toml"):
        catalogue(path)
    with pytest.raises(ModelError, match="cannot be read"):
        catalogue(tmp_path / "none.toml")


# --- what is here ---------------------------------------------------------------------------


def test_models_live_where_the_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_COACH_MODELS", "elsewhere")
    assert models_folder() == Path("elsewhere")
    monkeypatch.delenv("VOICE_COACH_MODELS")
    assert models_folder().parts[-2:] == ("voice-coach", "models")


def test_nothing_installed_is_none_and_wanting_it_is_an_error(store: Path) -> None:
    assert installed_model(store=store) is None
    with pytest.raises(ModelError, match="no model tones"):
        installed_model(NAME, store)
    with pytest.raises(ModelError, match="no model folder"):
        installed_model(str(store / NAME), store)
    with pytest.raises(ModelError, match="cannot be a model's name"):
        installed_model("..", store)


def test_an_installed_model_is_found_by_name_by_folder_and_by_itself(home: Path) -> None:
    for wanted in ("", NAME, str(home)):
        assert installed_model(wanted, home.parent) == home
    verify(home)


def test_the_catalogue_s_preference_comes_first_and_a_damaged_one_is_passed_over(
    home: Path,
) -> None:
    store, small = home.parent, home.with_name("vosk-model-small-en-us-0.15")
    shutil.copytree(home, small)
    write_manifest(small, small)
    assert installed(store) == [small, home]
    assert installed_model(store=store) == small
    (small / "am" / "final.mdl").unlink()
    assert installed_model(store=store) == home
    shutil.rmtree(home)
    with pytest.raises(ModelError, match="small-en-us"):
        installed_model(store=store)


def test_both_layouts_are_models(original: Path, tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for path in original.rglob("*"):
        if path.is_file():
            shutil.copy(path, flat / path.name)
    check_layout(original)
    check_layout(flat)


# --- every way a model folder can be broken -------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_is_found_and_only_the_child_can_crash_on_it(home: Path, name: str) -> None:
    flip(home / name, 0.5)
    check_sizes(home)
    with pytest.raises(ModelError, match="is not what was installed"):
        verify(home)
    with contextlib.suppress(ModelError):
        probe(home)  # a flipped weight may still load; what counts: we are still here


@pytest.mark.parametrize("left", [0.0, 0.5])
def test_a_graph_that_crashes_vosk_crashes_only_the_child(home: Path, left: float) -> None:
    graph = home / "graph" / "HCLr.fst"
    content = graph.read_bytes()
    graph.write_bytes(content[: int(left * len(content))])
    with pytest.raises(ModelError, match="damaged: it crashes Vosk"):
        probe(home)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_or_missing_is_found_without_hashing(home: Path, name: str) -> None:
    content = (home / name).read_bytes()
    (home / name).write_bytes(content[:-1])
    with pytest.raises(ModelError, match="should have"):
        check_sizes(home)
    (home / name).unlink()
    with pytest.raises(ModelError, match=r"missing|final\.mdl"):
        check_sizes(home)


@pytest.mark.parametrize("broken", ["folder", "contents", "manifest", "manifest text"])
def test_what_is_gone_or_garbled_is_a_sentence(home: Path, broken: str) -> None:
    if broken in ("folder", "contents"):
        shutil.rmtree(home)
    if broken == "contents":
        home.mkdir()
    if broken == "manifest":
        manifest_path(home).unlink()
    if broken == "manifest text":
        manifest_path(home).write_text('{"files": [1]}')
    with pytest.raises(ModelError) as caught:
        installed_model(NAME, home.parent)
    assert "voice-coach models" in caught.value.fix or "again" in caught.value.fix


def test_a_child_that_does_not_end_is_stopped(home: Path) -> None:
    with pytest.raises(ModelError, match="did not end"):
        probe(home, deadline=0.001)


# --- fetched --------------------------------------------------------------------------------


@pytest.mark.parametrize("sized", [True, False])
def test_install_fetches_checks_probes_and_keeps(store: Path, archive: bytes, sized: bool) -> None:
    seen: list[tuple[int, int | None]] = []
    with opened(Shop(archive)) as shop:
        folder = install(shop.entry(sized=sized), store, lambda *step: seen.append(step))
    assert folder == installed_model(store=store) == store / NAME
    verify(folder)
    assert seen[-1] == (len(archive), len(archive))
    assert sorted(path.name for path in store.iterdir()) == [".lock", NAME, f"{NAME}.manifest.json"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_cut_download_goes_on_where_it_stopped(store: Path, archive: bytes, ranges: bool) -> None:
    with opened(Shop(archive, ranges=ranges, cut=1000)) as shop:
        with pytest.raises(ModelError, match="broke off") as caught:
            install(shop.entry(), store)
        assert "goes on" in caught.value.fix
        assert (store / f"{NAME}.zip.part").stat().st_size == 1000
        shop.cut = None
        verify(install(shop.entry(), store))
    assert shop.asked == [None, "bytes=1000-"]


@pytest.mark.parametrize("sized", [True, False])
def test_a_download_that_was_complete_is_not_fetched_again(
    store: Path, archive: bytes, sized: bool
) -> None:
    store.mkdir()
    (store / f"{NAME}.zip.part").write_bytes(archive)
    with opened(Shop(archive)) as shop:
        verify(install(shop.entry(sized=sized), store))
    assert shop.asked == ([] if sized else [f"bytes={len(archive)}-"])


def test_the_wrong_sum_is_refused_and_the_next_try_starts_anew(store: Path, archive: bytes) -> None:
    with opened(Shop(archive)) as shop:
        with pytest.raises(ModelError, match="sha256"):
            install(shop.entry(sha256="0" * 64), store)
        assert installed(store) == []
        verify(install(shop.entry(), store))
    assert shop.asked == [None, None]


def test_a_longer_file_than_promised_is_not_read_to_its_end(store: Path, archive: bytes) -> None:
    with opened(Shop(archive)) as shop:
        entry = shop.entry()
        shop.content = archive + bytes(20_000_000)
        with pytest.raises(ModelError, match=f"should have {len(archive)}"):
            install(entry, store)
    assert installed(store) == []


@pytest.mark.parametrize("status", [404, 500])
def test_a_server_that_refuses_is_a_sentence(store: Path, archive: bytes, status: int) -> None:
    with (
        opened(Shop(archive, status=status)) as shop,
        pytest.raises(ModelError, match=f"refused tones: {status}"),
    ):
        install(shop.entry(), store)


def test_no_network_is_one_sentence_soon(store: Path, archive: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    started = time.monotonic()
    with pytest.raises(ModelError, match="network does not answer") as caught:
        install(Shop(archive, port=port).entry(), store)
    assert time.monotonic() - started < 10
    assert "models import" in caught.value.fix


def test_a_server_that_says_nothing_is_given_up(store: Path, archive: bytes) -> None:
    with (
        opened(Shop(archive, silent=True)) as shop,
        pytest.raises(ModelError, match="network does not answer"),
    ):
        install(shop.entry(), store, patience=0.3)


def test_a_broken_model_is_not_accepted_and_the_old_one_stays(home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    shutil.copytree(home, bad)
    (bad / "conf" / "model.conf").write_text("--no-such-option=1\n")
    with opened(Shop(zipped(bad))) as shop, pytest.raises(ModelError, match="damaged"):
        install(shop.entry(), home.parent)
    verify(home)
    assert not list(home.parent.glob(".unpacking-*"))


def test_a_full_disk_is_a_sentence(store: Path, archive: bytes) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    store.mkdir()
    (store / f"{NAME}.zip.part").symlink_to("/dev/full")
    with opened(Shop(archive)) as shop, pytest.raises(ModelError, match="full"):
        install(shop.entry(), store)


def test_two_installs_at_once_are_told_apart(store: Path, original: Path, archive: bytes) -> None:
    with only_one(store), pytest.raises(ModelError, match="Another install"):
        install(Shop(archive).entry(), store)
    verify(import_model(original, NAME, store))


# --- brought by hand ------------------------------------------------------------------------


@pytest.mark.parametrize("inside", ["tones/", "", "another name/"])
def test_a_zip_brought_by_hand_is_taken(
    store: Path, tmp_path: Path, original: Path, inside: str
) -> None:
    file = tmp_path / "tones.zip"
    file.write_bytes(zipped(original, inside))
    assert import_model(file, "mine", store) == store / "mine" == installed_model(store=store)
    verify(store / "mine")


def test_an_unpacked_folder_is_taken_even_over_itself(home: Path) -> None:
    manifest_path(home).unlink()
    assert installed_model(store=home.parent) is None
    verify(import_model(home, NAME, home.parent))


def test_an_import_must_be_what_its_name_promises(
    store: Path, tmp_path: Path, archive: bytes
) -> None:
    file, promised = tmp_path / "tones.zip", Shop(archive).entry()
    file.write_bytes(archive + b"\0")
    with pytest.raises(ModelError, match="sha256"):
        import_model(file, NAME, store, (promised,))
    file.write_bytes(archive)
    verify(import_model(file, NAME, store, (promised,)))


def test_what_is_no_model_is_not_imported(store: Path, tmp_path: Path, original: Path) -> None:
    text = tmp_path / "notes.zip"
    text.write_text("not a zip")
    empty = tmp_path / "empty"
    empty.mkdir()
    for source, why in [(text, "whole zip"), (empty, "empty"), (tmp_path / "none", "no file")]:
        with pytest.raises(ModelError, match=why):
            import_model(source, "mine", store)
    linked = tmp_path / "linked"
    shutil.copytree(original, linked)
    (linked / "more").symlink_to(original)
    with pytest.raises(ModelError, match="link"):
        import_model(linked, "mine", store)
    with pytest.raises(ModelError, match="name"):
        import_model(original, "../mine", store)
    assert installed(store) == []


# --- zips that mean harm --------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "tones/../../evil", "C:/evil", "tones\\..\\evil", "a\\evil"]
)
def test_a_zip_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    file, into = tmp_path / "evil.zip", tmp_path / "into" / "deep"
    into.mkdir(parents=True)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "evil")
    with pytest.raises(ModelError, match="not safe"):
        unpack(file, into)
    assert not [path for path in tmp_path.rglob("*") if "evil" in path.name and path != file]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_zip_cannot_bring_links_or_devices(tmp_path: Path, kind: int) -> None:
    file, entry = tmp_path / "evil.zip", zipfile.ZipInfo("link")
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(ModelError, match="link or no plain file"):
        unpack(file, tmp_path)


def test_a_zip_cannot_fill_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(5_000_000))
    with pytest.raises(ModelError, match="would unpack to"):
        unpack(file, tmp_path)
    assert not (tmp_path / "zeros").exists()


def test_a_damaged_zip_is_a_sentence_wherever_it_is_damaged(tmp_path: Path, archive: bytes) -> None:
    chance, file, refused = random.Random(7), tmp_path / "tones.zip", 0
    for round_ in range(200):
        content = bytearray(archive)
        if round_ % 2:
            content = content[: chance.randrange(len(content))]
        else:
            for _ in range(3):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        into = tmp_path / str(round_)
        into.mkdir()
        try:
            unpack(file, into)
        except (ModelError, OSError):  # of an OSError, install and import make a sentence
            refused += 1
    assert refused > 190


def test_an_entry_may_not_leave_its_sum_out() -> None:
    with pytest.raises(TypeError):
        Entry("x", "https://example.org/x.zip")  # type: ignore[call-arg]

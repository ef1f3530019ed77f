"""Files that are damaged, and a disk that is full: one sentence, and on it goes."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from soaking import core
from soaking.outcome import Outcome, Wish, timed
from soaking.typed import PASTA, RICE, home, no_traceback, started, state_file, type_in
from tests.live import LiveCoach
from voice_coach.conversation.session import Conversation
from voice_coach.errors import CoachError
from voice_coach.memory.state_file import StateFile
from voice_coach.messages import Heard, Ticked
from voice_coach.settings import Settings
from voice_coach.settings import load as load_settings

ODD: tuple[object, ...] = (
    None, True, -1, 0, 1e308, -1e308, 10**400, "", "x" * 5000, "\ud83d", [], {}, [[]], {"a": 1},
    "kiss", "repair", "repair:own", 3, 150, 0.5, float("nan"), float("inf"), -float("inf"),
)  # fmt: skip
SETTINGS = b"""rate = 130
patience = 2
touch = "hands"
check_in_word = "lighthouse"
avoid = ["money", "grief"]
"""


def damaged(good: bytes, chance: random.Random) -> bytes:
    """The same with flipped bits, cut off, doubled, empty, or nested beyond reason."""
    kind = chance.randrange(7)
    if kind == 0:
        return b""
    if kind == 1:
        return good[: chance.randrange(len(good))]
    if kind == 2:
        return good + good[chance.randrange(len(good)) :]
    if kind == 3:
        return chance.randbytes(chance.randrange(1, 2000))
    if kind == 4:
        return chance.choice((b"[", b'{"a":', b"a=[")) * 100_000
    found = bytearray(good)
    for _ in range(1 if kind == 5 else chance.randrange(1, 40)):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def odd(data: object, chance: random.Random) -> object:
    """The same data with one value, somewhere, that makes no sense."""
    if isinstance(data, dict) and data and chance.random() < 0.85:
        key = chance.choice(sorted(data))
        return {**data, key: odd(data[key], chance)}
    if isinstance(data, list) and data and chance.random() < 0.85:
        at = chance.randrange(len(data))
        return [*data[:at], odd(data[at], chance), *data[at + 1 :]]
    return chance.choice(ODD)


def state_damaged(wish: Wish) -> Outcome:
    """Whatever stands in state.json: the coach starts, sets it aside if it must, and goes on."""
    outcome = Outcome(unit="files")
    chance, mind = random.Random(wish.seed), core.house(wish.seed)
    good = _evening(mind)
    asides = 0
    with home() as folder:
        for number in range(wish.times):
            path = folder / str(number) / "state.json"
            path.parent.mkdir()
            data = json.dumps(odd(good, chance)).encode()
            text = data if number % 2 else damaged(json.dumps(good).encode(), chance)
            path.write_bytes(text)
            with outcome.attempt(f"state.json {text[:80]!r}"):
                asides += _starts(path, text, mind)
    _of_the_program(outcome, chance, json.dumps(good).encode())
    outcome.remarks.append(f"{asides} set aside, the rest was readable")
    return outcome


def _evening(house: core.House) -> dict[str, object]:
    """A state with timers, a place, used cards and changed settings in it."""
    for line in (PASTA, "every thursday at seven", "yes", "plain words please", "repair", "yes"):
        house.tell(Heard(line, 1.0, typed=True))
        house.now += 5.0
        house.tell(Ticked())
    assert len(house.kept) > 3
    return house.kept


def _starts(path: Path, text: bytes, house: core.House) -> bool:
    """Whether it was set aside; AssertionError when it neither starts nor says why."""
    try:
        saved, trouble = StateFile(path).load()
        conversation = Conversation(house.content, Settings(), house.meant, saved)
        conversation.start(core.START)
        for number in range(6):
            conversation.handle(Ticked(), core.START + 600.0 * number)
        conversation.handle(Heard("how long left", 1.0, typed=True), core.START + 4000.0)
        due = conversation.next_deadline()
        assert due is None or due < core.START + 1e9, f"it will wait for {due}"
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    kept = [file.read_bytes() for file in path.parent.iterdir()]
    assert text in kept, "what could not be read is gone"
    assert not trouble or trouble.count(".") >= 1
    return bool(trouble)


def _of_the_program(outcome: Outcome, chance: random.Random, good: bytes) -> None:
    """The same with the real program, for three kinds of damage."""
    kinds: tuple[Callable[[Path], object], ...] = (
        lambda path: path.write_bytes(damaged(good, chance)),
        lambda path: path.write_bytes(b""),
        lambda path: path.mkdir(),
    )
    for number, damage in enumerate(kinds):
        with outcome.attempt(f"program {number}"), home() as folder:
            path = state_file(folder)
            path.parent.mkdir(parents=True)
            damage(path)
            with timed(outcome), started(folder) as coach:
                type_in(coach, PASTA, "40 minutes")
                no_traceback(coach)
            assert "pasta" in path.read_text("utf-8")


def settings_damaged(wish: Wish) -> Outcome:
    """Whatever stands in settings.toml: it is read as meant, or refused in one sentence.

    It is never replaced by defaults: these would take back a couple's touch level in silence.
    """
    outcome = Outcome(unit="files")
    chance = random.Random(wish.seed)
    refused = 0
    with home() as folder:
        path = folder / "settings.toml"
        for number in range(wish.times):
            text = damaged(SETTINGS, chance)
            path.write_bytes(text)
            with outcome.attempt(f"settings.toml {text[:80]!r}"):
                refused += _refused(path)
                outcome.look("it is as it was", path.read_bytes() == text and number >= 0)
    with outcome.attempt("the program"), home() as folder:
        _program_refuses(folder)
    outcome.remarks.append(f"{refused} refused in a sentence, the rest was readable")
    return outcome


def _refused(path: Path) -> bool:
    try:
        load_settings(path)
    except CoachError as error:
        if error.sentence().endswith("."):
            return True
        raise AssertionError("no sentence") from error
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    return False


def _program_refuses(folder: Path) -> None:
    (folder / "config" / "voice-coach").mkdir(parents=True)
    (folder / "config" / "voice-coach" / "settings.toml").write_bytes(b"rate = fast")
    with LiveCoach(folder, "--text") as coach:
        assert coach.process.wait(30) == 1
        coach.until(lambda line: "settings.toml: line 1 cannot be read" in line)
        no_traceback(coach)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 64 kB; only root can have one."""
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", folder], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def may_mount() -> bool:
    """Whether there can be a small disk."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount") is not None


def fill(folder: Path) -> Path:
    """Everything that is left, taken."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 1024)
    return path


def disk_full(wish: Wish) -> Outcome:
    """Full before the second timer, free again after it; then the power goes."""
    outcome = Outcome()
    for number in range(wish.times):
        with (
            outcome.attempt(f"disk {number}"),
            home() as folder,
            small_disk(folder / "disk") as disk,
            _state_in(disk),
        ):
            with started(folder) as coach:
                type_in(coach, PASTA, "timer  ")
                filler = fill(disk)
                type_in(coach, RICE, "Timers cannot be kept")
                type_in(coach, "how long left for the rice", "left")
                no_traceback(coach)
                before = coach.count()
                with timed(outcome):
                    filler.unlink()
                    coach.until(lambda line: "kept again" in line, before, 15)
                coach.kill()
            with started(folder) as coach:
                shown = [coach.until(partial(_contains, name)) for name in ("pasta", "rice")]
                outcome.lost += 2 - len(shown)
    return outcome


def _contains(name: str, line: str) -> bool:
    return name in line


@contextmanager
def _state_in(folder: Path) -> Iterator[None]:
    before = os.environ.get("VOICE_COACH_STATE")
    os.environ["VOICE_COACH_STATE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["VOICE_COACH_STATE"]
        else:
            os.environ["VOICE_COACH_STATE"] = before

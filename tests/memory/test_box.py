"""The couple keep, read, seal and forget."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from voice_coach.errors import StoreError
from voice_coach.memory.box import Box, box_path, forget_everything
from voice_coach.memory.items import Item, Of, StillSealed
from voice_coach.memory.keys import Passphrase, Strength

OURS = Passphrase("tea at four on sunday", Strength(kib=64, passes=1, lanes=1))
TODAY = date(2026, 11, 25)
VALENTINE = date(2027, 2, 14)
CANARY = "the canary sings at noon"


def test_a_letter_grows_is_taken_back_sealed_and_opened_on_its_day(box: Box) -> None:
    letter = box.begin_letter(TODAY)
    box.add_chunk(letter, "Dear you,")
    box.add_chunk(letter, "I hated the move.")
    box.drop_chunk(letter)
    box.add_chunk(letter, "I loved the move.")
    assert box.draft(letter) == ("Dear you,", "I loved the move.")
    assert box.seal(letter, "both", TODAY, VALENTINE).yeses == 2
    with pytest.raises(StillSealed, match="sealed until 14 February 2027") as sealed:
        box.read(letter, VALENTINE - timedelta(days=1))
    assert sealed.value.opens_on == VALENTINE
    assert box.read(letter, VALENTINE).text == "Dear you,\nI loved the move."


def test_what_do_you_remember_gives_counts_kinds_and_days_and_not_a_word(box: Box) -> None:
    box.keep("promise", CANARY, "one", TODAY)
    box.keep("letter", CANARY, "both", TODAY - timedelta(days=9), VALENTINE)
    box.keep("letter", CANARY, "one", TODAY)
    draft = box.begin_letter(TODAY)
    box.add_chunk(draft, CANARY)
    remembered = box.remembered()
    assert remembered.counts == {"letter": 2, "promise": 1}
    assert [label.id for label in remembered.unfinished] == [draft]
    assert remembered.labels[0].opens_on == VALENTINE
    assert remembered.damaged == 0
    assert CANARY not in repr(remembered)


def test_a_letter_is_ready_from_its_day_on(box: Box) -> None:
    letter = box.keep("letter", "now", "both", TODAY, VALENTINE)
    box.keep("letter", "any time", "one", TODAY)
    assert box.remembered().ready(VALENTINE - timedelta(days=1)) == ()
    assert box.remembered().ready(VALENTINE) == (letter,)


def test_forget_that(box: Box, path: Path) -> None:
    kept, gone = (box.keep("promise", text, "one", TODAY) for text in ("stay", "go"))
    size = path.stat().st_size
    for _ in range(30):
        box.forget(box.keep("letter", "x" * 5000, "one", TODAY).id)
    assert box.forget(gone.id)
    assert not box.forget(gone.id)
    assert box.remembered().labels == (kept,)
    assert path.stat().st_size <= size
    with pytest.raises(StoreError, match="nothing of that name"):
        box.read(gone.id, TODAY)


def test_the_bytes_of_what_was_forgotten_are_gone_from_the_file(box: Box, path: Path) -> None:
    letter = box.keep("letter", CANARY, "one", TODAY)
    with sqlite3.connect(path) as db:
        (sealed,) = db.execute("SELECT sealed FROM part").fetchone()
    db.close()
    assert sealed in path.read_bytes()
    box.forget(letter.id)
    assert sealed not in path.read_bytes()


def test_forget_everything_needs_no_passphrase_and_leaves_no_file(box: Box, path: Path) -> None:
    box.keep("promise", CANARY, "one", TODAY)
    box.close()
    forget_everything(path)
    assert list(path.parent.iterdir()) == []
    with pytest.raises(StoreError, match="There is no box yet"):
        Box.open(path, OURS)


def test_no_word_and_no_day_is_in_any_file(box: Box, path: Path) -> None:
    letter = box.begin_letter(TODAY)
    for _ in range(5):
        box.add_chunk(letter, CANARY)
    box.seal(letter, "both", TODAY, VALENTINE)
    box.keep("promise", CANARY, "one", TODAY)
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert CANARY.encode() not in data
        assert b"2027-02-14" not in data
        assert b"both" not in data
        assert b'"letter"' not in data


@pytest.mark.parametrize("of", ["one", "both"])
def test_kinds_look_alike_from_outside(box: Box, path: Path, of: Of) -> None:
    box.keep("promise", "short", of, TODAY)
    box.keep("letter", "a little longer", of, TODAY, VALENTINE)
    with sqlite3.connect(path) as db:
        sizes = db.execute("SELECT DISTINCT length(label) FROM item").fetchall()
    db.close()
    assert len(sizes) == 1


def test_an_unfinished_letter_is_not_read_and_a_finished_one_not_written(box: Box) -> None:
    letter = box.begin_letter(TODAY)
    with pytest.raises(StoreError, match="nothing in that letter"):
        box.seal(letter, "one", TODAY)
    box.add_chunk(letter, "words")
    with pytest.raises(StoreError, match="not finished"):
        box.read(letter, TODAY)
    box.seal(letter, "one", TODAY)
    with pytest.raises(StoreError, match="is finished"):
        box.add_chunk(letter, "more")


def change(path: Path, *statements: str) -> None:
    """What somebody with the file and without the key can do."""
    db = sqlite3.connect(path)
    with db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_swapped_rows_do_not_open(box: Box, path: Path) -> None:
    one, two = (box.keep("promise", text, "one", TODAY) for text in ("first", "second"))
    swap = "UPDATE {0} SET id = CASE id WHEN '{1}' THEN '{2}' ELSE '{1}' END"
    change(path, "CREATE TABLE t AS SELECT * FROM part", "DELETE FROM part")
    change(path, swap.format("t", one.id, two.id), "INSERT INTO part SELECT * FROM t")
    change(path, "DROP TABLE t")
    for label in (one, two):
        with pytest.raises(StoreError, match="could not be opened"):
            box.read(label.id, TODAY)


def test_a_letter_is_not_opened_early_by_an_older_label(box: Box, path: Path) -> None:
    letter = box.begin_letter(TODAY)
    box.add_chunk(letter, "words")
    db = sqlite3.connect(path)
    ((old,),) = db.execute("SELECT label FROM item").fetchall()
    box.seal(letter, "both", TODAY, VALENTINE)
    with db:
        db.execute("UPDATE item SET label = ?", (old,))
    db.close()
    with pytest.raises(StoreError, match="could not be opened"):
        box.draft(letter)


def test_an_item_taken_out_or_put_back_is_noticed(box: Box, path: Path) -> None:
    kept = box.keep("promise", "kept", "one", TODAY)
    forgotten = box.keep("promise", "forgotten", "one", TODAY)
    db = sqlite3.connect(path)
    rows = {
        table: db.execute(f"SELECT * FROM {table} WHERE id = ?", (forgotten.id,)).fetchall()
        for table in ("item", "part")
    }
    box.forget(forgotten.id)
    assert box.remembered().damaged == 0
    with db:
        db.execute("INSERT INTO item VALUES (?, ?)", rows["item"][0])
        db.execute("INSERT INTO part VALUES (?, ?, ?)", rows["part"][0])
    assert box.remembered().damaged == 1
    with pytest.raises(StoreError, match="put back from an old copy"):
        box.read(forgotten.id, TODAY)
    with db:
        db.execute("DELETE FROM item WHERE id = ?", (kept.id,))
    db.close()
    assert box.remembered().damaged == 2


def test_what_is_damaged_can_be_forgotten_and_the_rest_is_read(box: Box, path: Path) -> None:
    good, bad = (box.keep("promise", text, "one", TODAY) for text in ("good", "bad"))
    change(path, f"UPDATE item SET label = zeroblob(99) WHERE id = '{bad.id}'")
    assert box.remembered().damaged == 1
    assert box.read(good.id, TODAY).text == "good"
    assert box.forget(bad.id)
    assert box.remembered().damaged == 0


def test_a_box_without_its_ledger_is_read_and_forgets_and_takes_nothing(
    box: Box, path: Path
) -> None:
    label = box.keep("promise", "still here", "one", TODAY)
    change(path, "UPDATE ledger SET sealed = zeroblob(99)")
    assert box.read(label.id, TODAY).text == "still here"
    assert box.remembered().damaged == 1
    with pytest.raises(StoreError, match="nothing more is put into it"):
        box.keep("promise", "new", "one", TODAY)
    assert box.forget(label.id)


def whole(path: Path) -> tuple[Item, ...]:
    """All items, when nothing is said to be damaged; else StoreError."""
    box = Box.open(path, OURS)
    try:
        if box.remembered().damaged:
            raise StoreError("damaged")
        return tuple(box.read(label.id, VALENTINE) for label in box.remembered().labels)
    finally:
        box.close()


@dataclass(frozen=True)
class Filled:
    """The bytes of a box, and what is in it."""

    data: bytes = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A box with something in it."""
    path = box_path(tmp_path_factory.mktemp("filled"))
    box = Box.create(path, OURS)
    for number in range(4):
        box.keep("letter", f"letter {number} " * 40, "both", TODAY, VALENTINE)
    box.forget(box.keep("promise", "p", "one", TODAY).id)
    box.close()
    return Filled(path.read_bytes(), whole(path))


@example(at=3631, flip=0x93 ^ ord("a"))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(min_value=0, max_value=2**20), flip=st.integers(1, 255))
def test_a_flipped_byte_anywhere_in_the_file_changes_nothing_unnoticed(
    filled: Filled, at: int, flip: int
) -> None:
    data = bytearray(filled.data)
    data[at % len(data)] ^= flip
    with tempfile.TemporaryDirectory() as folder:
        path = box_path(Path(folder))
        path.parent.mkdir()
        path.write_bytes(data)
        try:
            found = whole(path)
        except StoreError:
            kept = [file.read_bytes() for file in path.parent.iterdir()]
            assert bytes(data) in kept
        else:
            assert found == filled.items


class Couple(RuleBasedStateMachine):
    """Whatever the couple do, in whatever order, the box holds it, also when reopened."""

    letters = Bundle("letters")
    drafts = Bundle("drafts")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = box_path(Path(self.folder.name))
        self.box = Box.create(self.path, OURS)
        self.kept: dict[str, list[str]] = {}

    @rule(target=letters, text=st.text(), of=st.sampled_from(["one", "both"]))
    def keep(self, text: str, of: Of) -> str:
        id = self.box.keep("promise", text, of, TODAY).id
        self.kept[id] = [text]
        return id

    @rule(target=drafts)
    def begin(self) -> str:
        id = self.box.begin_letter(TODAY)
        self.kept[id] = []
        return id

    @rule(id=drafts, text=st.text())
    def chunk(self, id: str, text: str) -> None:
        self.box.add_chunk(id, text)
        self.kept[id].append(text)

    @rule(id=drafts)
    def take_back(self, id: str) -> None:
        self.box.drop_chunk(id)
        del self.kept[id][-1:]

    @rule(target=letters, id=consumes(drafts), of=st.sampled_from(["one", "both"]))
    def seal(self, id: str, of: Of) -> str:
        if not self.kept[id]:
            self.chunk(id, "something")
        self.box.seal(id, of, TODAY, TODAY)
        return id

    @rule(id=st.one_of(consumes(letters), consumes(drafts)))
    def forget(self, id: str) -> None:
        assert self.box.forget(id)
        del self.kept[id]

    @rule()
    def reopen(self) -> None:
        self.box.close()
        self.box = Box.open(self.path, OURS)

    @invariant()
    def all_is_there(self) -> None:
        assert {i.label.id: list(i.parts) for i in self.box.everything()} == self.kept
        assert self.box.remembered().damaged == 0

    def teardown(self) -> None:
        self.box.close()
        self.folder.cleanup()


Couple.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestCouple = Couple.TestCase

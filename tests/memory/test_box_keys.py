"""What opens the box, and what does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import StoreError
from voice_coach.memory.box import Box, lock_of
from voice_coach.memory.keys import Lock, Passphrase, Strength, unwrap, wrap
from voice_coach.memory.sealing import BLOCK, NotOpened, new_key, seal, unseal

LIGHT = Strength(kib=64, passes=1, lanes=1)


def test_a_guess_costs_a_tenth_of_a_second_at_least() -> None:
    typed = Passphrase("tea at four on sunday")
    lock = typed.new_lock()
    began = time.process_time()
    typed.key(lock)
    assert time.process_time() - began > 0.1
    assert lock.kib >= 64 * 1024


def test_the_same_passphrase_never_gives_the_same_lock(ours: Passphrase) -> None:
    one, other = ours.new_lock(), ours.new_lock()
    assert one.salt != other.salt
    assert ours.key(one) != ours.key(other)
    assert ours.key(one) == ours.key(one)


def test_a_wrong_passphrase_is_one_sentence_and_nothing_is_lost(
    box: Box, path: Path, ours: Passphrase
) -> None:
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Box.open(path, Passphrase("tea at five on sunday", LIGHT))
    assert refused.value.sentence() == (
        "That passphrase does not open the box. Nothing is lost; try again."
    )
    assert path.read_bytes() == before
    Box.open(path, ours).close()


def test_letters_typed_in_another_way_are_the_same_passphrase() -> None:
    lock, wrapped = wrap(new_key(), Passphrase("caf\u00e9 au lait", LIGHT))
    unwrap(wrapped, lock, Passphrase("cafe\u0301 au lait", LIGHT))


def test_a_short_passphrase_is_refused(path: Path) -> None:
    with pytest.raises(StoreError, match="at least 8 characters"):
        Box.create(path, Passphrase("seven77", LIGHT))
    assert not path.exists()


def test_a_passphrase_shows_in_no_repr() -> None:
    assert "sunday" not in repr(Passphrase("tea at four on sunday"))


def test_a_new_passphrase_opens_and_the_old_one_does_not(
    box: Box, path: Path, ours: Passphrase
) -> None:
    box.change_secret(Passphrase("coffee at nine", LIGHT))
    Box.open(path, Passphrase("coffee at nine", LIGHT)).close()
    with pytest.raises(StoreError, match="does not open"):
        Box.open(path, ours)
    assert lock_of(path).by == "passphrase"


@pytest.mark.parametrize(
    "lock",
    [
        Lock("passphrase", b"saltsalt", kib=2**31 - 1, passes=1, lanes=1),
        Lock("passphrase", b"saltsalt", kib=64, passes=2**31, lanes=1),
        Lock("passphrase", b"saltsalt", kib=64, passes=0, lanes=1),
        Lock("passphrase", b"saltsalt", kib=7, passes=1, lanes=1),
        Lock("passphrase", b"", kib=64, passes=1, lanes=1),
    ],
)
def test_a_lock_that_asks_too_much_of_the_machine_is_refused(lock: Lock, ours: Passphrase) -> None:
    with pytest.raises(StoreError, match="makes no sense"):
        ours.key(lock)


def test_a_passphrase_does_not_open_what_the_keyring_locked(ours: Passphrase) -> None:
    with pytest.raises(StoreError, match="keyring, not by a passphrase"):
        ours.key(Lock("keyring", name="box-1"))


PLACES = st.lists(st.text(), max_size=4).map(tuple)


@given(text=st.text(), place=PLACES)
def test_what_is_sealed_comes_back(text: str, place: tuple[str, ...]) -> None:
    key = new_key()
    assert unseal(key, seal(key, text, place), place, str) == text


@given(text=st.text(max_size=400), at=st.integers(min_value=0), flip=st.integers(1, 255))
def test_any_flipped_byte_is_noticed(text: str, at: int, flip: int) -> None:
    key = new_key()
    sealed = bytearray(seal(key, text, ("here",)))
    sealed[at % len(sealed)] ^= flip
    with pytest.raises(NotOpened):
        unseal(key, bytes(sealed), ("here",), str)


@given(here=PLACES, there=PLACES)
def test_nothing_opens_in_another_place(here: tuple[str, ...], there: tuple[str, ...]) -> None:
    key = new_key()
    sealed = seal(key, "words", here)
    if here == there:
        assert unseal(key, sealed, there, str) == "words"
    else:
        with pytest.raises(NotOpened):
            unseal(key, sealed, there, str)


@given(text=st.text(max_size=2000), cut=st.integers(0, 60))
def test_length_tells_little_and_a_cut_is_noticed(text: str, cut: int) -> None:
    key = new_key()
    sealed = seal(key, text, ())
    assert (len(sealed) - 12 - 16) % BLOCK == 0
    if cut:
        with pytest.raises(NotOpened):
            unseal(key, sealed[:-cut], (), str)


def test_no_two_sealings_are_alike() -> None:
    key = new_key()
    assert seal(key, "words", ()) != seal(key, "words", ())

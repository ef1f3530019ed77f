"""Words that exist nowhere else, and how to find them again, however they were dressed up.

All words of a run begin with the same random mark, so that a search for the mark is a search for
them all. Pure: chance comes in as an argument.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

_CONSONANTS, _VOWELS = "bdfgjkmprtvz", "aeou"
_MARK_SYLLABLES, _OWN_SYLLABLES = 5, 3
_DEEPEST = 3
"""How many wrappings within each other are opened."""
_LARGEST = 64 * 1024 * 1024
"""Bytes of an unpacked file that are looked at."""
_LETTERS = re.compile(rb"[a-z]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A canary was found."""

    kind: str
    """What the word was: something said, a refusal, a name …; empty: only the mark was found."""
    dress: str
    """How it was written: `text`, `base64`, `text in gzip` …"""


@dataclass
class Canaries:
    """The words of one run. `chance` must not be predictable."""

    chance: Random
    words: dict[str, str] = field(default_factory=dict)
    """Word → its kind."""

    def __post_init__(self) -> None:
        self._mark = self._syllables(_MARK_SYLLABLES)
        self._needles = tuple(_dressed(self._mark))
        self._named: dict[tuple[str, str], str] = {}

    def word(self, kind: str) -> str:
        """A new one."""
        while (word := self._mark + self._syllables(_OWN_SYLLABLES)) in self.words:
            pass
        self.words[word] = kind
        return word

    def fill(self, line: str) -> str:
        """The line, each `{kind}` in it replaced by a new word of that kind.

        `{kind.name}` is the same word each time.
        """
        return re.sub(r"\{(\w+)(?:\.(\w+))?\}", lambda found: self._filled(*found.groups()), line)

    def _filled(self, kind: str, name: str | None) -> str:
        if name is None:
            return self.word(kind)
        key = (kind, name)
        if key not in self._named:
            self._named[key] = self.word(kind)
        return self._named[key]

    def find(self, data: bytes) -> set[Hit]:
        """Every kind of canary in these bytes."""
        return set(self._find(data, "", _DEEPEST))

    def _find(self, data: bytes, wrapping: str, deeper: int) -> Iterator[Hit]:
        lower = data.lower()
        for dress, needle in self._needles:
            if needle in (data if dress == "base64" else lower):
                for kind in self._kinds(lower, needle) if dress == "text" else {""}:
                    yield Hit(kind, dress + wrapping)
        if deeper:
            for name, inner in _unpacked(data):
                yield from self._find(inner, f" in {name}{wrapping}", deeper - 1)

    def _kinds(self, lower: bytes, needle: bytes) -> set[str]:
        starts = (found.start() for found in re.finditer(re.escape(needle), lower))
        found = (_LETTERS.match(lower, start) for start in starts)
        return {self._kind(match[0].decode()) for match in found if match}

    def _kind(self, letters: str) -> str:
        known = (kind for word, kind in self.words.items() if letters.startswith(word))
        return next(known, "")

    def _syllables(self, count: int) -> str:
        pick = self.chance.choice
        return "".join(pick(_CONSONANTS) + pick(_VOWELS) for _ in range(count))


def _dressed(mark: str) -> Iterator[tuple[str, bytes]]:
    plain = mark.encode()
    yield "text", plain
    yield "text, backwards", plain[::-1]
    # Without the last letter's zeros it is the same for both orders of bytes.
    yield "UTF-16", mark.encode("utf-16-le")[:-1]
    yield "UTF-32", mark.encode("utf-32-le")[:-3]
    yield "hexadecimal", plain.hex().encode()
    yield "numbers", ", ".join(map(str, plain)).encode()
    for first in (mark, mark.capitalize(), mark.upper()):
        for before in range(3):
            yield "base64", _inner_base64(first.encode(), before)


def _inner_base64(word: bytes, before: int) -> bytes:
    """The letters that do not depend on what stands before and after the word."""
    coded = base64.b64encode(b"\0" * before + word)
    return coded[(0, 2, 3)[before] : (before + len(word)) // 3 * 4]


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    openers: tuple[tuple[str, bytes, Callable[[bytes], bytes]], ...] = (
        ("gzip", b"\x1f\x8b", _gunzip),
        ("zlib", b"\x78", lambda packed: zlib.decompressobj().decompress(packed, _LARGEST)),
        ("bzip2", b"BZh", lambda packed: bz2.BZ2Decompressor().decompress(packed, _LARGEST)),
        ("xz", b"\xfd7zXZ", lambda packed: lzma.LZMADecompressor().decompress(packed, _LARGEST)),
    )
    for name, magic, unpack in openers:
        if data.startswith(magic):
            try:
                yield name, unpack(data)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
                continue
    if data.startswith(b"PK"):
        yield from _zipped(data)


def _gunzip(packed: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
        return file.read(_LARGEST)


def _zipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    yield "zip", name.encode() + b"\n" + member.read(_LARGEST)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError):
        return

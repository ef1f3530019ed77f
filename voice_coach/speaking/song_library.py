"""The couple's own songs: a folder or a playlist, and which of it can really be played."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from voice_coach.errors import SoundError
from voice_coach.speaking.song_file import FOREIGN, SUFFIXES, Song, inspect, is_file

PLAYLISTS = frozenset((".m3u", ".m3u8"))
MOST = 5000
"""Songs that are looked for; a whole music collection is a slip of the settings."""
CHECK = "Check `songs` in settings.toml."


@dataclass(frozen=True, slots=True)
class Chosen:
    """Songs that can be played, in order, and one sentence for each that cannot."""

    songs: tuple[Song, ...]
    skipped: tuple[str, ...]


def find_songs(place: Path, most: int = MOST) -> list[Path]:
    """What the folder holds (by name, with the folders in it), or what the playlist lists.

    None of it has been opened yet. SoundError when there is no such folder or playlist.
    """
    if place.suffix.lower() in PLAYLISTS:
        return list(islice(_listed(place), most))
    try:
        next(place.iterdir(), None)
    except (OSError, ValueError) as error:
        raise SoundError("The folder of your songs cannot be read.", CHECK) from error
    return list(islice(_inside(place), most))


def choose(
    paths: Sequence[Path],
    wanted: int,
    first: int = 0,
    check: Callable[[Path], Song] = inspect,
) -> Chosen:
    """The next `wanted` songs from number `first` on, round and round; SoundError if there is none.

    Fewer when fewer can be played. `check` raises SoundError for a file that cannot.
    """
    found: list[Song] = []
    skipped: list[str] = []
    for step in range(len(paths)):
        place = (first + step) % len(paths)
        try:
            found.append(replace(check(paths[place]), place=place))
        except SoundError as error:
            skipped.append(error.sentence())
        if len(found) == wanted:
            break
    if not found:
        raise SoundError("None of your songs can be played.", skipped[0] if skipped else CHECK)
    return Chosen(tuple(found), tuple(skipped))


def unplayable(paths: Sequence[Path]) -> list[str]:
    """One sentence for each file that cannot be played; opens every one of them."""
    broken = []
    for path in paths:
        try:
            inspect(path)
        except SoundError as error:
            broken.append(error.sentence())
    return broken


def _inside(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(where, name)
            if not name.startswith(".") and path.suffix.lower() in SUFFIXES | FOREIGN:
                yield path


def _listed(playlist: Path) -> Iterator[Path]:
    for line in _text(playlist).splitlines():
        entry = line.strip()
        if entry and not entry.startswith("#") and "\0" not in entry:
            yield _place(playlist.parent, entry)


def _text(playlist: Path) -> str:
    try:
        found = playlist.read_bytes()
    except (OSError, ValueError) as error:
        raise SoundError("The playlist of your songs cannot be read.", CHECK) from error
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        # An old .m3u is in the code page of whoever wrote it; this one is the most common.
        return found.decode("cp1252", errors="replace")


def _place(folder: Path, entry: str) -> Path:
    """Where an entry points: an address of a file, or a path from the playlist's folder."""
    if entry.lower().startswith("file:"):
        entry = _path_of(entry)
    path = folder / entry
    if "\\" in entry and not is_file(path):
        return folder / entry.replace("\\", "/")
    return path


def _path_of(address: str) -> str:
    """`file:///music/F%C3%BCr%20Elise.mp3` as a path; done here, for urllib belongs to networks."""
    path = address[len("file:") :].removeprefix("//localhost").removeprefix("//")
    plain = re.sub(
        rb"%([0-9a-fA-F]{2})", lambda found: bytes.fromhex(found[1].decode()), path.encode()
    )
    return plain.replace(b"\0", b"").decode(errors="surrogateescape")

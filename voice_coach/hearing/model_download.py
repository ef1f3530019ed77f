"""Fetch one file over the network, go on where it stopped, and trust nothing but its sum.

The only place in Voice Coach that opens a network connection, and only `models install` calls it.
"""

from __future__ import annotations

import http.client
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from voice_coach import __version__
from voice_coach.errors import ModelError
from voice_coach.hearing.model_catalogue import Entry
from voice_coach.hearing.model_store import sha256_of

PATIENCE = 10.0
"""Seconds for the first answer, name look-up and all; and for each block after it."""
BLOCK = 1 << 16
Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there, and of how many (None: not known)."""


def download(entry: Entry, part: Path, progress: Progress, patience: float = PATIENCE) -> None:
    """Complete `part`, the zip of the entry, and check it. What arrived stays if it breaks off.

    ModelError for everything that can go wrong but a full disk, which is an OSError.
    """
    have = part.stat().st_size if part.exists() else 0
    if entry.bytes is None or have != entry.bytes:
        answer = _ask(entry, have, patience)
        if answer is not None:
            with answer:
                _receive(answer, entry, part, progress)
    _check(entry, part)


def _receive(
    answer: http.client.HTTPResponse, entry: Entry, part: Path, progress: Progress
) -> None:
    """Write what comes behind what is there, or from the start if the server begins there."""
    goes_on = answer.status == 206
    have = part.stat().st_size if goes_on else 0
    left = answer.length
    total = entry.bytes or (None if left is None else have + left)
    with part.open("ab" if goes_on else "wb") as file:
        for block in _blocks(answer, entry):
            file.write(block)
            have += len(block)
            progress(have, total)
            if entry.bytes and have > entry.bytes:
                break
    if total and have < total:
        raise _broke_off(entry)


def _blocks(answer: http.client.HTTPResponse, entry: Entry) -> Iterator[bytes]:
    try:
        while block := answer.read(BLOCK):
            yield block
    except (OSError, http.client.HTTPException) as error:
        raise _broke_off(entry) from error


def _check(entry: Entry, part: Path) -> None:
    """Size and sum; a file that is wrong is removed, for going on with it could not mend it."""
    size = part.stat().st_size
    if entry.bytes not in (None, size):
        wrong = f"it has {size} bytes and should have {entry.bytes}"
    elif sha256_of(part) != entry.sha256:
        wrong = "its sha256 sum is not the promised one"
    else:
        return
    part.unlink()
    raise ModelError(f"What came as {entry.name} is not that model: {wrong}.", "Try once more.")


def _ask(entry: Entry, have: int, patience: float) -> http.client.HTTPResponse | None:
    """The open answer; None when the server says that nothing is left to send."""
    headers = {"User-Agent": f"voice-coach/{__version__}"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        return _within(urllib.request.Request(entry.url, headers=headers), patience)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:
            return None
        raise ModelError(
            f"The server refused {entry.name}: {error.code} {error.reason}.", "Try later."
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise _no_network(entry, getattr(error, "reason", error)) from error


def _within(request: urllib.request.Request, patience: float) -> http.client.HTTPResponse:
    """`urlopen` in a thread: looking a name up, or trying each address, knows no common limit."""
    answers: queue.Queue[http.client.HTTPResponse | Exception] = queue.Queue()

    def ask() -> None:
        try:
            answers.put(urllib.request.urlopen(request, timeout=patience))
        except (OSError, http.client.HTTPException) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name="first answer").start()
    try:
        answer = answers.get(timeout=patience)
    except queue.Empty:
        raise TimeoutError(f"no answer within {patience:.0f} seconds") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _no_network(entry: Entry, reason: object) -> ModelError:
    return ModelError(
        f"{entry.name} cannot be fetched, the network does not answer ({reason}).",
        "Connect and try again, or fetch the zip elsewhere and: voice-coach models import FILE.",
    )


def _broke_off(entry: Entry) -> ModelError:
    return ModelError(
        f"The download of {entry.name} broke off.", "Install it again: it goes on from there."
    )

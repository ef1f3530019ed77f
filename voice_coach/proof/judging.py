"""What follows from what was seen: the files, the sockets, and every sentence against privacy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from voice_coach.proof.canaries import Hit
from voice_coach.proof.explained import NOTHING, Reason, of_file, of_socket
from voice_coach.proof.proving import SCREEN, Proof

_SOCKETS = frozenset(("socket", "connect", "bind"))


@dataclass(frozen=True, slots=True)
class Written:
    """A file, or files of one pattern, and why."""

    label: str
    how: tuple[str, ...]
    largest: int
    """Bytes, of the largest version that was looked at."""
    why: str
    """Empty: nobody knows."""


def written(proof: Proof) -> list[Written]:
    """Every file that was opened for writing, moved or removed, but for devices and memory."""
    done: dict[str, set[str]] = defaultdict(set)
    largest: dict[str, int] = defaultdict(int)
    reasons: dict[str, Reason | None] = {}
    for what, path in _happened(proof):
        if what in _SOCKETS or what == "memory" or "socket." in what:
            continue
        reason = of_file(path)
        if reason is not None and not reason.told:
            continue
        label = reason.pattern if reason else path
        reasons[label] = reason
        done[label].add(what)
        largest[label] = max(largest[label], proof.search.largest.get(path, 0))
    return [
        Written(label, tuple(sorted(done[label])), largest[label], reason.why if reason else "")
        for label, reason in sorted(reasons.items())
    ]


def sockets(proof: Proof) -> dict[str, str]:
    """Every local socket that was connected to → what for; empty: nobody knows."""
    asked = {path for what, path in _happened(proof) if what in _SOCKETS and not _network(path)}
    reasons = {path: of_socket(path) for path in sorted(asked)}
    return {
        path: reason.why if reason else ""
        for path, reason in reasons.items()
        if reason is None or reason.told
    }


def networks(proof: Proof) -> list[str]:
    """Every network and name that was asked for; all were refused."""
    by_kernel = {path for what, path in _happened(proof) if what in _SOCKETS and _network(path)}
    by_python = {seen.path for ran in proof.runs for seen in ran.python if "socket." in seen.what}
    return sorted(by_kernel | {name for name in by_python if _network(name)})


def problems(proof: Proof) -> list[str]:
    """Why this is no proof of privacy; empty: it is one."""
    return [*_leaks(proof), *_unexplained(proof), *_incomplete(proof)]


def allowed(place: str) -> frozenset[str]:
    """Kinds of the couple's words that belong into this file."""
    reason = of_file(place)
    return reason.holds if reason else NOTHING


def _leaks(proof: Proof) -> Iterator[str]:
    for place, hits in sorted(proof.search.found.items()):
        for hit in sorted(hits, key=str):
            if place != SCREEN and hit.kind not in allowed(place):
                yield f"{place} holds a word of the couple's: {_told(hit)}."


def _unexplained(proof: Proof) -> Iterator[str]:
    for file in written(proof):
        if not file.why:
            yield f"{file.label} was written ({', '.join(file.how)}), and nothing explains it."
    for path, why in sockets(proof).items():
        if not why:
            yield f"The local socket {path} was used, and nothing explains it."
    for network in networks(proof):
        yield f"A network was asked for (and refused): {network}."
    for ran in proof.runs:
        if ran.dumped:
            yield f"“{ran.title}”: the system wrote a core dump."


def _incomplete(proof: Proof) -> Iterator[str]:
    for ran in proof.runs:
        if ran.ended_badly:
            told = ran.errors.decode(errors="replace").strip().splitlines()[-1:]
            yield f"“{ran.title}” ended with code {ran.code}: {''.join(told)}"
        for what in ran.unread:
            yield f"“{ran.title}”: what a call of {what} was about could not be read."
    for path in sorted(proof.search.unreadable):
        yield f"{path} could not be read."
    if proof.heard < proof.typed:
        yield f"Only {proof.heard} of {proof.typed} lines reached the coach."
    if "promise" in proof.words.values() and not proof.boxed:
        yield "Nothing that was to be kept in the box can be read there."
    if proof.spoken and not proof.understood:
        yield "The ear understood nothing of what was spoken."


def _told(hit: Hit) -> str:
    return f"{hit.kind.replace('_', ' ') or 'part of one'}, as {hit.dress}"


def _happened(proof: Proof) -> Iterator[tuple[str, str]]:
    """What the kernel saw or, where it could not watch, what Python did."""
    for ran in proof.runs:
        for seen in ran.python if ran.no_watch else ran.seen:
            yield seen.what, seen.path


def _network(path: str) -> bool:
    """Whether this is the name of a network's family, or a name that was looked up."""
    first = path.partition(" by ")[0]
    return not first.startswith(("/", "@", "AF_UNIX", "AF_NETLINK", "local", "kernel news"))

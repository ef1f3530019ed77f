"""The proof in words, and as JSON."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from voice_coach.proof import judging
from voice_coach.proof.explained import of_file
from voice_coach.proof.proving import SCREEN, Proof

_DRESSES = (
    "as text in any case, backwards, UTF-16, UTF-32, hexadecimal, numbers and base64, "
    "and in gzip, zlib, bzip2, xz and zip"
)
_KERNEL = (
    "by the kernel: before any process of the program opened a file for writing, moved or removed "
    "one, or opened a socket, it waited until the file had been searched"
)
_PYTHON = (
    "by Python's audit events in the main process only, for the kernel cannot do it here ({}); "
    "C libraries and child processes were seen only by what they left behind"
)
LIMITS = (
    "Not covered: what your terminal keeps of its screen, swap space, a sound server that records, "
    "and whoever administers this machine."
)


def lines(proof: Proof) -> Iterator[str]:
    """The report, line by line."""
    kinds = Counter(kind.replace("_", " ") for kind in proof.words.values())
    yield f"Played: {len(proof.runs)} evenings; {proof.heard} lines reached the coach."
    if proof.spoken:
        yield f"  {proof.spoken} were spoken; the ear made something of {proof.understood}."
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    yield f"  {len(proof.words)} made-up words were in them ({told})."
    yield f"Watched {_watched(proof)}."
    yield f"Network: {_network(proof)}."
    yield "Written:"
    yield from _files(proof)
    yield "Local sockets:"
    used = judging.sockets(proof)
    yield from (f"  {path}: {why or 'NOT EXPLAINED'}" for path, why in used.items())
    if not used:
        yield "  none"
    yield from _searched(proof)
    yield LIMITS
    found = judging.problems(proof)
    yield from (f"NOT PRIVATE: {problem}" for problem in found)
    if not found:
        yield "Private: but for what was kept on purpose, nothing of it is in what was written."


def as_json(proof: Proof) -> str:
    """All of it as one object."""
    found = judging.problems(proof)
    return json.dumps(
        {
            "private": not found,
            "problems": found,
            "evenings": [ran.title for ran in proof.runs],
            "lines_heard": proof.heard,
            "spoken": proof.spoken,
            "understood": proof.understood,
            "canaries": dict(Counter(proof.words.values())),
            "watched_by_kernel": _by_kernel(proof),
            "own_network": all(ran.own_network for ran in proof.runs),
            "guard": asdict(proof.guarded),
            "networks_asked_for": judging.networks(proof),
            "written": [asdict(file) for file in judging.written(proof)],
            "local_sockets": judging.sockets(proof),
            "on_purpose": _on_purpose(proof),
            "in_the_box": dict(proof.boxed),
            "files_searched": proof.search.files,
            "bytes_searched": proof.search.bytes,
            "journal_searched": proof.journal,
        },
        ensure_ascii=False,
    )


def _by_kernel(proof: Proof) -> bool:
    return not any(ran.no_watch for ran in proof.runs)


def _watched(proof: Proof) -> str:
    if _by_kernel(proof):
        return _KERNEL
    return _PYTHON.format(next(ran.no_watch for ran in proof.runs if ran.no_watch))


def _network(proof: Proof) -> str:
    apart = all(ran.own_network for ran in proof.runs)
    parts = [
        "the program ran in a network namespace of its own, with nothing in it"
        if apart
        else "this system does not allow a network namespace of its own",
        "its guard stands in Python" + (" and in the kernel" if proof.guarded.kernel else " only"),
    ]
    if not judging.networks(proof):
        parts.append("no network socket and no name was asked for")
    return "; ".join(parts)


def _files(proof: Proof) -> Iterator[str]:
    for file in judging.written(proof):
        size = f"{file.largest} bytes" if file.largest else "empty"
        yield f"  {file.label}: {size} ({', '.join(file.how)}): {file.why or 'NOT EXPLAINED'}"


def _searched(proof: Proof) -> Iterator[str]:
    search = proof.search
    yield (
        f"Searched: {search.files} versions of files, {search.bytes / 1e6:.1f} MB, {_DRESSES}; "
        f"{proof.elsewhere} of them changed meanwhile elsewhere on this machine, by anybody"
        + ("; and the system's journal." if proof.journal else ".")
    )
    broken = sum(ran.expected < 0 for ran in proof.runs)
    if broken and not any(ran.dumped for ran in proof.runs):
        yield f"  {broken} evenings were cut off in the middle; no core dump was written."
    places = _on_purpose(proof)
    for place, kinds in places.items():
        yield f"  On purpose in {place}: {', '.join(kinds)}."
    if proof.boxed:
        kept = ", ".join(f"{count} of {kind}" for kind, count in sorted(proof.boxed.items()))
        yield f"  On purpose in the box, where only its passphrase finds them: {kept}."
    if any("name" in kinds for place, kinds in places.items() if place != SCREEN):
        yield "  Names you give to timers are kept until these end."
    else:
        yield "  Timers are kept under names from the coach's own list only."


def _on_purpose(proof: Proof) -> dict[str, list[str]]:
    """Where words of the couple's stand because they asked for it."""
    found: dict[str, set[str]] = defaultdict(set)
    for place, hits in proof.search.found.items():
        reason = of_file(place)
        if place == SCREEN or (reason and reason.holds):
            told = {hit.kind.replace("_", " ") for hit in hits if hit.kind}
            found[reason.pattern if reason else place] |= told
    return {place: sorted(kinds) for place, kinds in sorted(found.items())}

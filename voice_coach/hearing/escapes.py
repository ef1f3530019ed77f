"""What a terminal sends, cut into keys: bytes, and the codes of arrows and the like. Pure."""

from __future__ import annotations

from collections.abc import Iterator

ESCAPE = b"\x1b"


def codes_of(typed: bytes) -> Iterator[bytes]:
    """One byte each, or a whole code: an Escape that `[` or `O` follows at once begins one."""
    at = 0
    while at < len(typed):
        end = at + 1
        if typed[at:end] == ESCAPE and typed[end : end + 1] in (b"[", b"O"):
            end += 1
            while end < len(typed) and not 0x40 <= typed[end] <= 0x7E:
                end += 1
            end += 1
        yield typed[at:end]
        at = end

"""Is there a microphone without the coach's own voice in it? Asked of PulseAudio or PipeWire.

Both can take the loudspeaker's sound out of the microphone's (module-echo-cancel). PortAudio sees
only the system's default source, so the answer says how to make such a source the default.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

SECONDS = 5.0
LOAD = (
    "pactl load-module module-echo-cancel aec_method=webrtc "
    "source_name=coach_ear sink_name=coach_voice"
)
USE = "pactl set-default-source {source}; pactl set-default-sink {sink}"
_MARKS = ("module-echo-cancel", "echo-cancel", "echo_cancel", "echocancel")


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Sources whose echo is cancelled, and whether one of them is what programs get."""

    sources: tuple[str, ...] = ()
    default: bool = False


def look() -> Cancelled | None:
    """What the sound server has; None without a server, or without `pactl` to ask it."""
    if shutil.which("pactl") is None:
        return None
    listing, default = _ask("list", "short", "sources"), _ask("get-default-source")
    if listing is None or default is None:
        return None
    sources = cancelled(listing)
    return Cancelled(sources, default.strip() in sources)


def cancelled(listing: str) -> tuple[str, ...]:
    """The names of such sources in `pactl list short sources`: number, name, driver, … . Pure."""
    rows = [line.split("\t") for line in listing.splitlines()]
    return tuple(
        row[1]
        for row in rows
        if len(row) > 2
        and not row[1].endswith(".monitor")
        and any(mark in f"{row[1]} {row[2]}".lower() for mark in _MARKS)
    )


def advice(found: Cancelled | None) -> str:
    """What a couple can do to interrupt the coach in mid-sentence, in a sentence or two. Pure."""
    headphones = "With headphones: barge_in = true."
    if found is None:
        return headphones
    if found.default:
        return "the microphone's echo is cancelled: barge_in = true lets you cut it short."
    if found.sources:
        use = f"pactl set-default-source {found.sources[0]}"
        return f"{found.sources[0]} cancels the echo: {use}, then barge_in = true. {headphones}"
    use = USE.format(source="coach_ear", sink="coach_voice")
    return f"{headphones} Without: {LOAD}; {use}; then barge_in = true."


def _ask(*words: str) -> str | None:
    try:
        done = subprocess.run(
            ["pactl", *words], capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout

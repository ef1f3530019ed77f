"""Is there a microphone without the coach's own voice in it? Asked of PulseAudio or PipeWire.

Both can take the loudspeaker's sound out of the microphone's (module-echo-cancel): what is played
into the module's sink is missing from its source. PortAudio sees only the system's default source
and sink, so both have to be the default.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

SECONDS = 5.0
"""After which a sound server that does not answer is none."""
LOAD = (
    "pactl load-module module-echo-cancel aec_method=webrtc "
    "'aec_args=\"analog_gain_control=0 digital_gain_control=0\"' "
    "source_name=coach_ear sink_name=coach_voice"
)
"""Without the arguments it turns the couple down too: of four voices, two said "stop" in vain."""
_WORN = re.compile(r"head(phone|set)|earbud|earphone|hands-?free", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What the sound server has; names are the server's own, empty where there is none."""

    source: str = ""
    """A microphone without the sound of `sink`."""
    sink: str = ""
    in_use: bool = False
    """Programs get both unless they ask for others."""
    headphones: bool = False
    """What is played goes to headphones, and no echo comes of it."""


def look() -> Found | None:
    """Ask the sound server; None without one, or without `pactl` to ask it."""
    if shutil.which("pactl") is None:
        return None
    asked = (
        _ask("list", "short", "sources"),
        _ask("list", "short", "sinks"),
        _ask("get-default-source"),
        _ask("get-default-sink"),
        _ask("list", "sinks"),
    )
    sources, sinks, default_source, default_sink, described = asked
    if not default_source or not default_sink:
        return None
    source, sink = cancelled(sources), cancelled(sinks)
    in_use = bool(source) and default_source == source and default_sink == (sink or default_sink)
    return Found(source, sink, in_use, worn(described, default_sink))


def cancelled(listing: str) -> str:
    """The first echo-cancelled device in `pactl list short …`: number, name, driver, … . Pure."""
    for row in (line.split("\t") for line in listing.splitlines()):
        letters = re.sub("[^a-z]", "", " ".join(row[1:3]).lower())
        if len(row) > 2 and "echocancel" in letters and not row[1].endswith(".monitor"):
            return row[1]
    return ""


def worn(described: str, sink: str) -> bool:
    """Whether this sink of `pactl list sinks` plays into headphones. Pure."""
    for block in re.split(r"^Sink #", described, flags=re.MULTILINE):
        if re.search(rf"^\s*Name: {re.escape(sink)}$", block, re.MULTILINE):
            told = re.findall(r"^\s*(?:Active Port:|device\.form_factor =) *(.*)$", block, re.M)
            return any(_WORN.search(it) for it in told)
    return False


def advice(found: Found | None) -> str:
    """What a couple can do to interrupt the coach in mid-sentence, in a sentence or two. Pure."""
    if found is not None and found.in_use:
        return f"{found.source} takes the coach's voice out: set barge_in = true to interrupt it."
    if found is not None and found.headphones:
        return "headphones are in use: set barge_in = true to interrupt the coach."
    if found is None:
        return "with headphones, set barge_in = true to interrupt the coach."
    load = "" if found.source else f"{LOAD}; "
    source, sink = (found.source, found.sink) if found.source else ("coach_ear", "coach_voice")
    use = f"pactl set-default-source '{source}'"
    if sink:
        use += f"; pactl set-default-sink '{sink}'"
    return (
        "with headphones, set barge_in = true to interrupt the coach. "
        f"Without: {load}{use}; then the same."
    )


def _ask(*words: str) -> str:
    """What `pactl` says, in English; empty when it fails."""
    try:
        done = subprocess.run(
            ["pactl", *words],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=True,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()

"""From the end of the couple's speech to the first sample of the reply, over a virtual sound card.

Both ends are taken from recordings of the two virtual devices; the split comes from the program's
own log of event names and durations.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import idle
from tests import rig as sound
from tests.barge_in import measured
from tests.live import LiveCoach
from voice_coach.conversation.listening import CLOSED_ENDPOINT

LINES = {
    "give us a conversation starter": "One",
    "start a hug timer": "you both want one",
    "start a two song timer": "Two songs",
    "guide us through a repair": "Repair",
}
"""What is asked, and a word that only the right answer has."""
VOICES = ("slt", "rms", "awb")
LEVEL = 300
"""int16: louder than this counts as sound."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and answer, in milliseconds."""

    total: float
    endpoint: float
    """Silence that was waited for, with what the sound took through the microphone."""
    decoding: float
    """Work of the recogniser, most of it inside the silence."""
    thinking: float
    synthesis: float
    playback: float
    right: bool


def main(argv: list[str]) -> int:
    """Print the table; 1 when the coach did not answer often enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--stops", type=int, default=10)
    args = parser.parse_args(argv)
    if why := sound.missing():
        print(f"latency: {why}", file=sys.stderr)
        return 1
    with sound.SoundRig() as rig, tempfile.TemporaryDirectory() as home:
        turns, asked = _measure(rig, Path(home), args.turns)
        stops = measured(rig, args.stops)
        share, memory = idle.measured(rig, Path(home) / "idle")
    if not turns:
        print("latency: the coach never answered", file=sys.stderr)
        return 1
    _print(turns, asked)
    median, worst = 1000 * statistics.median(stops), 1000 * max(stops)
    title = f'"stop" over the coach to its last sample ({len(stops)})'
    print(f"| {title} | {median:.0f} | {worst:.0f} |")
    print(f"\nIdle, in a room of quiet: {100 * share:.1f} % of one core, {memory:.0f} MB.")
    return 0


def _measure(rig: sound.SoundRig, home: Path, wanted: int) -> tuple[list[Turn], int]:
    turns: list[Turn] = []
    asked = 0
    lines = [(voice, line) for line in LINES for voice in VOICES]
    while len(turns) < wanted and asked < 2 * wanted:
        voice, line = lines[asked % len(lines)]
        asked += 1
        with LiveCoach(home / str(asked)) as coach:
            turn = _turn(rig, coach, sound.speak_as(voice, line), LINES[line])
            turns += [turn] if turn else []
            if turn is None or not turn.right:
                shown = " | ".join(text for _, text in coach.lines)
                print(f"{voice}: {line!r} was answered: {shown}", file=sys.stderr)
    return turns, asked


def _turn(
    rig: sound.SoundRig, coach: LiveCoach, words: NDArray[np.int16], wanted: str
) -> Turn | None:
    coach.until_listening("for a request")
    coach.until_log("event=Spoke")
    before = coach.count()
    with rig.listen() as speaker, sound.Recording(16_000, "mic_feed.monitor") as microphone:
        speaker.until(0.7)
        marked = len(coach.log.read_text("utf-8"))
        rig.feed(np.concatenate([words, np.zeros(8_000, np.int16)]))
        try:
            shown = coach.until(lambda line: line.startswith("coach"), before, timeout=4)
        except AssertionError:
            return None
        speaker.until_sound(LEVEL)
        speaker.until(speaker.seconds + 0.3)
        ended, began = _end(microphone), _start(speaker)
    log = coach.log.read_text("utf-8")[marked:]
    return _split(log, (began - ended) * 1000, wanted in shown)


def _end(recording: sound.Recording) -> float:
    """Monotonic seconds of the last loud sample."""
    loud = np.flatnonzero(np.abs(recording.frames.astype(int)) > LEVEL)
    return recording.started + float(loud[-1]) / recording.rate


def _start(recording: sound.Recording) -> float:
    """Monotonic seconds of the first loud sample."""
    loud = np.flatnonzero(np.abs(recording.frames.astype(int)) > LEVEL)
    return recording.started + float(loud[0]) / recording.rate


def _split(log: str, total: float, right: bool) -> Turn | None:
    """The parts of one turn, from the log's stamps in milliseconds."""
    heard = re.search(r"^(\d+) ms ear event=Heard", log, re.MULTILINE)
    turn = re.search(r"^(\d+) ms turn event=Heard .*decode_ms=(\d+)", log, re.MULTILINE)
    ready = re.search(r"^(\d+) ms mouth ready_ms=(\d+)", log, re.MULTILINE)
    started = re.search(r"^(\d+) ms speaker started", log, re.MULTILINE)
    if not (heard and turn and ready and started):
        return None
    at = [int(found.group(1)) for found in (heard, turn, ready, started)]
    ours = at[3] - at[0]
    return Turn(
        total,
        total - ours,
        int(turn.group(2)),
        at[1] - at[0],
        at[2] - at[1],
        at[3] - at[2],
        right,
    )


def _print(turns: list[Turn], asked: int) -> None:
    right = sum(turn.right for turn in turns)
    print(f"{asked} requests by {len(VOICES)} voices: {right} answered rightly, ", end="")
    print(f"{len(turns) - right} wrongly, {asked - len(turns)} not at all. ", end="")
    print(f"Endpoint silence: {CLOSED_ENDPOINT * 1000:.0f} ms.")
    print("\n| part | median ms | worst ms |\n|---|---|---|")
    rows = {
        "**end of speech to first sample**": [turn.total for turn in turns],
        "the same beyond the endpoint silence": [t.total - CLOSED_ENDPOINT * 1000 for t in turns],
        "endpoint silence and the way through the microphone": [t.endpoint for t in turns],
        "thinking (inbox, matcher, dialogue)": [turn.thinking for turn in turns],
        "synthesis of the first clause": [turn.synthesis for turn in turns],
        "playback (queue, device)": [turn.playback for turn in turns],
        "decoding (most of it within the silence)": [turn.decoding for turn in turns],
    }
    for name, values in rows.items():
        print(f"| {name} | {statistics.median(values):.0f} | {max(values):.0f} |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

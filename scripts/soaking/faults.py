"""Every fault that can be tried, in the order of the table."""

from __future__ import annotations

from soaking import (
    chests,
    devices,
    files,
    kills,
    processes,
    room,
    voice,
    watch,
    weeks,
)
from soaking.outcome import Fault

FAULTS = {
    "microphone": Fault(
        "microphone pulled and put back, another source meanwhile", devices.microphone_pulled, 4
    ),
    "headset": Fault("microphone and loudspeaker pulled and put back", devices.headset_pulled, 4),
    "speaker": Fault(
        "loudspeaker that takes no sound (back: asked and answered aloud)", devices.speaker_hangs, 4
    ),
    "server": Fault("sound server killed and started again", devices.server_killed, 4),
    "hang": Fault("sound server that hangs, then goes on", devices.server_hangs, 4),
    "voice": Fault("voice killed while it renders a sentence", voice.sentences, 200),
    "speaking": Fault("voice killed in the running program", voice.in_the_program, 4),
    "disk": Fault("disk full, then free, then a power cut", files.disk_full, 5),
    "clock": Fault("clock set back or forward by a day", processes.clock_set, 4),
    "settings": Fault("settings.toml damaged", files.settings_damaged, 1000),
    "state": Fault("state.json damaged", files.state_damaged, 1000),
    "box": Fault("box of letters damaged", chests.damaged_box, 300),
    "twice": Fault("two copies started at once", processes.started_twice, 5),
    "random": Fault("random events through the pure core", watch.random_events, 10_000),
    "kill": Fault("kill −9 with letters and timers under way", kills.box_and_timers, 1000),
    "program": Fault("kill −9 of the program, timers under way", processes.killed, 30),
    "day": Fault("24 simulated hours with a real ear and voice", weeks.a_day, 24, quick=False),
    "month": Fault("a simulated month of events", weeks.a_month, 1, quick=False),
    "noise": Fault("noise in the room", room.noise, 1, 3.0, quick=False),
    "talk": Fault("people who talk to each other", room.talk, 1, 3.0, quick=False),
    "evening": Fault("talk, noise and requests", room.evening, 1, 3.0, quick=False),
}
"""What it is called → the fault."""

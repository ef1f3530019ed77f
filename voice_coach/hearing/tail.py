"""Who begins to speak while the coach's last word still hangs in the room. Pure.

What the microphone brings in that moment is the coach's own voice as it dies away, and couples
answer within a fifth of a second. A room only gets quieter then: where the moment ends louder than
all that was before, somebody has begun, and is heard from its quietest point on. (Where it begins
as loud, a loudspeaker is late, and the coach may still be speaking.)
"""

from __future__ import annotations

import numpy as np

from voice_coach.hearing.conditioning import FRAME, frame_levels, samples

RISE = 10.0
"""dB by which the end must be louder than the quietest point."""
OVER_BEGINNING = 6.0
"""dB by which it must be louder than all that came before that point."""
_END = 2
"""Frames of 30 ms at the end that must be so loud."""


def new_voice(tail: bytes) -> bytes:
    """The int16 frames from the quietest point on, if somebody speaks at the end; else none."""
    levels = frame_levels(samples(tail))
    if len(levels) <= _END:
        return b""
    quietest = int(np.argmin(levels))
    end = levels[-_END:].min()
    before = levels[:quietest].max(initial=-np.inf)
    if end < levels[quietest] + RISE or end < before + OVER_BEGINNING:
        return b""
    return tail[2 * FRAME * quietest :]

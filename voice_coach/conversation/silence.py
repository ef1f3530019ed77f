"""What the coach does when nobody speaks: re-prompt ladders, measured from the end of its words.

After a question: a shorter asking, then the two likeliest answers, then it leaves with a falling
tone; never a third re-asking. A gate leaves earlier, because silence is never consent. Somebody who
looks for words is helped twice and then paused in silence. A couple who talk are left alone.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Rung(enum.Enum):
    """What happens next if the silence goes on."""

    AGAIN = "again"
    CHOICES = "choices"
    LEAVE = "leave"
    ENCOURAGE = "encourage"
    OFFER_SKIP = "offer_skip"
    PAUSE = "pause"
    TONE = "tone"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs with the seconds of silence before each, counted from the rung before."""

    rungs: tuple[tuple[float, Rung], ...]

    def after(self, step: int, patience: float) -> float | None:
        """Seconds until rung number `step`, or None past the last one."""
        return self.rungs[step][0] * patience if step < len(self.rungs) else None

    def rung(self, step: int) -> Rung:
        """Rung number `step`."""
        return self.rungs[step][1]


QUESTION = Ladder(((8.0, Rung.AGAIN), (10.0, Rung.CHOICES), (12.0, Rung.LEAVE)))
GATE = Ladder(((8.0, Rung.AGAIN), (10.0, Rung.LEAVE)))
THINKING = Ladder(((45.0, Rung.ENCOURAGE), (75.0, Rung.OFFER_SKIP), (60.0, Rung.PAUSE)))
TALKING = Ladder(((600.0, Rung.TONE),))
"""The couple talk to each other: ten quiet minutes, one soft tone, and the step is over."""

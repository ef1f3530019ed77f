"""Words on the way to the end of a timer, where the couple asked for them: halfway, one minute.

They wait until nobody speaks, and say what is left then.
"""

from __future__ import annotations

from msgspec.structs import replace

from voice_coach.conversation.soft_end import LATE
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Timer
from voice_coach.understanding.grammar import SlotValue


def due_at(state: State) -> float | None:
    """When the next words are due; asked only while nobody speaks."""
    return min((at for timer in state.board.timers for at in _moments(timer)), default=None)


def tick(state: State) -> None:
    """Say what is due; nothing of a timer that has ended, or of long ago."""
    if state.speaking or state.voice_since is not None:
        return
    for timer in state.board.timers:
        passed = [at for at in _moments(timer) if at <= state.now]
        if not passed:
            continue
        left = timer.seconds_left(state.now)
        kept = tuple(before for before in timer.ahead if before < left)
        state.board = state.board.put(replace(timer, ahead=kept))
        if left > 0 and state.now - max(passed) <= LATE:
            plain: dict[str, SlotValue] = {"name": timer.name, "left": float(round(left))}
            state.reply("timer.left_named", plain, soft=True)


def _moments(timer: Timer) -> list[float]:
    return [timer.ends_at - before for before in timer.ahead] if timer.ends_at is not None else []

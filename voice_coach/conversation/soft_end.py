"""The soft end of a timer: a tone and its name, then tones with gaps in which any answer counts.

After some tones it is silent, and says one line when somebody speaks next. It is never told over
somebody's words, and a crash neither loses it nor tells it anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from voice_coach.content.spoken import fill
from voice_coach.conversation import runner
from voice_coach.conversation.listening import HOW_LONG, RING_ANSWERS, WAKE, mode_of
from voice_coach.conversation.script import answers_at
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Ring, Timer
from voice_coach.messages import Earcon, Listening
from voice_coach.understanding.grammar import SlotValue

Slots = Mapping[str, SlotValue]
GAP = 7.0
"""Seconds after each tone in which an answer may come."""
PAUSE = 2.0
"""Seconds of quiet before the next. Where a television never lets it be quiet, the second gap is
enough, and the tone comes between two sentences."""
TONES = 6
"""Tones after the first; then it is silent."""
DISMISSING = frozenset({*RING_ANSWERS, "no", "continue"}) - {HOW_LONG}
SILENCE = frozenset({"stop", "not_now"})
GONE = frozenset({*SILENCE, WAKE, "goodbye", "go_to_sleep", "pause", "give_me_a_minute"})
"""After these nobody wants to hear of a timer; it is told the next time."""
LATE = 60.0
"""Seconds after which the end of a timer is no news: the coach was off, or the machine asleep."""


def begin(state: State, timer: Timer, missed: bool) -> None:
    """A timer of their own has ended; it is told as soon as nobody speaks."""
    ended_at = state.now if timer.ends_at is None else timer.ends_at
    ring = Ring(timer.name, ended_at, once=missed or timer.reminder, missed=missed)
    forget(state, timer.name)
    state.rings = (*state.rings, ring)


def forget(state: State, name: str) -> None:
    """A timer of that name begins anew, or nobody wants to hear of it."""
    state.rings = tuple(ring for ring in state.rings if ring.name != name)


def due_at(state: State) -> float | None:
    """When the next tone is due, or None; asked only while nobody speaks."""
    asked_for_quiet = max(state.muted_until, state.called_until)
    if any(not ring.told for ring in state.rings):
        return max(asked_for_quiet, state.now)
    if _asking(state) or not any(_sounds(ring) for ring in state.rings):
        return None
    after_words = max(state.rang_at + GAP, state.quiet_since + PAUSE)
    return max(min(after_words, state.rang_at + 2 * GAP), asked_for_quiet)


def tick(state: State) -> None:
    """Tell what was not told yet, or sound the next tone; nobody speaks now."""
    due = due_at(state)
    if due is None or due > state.now or state.speaking or state.voice_since is not None:
        return
    untold = [ring for ring in state.rings if not ring.told]
    if untold:
        _tell(state, untold)
        return
    state.quiet_since = state.rang_at = state.now
    state.chime(Earcon.CHIME, soft=True)
    state.rings = tuple(
        replace(ring, tones=ring.tones + 1) if _sounds(ring) else ring for ring in state.rings
    )


def told(state: State) -> None:
    """What was being said has left the loudspeaker."""
    if any(ring.said and not ring.told for ring in state.rings):
        state.rang_at = state.now
    state.rings = tuple(
        replace(ring, told=True) if ring.said else ring
        for ring in state.rings
        if not (ring.said and ring.once)
    )


def answered(state: State, intent: str, slots: Slots) -> bool:
    """Whether this was said to a timer that has ended: it is over, or goes on for a while.

    Whoever asks for anything else has heard it too.
    """
    if not state.rings or intent == WAKE:
        return False
    heard = [ring for ring in state.rings if ring.said or ring.told]
    if heard and _ends(state, intent, slots):
        state.hush()
        state.rings = tuple(ring for ring in state.rings if ring not in heard)
        return True
    ring = _extended(state, intent, slots)
    if ring is not None:
        seconds = float(slots["duration"])
        state.board = state.board.start(ring.name, seconds, state.now)
        state.touched = ring.name
        forget(state, ring.name)
        state.reply("timer.again", {"name": ring.name, "left": seconds})
        return True
    if intent in SILENCE:
        _show(state)
    kept = () if intent in SILENCE else state.rings
    state.rings = tuple(replace(r, said=False) for r in kept if not (r.told and _sounds(r)))
    return False


def remind(state: State, intent: str | None) -> None:
    """Somebody spoke, and not to each other: what ended unheard is told in one line, once."""
    busy = mode_of(state) in (Listening.FLOOR, Listening.TYPE, Listening.DICTATE)
    if intent in GONE or busy:
        return
    quiet = [ring for ring in state.rings if ring.told and not _sounds(ring)]
    for ring in quiet:
        ago = max(1.0, round((state.now - ring.ended_at) / 60)) * 60
        state.reply("timer.unheard", {"name": ring.name, "ago": ago}, soft=True)
    state.rings = tuple(ring for ring in state.rings if ring not in quiet)


def taken_up(state: State, rings: tuple[Ring, ...]) -> None:
    """After a restart: what was told before waits for somebody to speak; the rest is told now."""
    state.rings = tuple(
        replace(ring, tones=TONES)
        if ring.told
        else replace(ring, said=False, once=True, missed=True)
        for ring in rings
    )


def _show(state: State) -> None:
    """Whoever wants silence sees what they have not heard of."""
    for ring in state.rings:
        if not (ring.told or ring.said):
            lines = state.content.replies.get(_key(state, ring), [])
            for line in lines[:1]:
                state.show(fill(line, {"name": ring.name}, state.content, spoken=False))


def _key(state: State, ring: Ring) -> str:
    """The reply that tells of it: its own, or that for all timers."""
    kind = "missed" if ring.missed else "done"
    own = f"timer.{ring.name}.{kind}"
    return own if state.content.replies.get(own) else f"timer.{kind}"


def _tell(state: State, rings: list[Ring]) -> None:
    """Tone and words; an open question is asked again after them."""
    state.asleep, state.quiet_since = False, state.now  # somebody may want to answer
    if not all(ring.missed for ring in rings):
        state.chime(Earcon.CHIME)
    for ring in rings:
        state.reply(_key(state, ring), {"name": ring.name})
    state.rings = tuple(replace(ring, said=True) for ring in state.rings)
    if not state.speaking:  # a content without words for it, and no tones
        told(state)
    if _asking(state) and state.step is not None:
        runner.enter(state, state.step.id)


def _ends(state: State, intent: str, slots: Slots) -> bool:
    """Whether it is said to the tones and to nothing else."""
    place = state.place
    if _asking(state) or (place is not None and intent in answers_at(state.content, place)):
        return False
    if intent == "timer_cancel":
        return not slots.get("all") and slots.get("name") in (None, *(r.name for r in state.rings))
    return intent in DISMISSING


def _extended(state: State, intent: str, slots: Slots) -> Ring | None:
    """The ended timer that is given more time."""
    name, length = slots.get("name"), slots.get("duration")
    wanted = intent == "timer_add" or (intent == HOW_LONG and not _asking(state))
    if not wanted or not isinstance(length, (int, float)):
        return None
    if isinstance(name, str):
        return next((ring for ring in state.rings if ring.name == name), None)
    return state.rings[-1]


def _sounds(ring: Ring) -> bool:
    return ring.tones < TONES and not ring.once


def _asking(state: State) -> bool:
    """Whether a question is open: what is said then is said to it."""
    place, step = state.place, state.step
    return place is not None and step is not None and step.asks and not state.paused

"""What must hold after each of so many random events through the pure core."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from soaking.core import CANARY, House, house, pass_time, some_event
from soaking.outcome import Outcome, Wish
from voice_coach.conversation.saved import restore
from voice_coach.conversation.timers import Ring, Timer
from voice_coach.messages import (
    Action,
    Chime,
    Event,
    Heard,
    Hush,
    Keep,
    Listening,
    Quit,
    Say,
    Ticked,
)
from voice_coach.rehearsal.scene_box import SceneBox

MOST_TICKS = 300
"""Deadlines that may follow one another at one moment."""
SILENCE = frozenset(
    {"stop", "not_now", "cancel", "pause", "check_in", "goodbye", "go_to_sleep", "forget_that"}
    | {"forget_everything", "timer_cancel"}
)
"""Words after which nothing more needs to be told."""


@dataclass(frozen=True)
class Before:
    """What ran and what had ended before an event."""

    timers: tuple[Timer, ...]
    rings: tuple[Ring, ...]

    @classmethod
    def of(cls, house: House) -> Before:
        """As it stands now."""
        state = house.conversation.state
        return cls(state.board.timers, state.rings)


@dataclass
class Watch:
    """What must hold, event by event."""

    house: House

    def event(self) -> list[Action]:
        """One event, and what must be so afterwards. Raises AssertionError."""
        house = self.house
        pass_time(house)
        event, before = some_event(house), Before.of(house)
        hears_stop = isinstance(event, Heard) and event.text == "stop" and event.score == 1.0
        listening = house.conversation.listen
        asleep = listening is not None and listening.mode is Listening.ASLEEP
        actions = house.tell(event)
        state = house.conversation.state
        sounding = [a for a in actions if isinstance(a, Chime) or (isinstance(a, Say) and a.text)]
        assert state.voice_since is None or not sounding, "it speaks over the couple"
        if hears_stop and not asleep:
            assert any(isinstance(a, Hush) for a in actions), "stop is no silence"
            assert not state.stack, "stop leaves something open"
            assert not sounding, "after stop it speaks"
        self._timers(event, before)
        self._nothing_kept(actions)
        self._ticks()
        return actions

    def _timers(self, event: Event, before: Before) -> None:
        """No timer and no end of one is gone without a word of the couple."""
        house, state = self.house, self.house.conversation.state
        heard = isinstance(event, Heard)
        due = [t for t in before.timers if t.ends_at is not None and t.ends_at <= house.now]
        due = due if isinstance(event, Ticked) else []
        forgets = any(place.script == "forget_everything" for place in state.stack)
        for timer in () if heard or forgets else before.timers:
            if not timer.step and timer not in due:
                assert state.board.named(timer.name), f"the timer {timer.name} is gone"
        scripts = {it.timer for it in house.content.scripts.values() if it.timer}
        ended = {ring.name for ring in state.rings}
        for timer in due:
            if not forgets and not timer.step and not {timer.name, timer.starts} & scripts:
                assert timer.name in ended, f"the end of {timer.name} is forgotten"
        silenced = heard and house.meant.last in SILENCE
        for ring in before.rings:
            unheard = not (ring.said or ring.told)
            begun = state.board.named(ring.name) is not None
            if unheard and not forgets and not silenced and not begun:
                assert ring.name in ended, f"the end of {ring.name} was never told"

    def _nothing_kept(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, Keep):
                text = json.dumps(action.state)
                assert CANARY not in text, "a word of the couple is kept"
                restore(json.loads(text))
            if isinstance(action, Say) and self.house.box is None:  # else a letter is read back
                assert CANARY not in action.text + action.caption, "a word is said again"

    def _ticks(self) -> None:
        """Deadlines of this moment come to an end."""
        house = self.house
        for _ in range(MOST_TICKS):
            deadline = house.conversation.next_deadline()
            if deadline is None or deadline > house.now:
                self._all_told()
                return
            before = Before.of(house)
            house.tell(Ticked())
            self._timers(Ticked(), before)
        raise AssertionError("it asks to be woken in the past, again and again")

    def _all_told(self) -> None:
        """With nobody speaking, no end of a timer waits any longer."""
        state = self.house.conversation.state
        quiet = state.voice_since is None and not state.speaking
        if quiet and state.now >= max(state.muted_until, state.called_until):
            waits = [ring.name for ring in state.rings if not (ring.said or ring.told)]
            assert not waits, f"nobody speaks, and the end of {waits} is not told"


def events(seed: int, count: int, mind: House | None = None) -> Iterator[tuple[int, House]]:
    """So many random events; raises AssertionError with its number when one goes wrong."""
    here = mind or house(seed)
    watch = Watch(here)
    for number in range(count):
        try:
            actions = watch.event()
        except Exception as error:  # whatever it is, it is what we look for
            what = f"{type(error).__name__}: {error}"
            raise AssertionError(f"event {number}, seed {seed}: {what}") from error
        quits = any(isinstance(action, Quit) for action in actions)
        if quits or here.chance.random() < 0.004:
            here.now += here.chance.expovariate(1 / 600) - here.chance.choice((0.0, 0.0, 3600.0))
            here.boot()
        yield number, here


def random_events(wish: Wish) -> Outcome:
    """`times` random events, a new evening for every thousand."""
    outcome = Outcome(unit="events")
    first = house(wish.seed)
    restarts = 0
    while outcome.tried < wish.times:
        seed = wish.seed + outcome.tried
        box = SceneBox() if outcome.tried % 2000 else None
        here = house(seed, first.content, first.meant, box)
        part = min(1000, wish.times - outcome.tried)
        outcome.tried += part
        try:
            for number, _ in events(seed, part, here):
                outcome.survived += number >= 0
        except AssertionError as error:
            outcome.troubles.append(str(error))
        finally:
            restarts += here.restarts
            if box is not None:
                box.close()
    outcome.remarks.append(f"{restarts} restarts among them, half of the evenings with a box")
    return outcome

"""Leaving an event: what is held back while somebody speaks, and what changed for the outside."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_coach.conversation import capping, dancing, ringing, telling
from voice_coach.conversation.listening import listen
from voice_coach.conversation.saved import Saved, saving, snapshot
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Board
from voice_coach.messages import Action, Keep, Listen, Play, ShowTimers, sounds

CLEARED = " "
"""The caption that wipes the screen."""


@dataclass
class Told:
    """What the outside was told last; only what is otherwise now is told again."""

    saved: Saved
    held: list[Action] = field(default_factory=list)
    """Words and tones that wait until nobody speaks."""
    shown: Board = field(default_factory=Board)
    listen: Listen | None = None
    sound: str = ""
    private: bool = False
    """Numbers stand on the screen that should not stay there."""

    def release(self, state: State) -> None:
        """Nobody speaks any more, or nothing that was meant for the coach."""
        state.out.extend(self.held)
        self.held = []

    def settle(self, state: State) -> list[Action]:
        """All that is to be done after an event."""
        telling.settle(state)
        ringing.settle(state)
        capping.mind(state)
        dancing.settle(state)
        if state.voice_since is not None:
            held = [action for action in state.out if sounds(action)]
            state.out = [action for action in state.out if action not in held]
            self.held += held
        self._screen(state)
        self._keep(state)
        wanted = listen(state)
        if wanted != self.listen:
            self.listen = wanted
            state.out.append(wanted)
        return state.out

    def _screen(self, state: State) -> None:
        step = state.step
        private = step is not None and (step.region == "screen" or step.show)
        if self.private and not private:
            state.show(CLEARED)
        self.private = private
        sound = _sound_now(state)
        if sound != self.sound:
            self.sound = sound
            state.out.append(Play(sound))
        if state.board != self.shown:
            self.shown = state.board
            told = state.board.told
            left = tuple((t.name, t.seconds_left(state.now), t.paused) for t in told)
            state.out.append(ShowTimers(left))

    def _keep(self, state: State) -> None:
        saved = saving(state, self.saved)
        if saved != self.saved:
            self.saved = saved
            # First of all: what was shown or said must not be lost to a crash in between.
            state.out.insert(0, Keep(snapshot(saved)))


def _sound_now(state: State) -> str:
    """What plays under everything while the open step lasts."""
    place, step = state.place, state.step
    return step.sound if place is not None and step is not None and place.waiting else ""

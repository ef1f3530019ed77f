"""Whether the microphone is open: not when muted; for one utterance with push-to-talk. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from voice_coach.hearing.keys import Key


@dataclass
class Gate:
    """Open unless muted; with `push_to_talk` only from a call to the end of what is said then."""

    push_to_talk: bool = False
    muted: bool = False
    called: bool = False

    @property
    def open(self) -> bool:
        """Whether sound may be captured."""
        return not self.muted and (self.called or not self.push_to_talk)

    def press(self, key: Key) -> None:
        """A key: a call opens the gate, muted or not."""
        if key is Key.MUTE:
            self.muted = not self.muted
            self.called = self.called and not self.muted
        elif key is Key.CALL:
            self.muted, self.called = False, True

    def ended(self) -> None:
        """An utterance is over."""
        self.called = False

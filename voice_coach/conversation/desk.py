"""What lies on the coach's desk: the couple's box, and what is in hand. In memory only."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_coach.conversation.ports import Keeper


@dataclass(slots=True)
class Desk:
    """Nothing of it is saved; what is kept is in the box."""

    keeper: Keeper | None = None
    typing: bool = False
    """Whether lines can be typed."""
    dictation: bool = False
    """Whether the ear can take down free speech."""
    said: str = field(default="", repr=False)
    """The last words that were typed or dictated, as they were."""
    asked: str = field(default="", repr=False)
    """The last typed line that is a promise, whatever it was for."""
    asked_in: str = ""
    """`script:step` in which it was typed."""
    pages: list[str] = field(default_factory=list, repr=False)
    """What is still to be read aloud."""
    kept_at: float = float("-inf")
    """When something was last kept."""
    item: str = ""
    """The id of what is written, read or asked about."""
    gone_through: set[str] = field(default_factory=set)
    """Ids of what was offered in this round."""
    next_letter: float | None = None
    """The moment at which the next sealed letter is told of."""

    @property
    def box(self) -> Keeper | None:
        """The box, if it is open."""
        return self.keeper if self.keeper is not None and self.keeper.open else None

    def holds(self, mode: str) -> bool:
        """Whether one of `BOX_MODES` is met."""
        can = {"box": True, "typing": self.typing, "dictation": self.dictation}
        return self.box is not None and can[mode]

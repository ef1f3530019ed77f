"""What the conversation needs of others: of understanding, and of the couple's box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, Protocol

from voice_coach.understanding.grammar import SlotValue


class Meaning(Protocol):
    """What understanding gives back."""

    @property
    def intent(self) -> str | None: ...
    @property
    def score(self) -> float: ...
    @property
    def slots(self) -> Mapping[str, SlotValue]: ...
    @property
    def close(self) -> str: ...


class Understanding(Protocol):
    """Text → intent and slots among those that may be heard now, the first named winning."""

    def understand(self, text: str, intents: Sequence[str]) -> Meaning: ...
    def consent(self, text: str) -> Meaning:
        """An answer at a gate; only a clear yes is "yes"."""
        ...

    def exactly(self, text: str, intents: Sequence[str], short: bool = False) -> Meaning:
        """Only a phrase of these intents, word for word; `short`: one of their short forms."""
        ...


Of = Literal["one", "both"]


class Label(Protocol):
    """What is known of something in the box without reading it."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def of(self) -> Of: ...
    @property
    def kept_on(self) -> date: ...
    @property
    def opens_on(self) -> date | None: ...
    @property
    def finished(self) -> bool: ...
    @property
    def parts(self) -> int: ...
    @property
    def told(self) -> bool: ...


class Keeper(Protocol):
    """The couple's box. What returns is on the disk; every method may raise StoreError."""

    @property
    def open(self) -> bool:
        """Whether words can be kept and read."""
        ...

    def labels(self) -> Sequence[Label]:
        """All that is whole, oldest first."""
        ...

    def keep_promise(self, text: str, today: date) -> str:
        """Keep a promise, on its yes; its id."""
        ...

    def begin_letter(self, today: date) -> str: ...
    def add_chunk(self, id: str, text: str) -> None: ...
    def drop_chunk(self, id: str) -> None: ...

    def seal(self, id: str, of: Of, today: date, opens_on: date | None) -> None:
        """Finish a letter, on the yeses that `of` asks for."""
        ...

    def words(self, id: str, today: date) -> Sequence[str]:
        """The words of something finished; a letter whose day has not come raises."""
        ...

    def tell(self, id: str) -> None:
        """The couple have been told of it."""
        ...

    def forget(self, id: str) -> bool: ...

    def forget_everything(self) -> None:
        """Destroy file and key, open or not."""
        ...

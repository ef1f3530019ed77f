"""The couple's own songs in the live coach: found where they said, played as is ordered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from voice_coach.errors import SoundError
from voice_coach.messages import Dance, Music
from voice_coach.speaking.deck import MakePlayer
from voice_coach.speaking.jukebox_messages import News, VoiceEnded, VoiceStarted, Wished
from voice_coach.speaking.song_file import Song
from voice_coach.speaking.song_library import CHECK, choose, find_songs
from voice_coach.speaking.turntable import Turntable

MORE = 2
"""Songs that are looked at beyond those that were wanted, for "one more"."""


def place_of(songs: str) -> Path:
    """What the setting means: `~` is their home, and what is no whole path is in it."""
    return Path.home() / Path(songs).expanduser()


def look(place: Path) -> None:
    """Raises SoundError when there is no folder, no playlist, or no song in it; opens none."""
    if not find_songs(place, 1):
        raise SoundError(f"There is no song in {place.name}.", CHECK)


class Band:
    """Plays from one folder or playlist. `note` is told which files cannot be played."""

    def __init__(
        self,
        place: Path,
        make_player: MakePlayer,
        on_news: Callable[[News], None],
        on_failed: Callable[[SoundError], None],
        note: Callable[[str], None],
    ) -> None:
        self._place, self._note = place, note
        self._turntable = Turntable(make_player, on_news, on_failed)
        self._speaking = False

    def perform(self, action: Dance | Music) -> None:
        """Do it soon; nothing here waits for a file."""
        match action:
            case Dance(songs, first):
                self._turntable.play(partial(self._chosen, songs + MORE, first), songs)
            case Music(wish):
                self._turntable.tell(Wished(wish))

    def give_way(self, speaking: bool) -> None:
        """Whether the coach speaks now."""
        if speaking is not self._speaking:
            self._speaking = speaking
            self._turntable.tell((VoiceStarted if speaking else VoiceEnded)("coach"))

    def turn(self, volume: float) -> None:
        """As loud as this, 0 to 1."""
        self._turntable.turn(volume)

    def close(self) -> None:
        """Silence, and give the speaker back."""
        self._turntable.close()

    def _chosen(self, wanted: int, first: int) -> Sequence[Song]:
        chosen = choose(find_songs(self._place), wanted, first)
        for sentence in chosen.skipped:
            self._note(sentence)
        return chosen.songs

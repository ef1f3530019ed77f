"""A rehearsal as slow as life and to be listened to: captions, both loudspeakers, a real clock."""

from __future__ import annotations

import time
from collections.abc import Callable

from voice_coach.messages import Heard
from voice_coach.rehearsal.expectation import Answer
from voice_coach.rehearsal.report import Captions
from voice_coach.speaking.player import Player
from voice_coach.speaking.sound import Sound, silence

STORE = 0.3
"""Seconds of music ahead of the loudspeaker."""


class LiveCaptions(Captions):
    """Plays every sound as it is due. Three players, because all may sound at once."""

    def __init__(
        self, write: Callable[[str], None], couple: Player, coach: Player, songs: Player
    ) -> None:
        super().__init__(write)
        self._couple_player = couple
        self._coach_player = coach
        self._song_player = songs
        self._began = time.monotonic()

    def time(self, now: float) -> None:
        """Wait until the real clock is there too."""
        time.sleep(max(0.0, self._began + now - time.monotonic()))
        super().time(now)

    def couple(self, at: float, who: str, words: str, sound: Sound) -> None:
        """Say it."""
        super().couple(at, who, words, sound)
        self._couple_player.play(sound)

    def coach(self, answer: Answer, sound: Sound) -> None:
        """Say it behind what is being said."""
        super().coach(answer, sound)
        self._coach_player.play(sound)

    def music(self, sound: Sound) -> None:
        """Play it a little later, so that there is always some in store."""
        if not self._song_player.busy:
            self._song_player.play(silence(STORE, sound.rate), more=True)
        self._song_player.play(sound)

    def heard(self, at: float, heard: Heard) -> None:
        """Decoding took real time: what was lost is not caught up with a jump."""
        super().heard(at, heard)
        self._began = max(self._began, time.monotonic() - at)

    def hushed(self, at: float) -> None:
        """Silence."""
        super().hushed(at)
        self._coach_player.hush()

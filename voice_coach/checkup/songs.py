"""The couple's own songs: whether the setting leads to some, and whether each can be played."""

from __future__ import annotations

from voice_coach.errors import SoundError

FEW = 3
"""Songs that cannot be played and are named; more are only counted."""


def of_the_couple() -> str:
    """How many there are. Raises SoundError that names those which cannot be played."""
    from voice_coach.settings import default_path, load
    from voice_coach.speaking.band import look, place_of
    from voice_coach.speaking.song_library import find_songs, unplayable

    songs = load(default_path()).songs
    if not songs:
        return f"none set; `songs` in {default_path()} names a folder or a playlist of yours."
    look(place := place_of(songs))
    found = find_songs(place)
    broken = unplayable(found)
    if broken:
        more = f" And {len(broken) - FEW} more." if len(broken) > FEW else ""
        raise SoundError(
            f"{len(found) - len(broken)} of {len(found)} can be played.",
            " ".join(broken[:FEW]) + more,
        )
    return f"{len(found)} found, and all can be played"

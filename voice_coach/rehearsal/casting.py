"""Who takes part in a scene: its settings, the ear, the understanding, the voices."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from voice_coach.content.schema import Content
from voice_coach.conversation.ports import Understanding
from voice_coach.conversation.session import with_check_in_word
from voice_coach.errors import SceneError
from voice_coach.hearing.choice import choose_ear, embedded_ear
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.messages import DOUBTFUL
from voice_coach.rehearsal import speakers
from voice_coach.rehearsal.dance_floor import Songs
from voice_coach.rehearsal.scene import Scene, seconds
from voice_coach.rehearsal.speakers import Mouth
from voice_coach.settings import Settings
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything real that takes part."""

    content: Content
    settings: Settings
    understanding: Understanding
    phrasebook: Phrasebook
    recognizer: Recognizer
    voice: Voice
    mouths: dict[str, Mouth]
    """Who → a voice of the couple."""
    songs: Songs | None = None
    """Those that were made up for the scene."""

    def close(self) -> None:
        """The couple are needed no more; voice and ear may play in the next scene."""
        if self.songs is not None:
            self.songs.close()
        for mouth in self.mouths.values():
            mouth.close()


def ear(model: str = "", embedded: bool = False) -> Recognizer:
    """The ear that the live coach would have, or the embedded one. Raises ModelError."""
    return embedded_ear(DOUBTFUL) if embedded else choose_ear(model, DOUBTFUL)


def cast(
    scene: Scene, phrasebook: Phrasebook, recognizer: Recognizer, voice: Voice, engine: str = "auto"
) -> Cast:
    """Everybody; `close()` the cast when the scene is over. Raises SceneError.

    The phrasebook may serve many scenes: it keeps the grammars that were made.
    """
    chosen = settings(scene)
    content = with_check_in_word(phrasebook.content, chosen.check_in_word)
    if content is not phrasebook.content:
        phrasebook = Phrasebook(content)
    mouths = speakers.mouths(scene.speakers, engine)
    songs = Songs([seconds(length) for length in scene.songs]) if scene.songs else None
    if songs is not None:
        chosen = msgspec.structs.replace(chosen, songs=str(songs.place))
    understanding = Matcher(phrasebook)
    return Cast(content, chosen, understanding, phrasebook, recognizer, voice, mouths, songs)


def settings(scene: Scene) -> Settings:
    """The defaults with the scene's overrides. Raises SceneError."""
    try:
        return msgspec.convert({"locale": scene.locale, **scene.settings}, Settings)
    except msgspec.ValidationError as error:
        fix = "Mend it under [settings]; the keys are those of settings.toml."
        raise SceneError(f"the scene's settings: {error}.", fix) from None

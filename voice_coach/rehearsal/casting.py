"""Who takes part in a scene: its settings, the ear, the understanding, the voices."""

from __future__ import annotations

import msgspec

from voice_coach.content.schema import Content
from voice_coach.conversation.session import with_check_in_word
from voice_coach.errors import SceneError
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.rehearsal import speakers
from voice_coach.rehearsal.house import Cast
from voice_coach.rehearsal.scene import Scene
from voice_coach.settings import Settings
from voice_coach.speaking.voice import Voice
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook


def ear(model: str = "", embedded: bool = False) -> Recognizer:
    """The wanted Vosk model, else an installed one, else the embedded ear. Raises ModelError."""
    if not embedded:
        from voice_coach.hearing.model_store import installed_model

        folder = installed_model(model)
        if folder is not None:
            from voice_coach.hearing.vosk_recognizer import VoskRecognizer

            return VoskRecognizer(folder)
    from voice_coach.hearing.sphinx_recognizer import SphinxRecognizer

    return SphinxRecognizer()


def cast(
    scene: Scene, content: Content, recognizer: Recognizer, voice: Voice, engine: str = "auto"
) -> Cast:
    """Everybody; `close()` the cast when the scene is over. Raises SceneError."""
    chosen = settings(scene)
    content = with_check_in_word(content, chosen.check_in_word)
    phrasebook = Phrasebook(content)
    mouths = speakers.mouths(scene.speakers, engine)
    return Cast(content, chosen, Matcher(phrasebook), phrasebook, recognizer, voice, mouths)


def settings(scene: Scene) -> Settings:
    """The defaults with the scene's overrides. Raises SceneError."""
    try:
        return msgspec.convert({"locale": scene.locale, **scene.settings}, Settings)
    except msgspec.ValidationError as error:
        fix = "Mend it under [settings]; the keys are those of settings.toml."
        raise SceneError(f"the scene's settings: {error}.", fix) from None

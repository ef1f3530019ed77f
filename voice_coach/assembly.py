"""Puts the coach together: which ear, which voice, which devices, from settings and options."""

from __future__ import annotations

import logging
import queue
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from tzlocal import get_localzone, reload_localzone

from voice_coach import own_content
from voice_coach.app import App, Ears, Inbox, Silent, Speech
from voice_coach.clock import Clock
from voice_coach.content.schema import Content
from voice_coach.conversation import modes
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.listening import WAKE
from voice_coach.conversation.ports import Keeper
from voice_coach.conversation.session import Conversation, with_check_in_word
from voice_coach.errors import CoachError, SettingsError, SoundError
from voice_coach.hearing.gate import Gate
from voice_coach.hearing.keyboard import typed
from voice_coach.hearing.keys import Key, Keys
from voice_coach.hearing.listener import Listener
from voice_coach.memory.state_file import StateFile, default_path
from voice_coach.messages import (
    DOUBTFUL,
    Heard,
    MicrophoneFound,
    MicrophoneLost,
    MusicFailed,
    Spoke,
)
from voice_coach.screen.offers import Offers
from voice_coach.screen.port import Screen
from voice_coach.screen.words import Words
from voice_coach.settings import Settings
from voice_coach.settings import default_path as settings_path
from voice_coach.settings import load as load_settings
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

if TYPE_CHECKING:
    from voice_coach.speaking.band import Band

NO_LOUDSPEAKER = SoundError(
    "The loudspeaker does not answer.", "What the coach says stands here until it does."
)
LOUDSPEAKER_AGAIN = "The loudspeaker answers again."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line; it wins over settings.toml."""

    text: bool = False
    content: Path | None = None
    model: str = ""
    settings: Path | None = None
    barge_in: bool = False
    push_to_talk: bool = False
    opening: str = ""
    """A script to begin with."""


def assemble(options: Options, captions: Screen, keeper: Keeper | None = None) -> App:
    """The whole coach, its devices open. `keeper`: the couple's box, if there is one.

    Raises CoachError; SoundError without a microphone.
    """
    settings = load_settings(options.settings or settings_path())
    content, trouble = own_content.content_or_without(options.content, settings.locale)
    if trouble:
        captions.note(trouble)
    content = with_check_in_word(content, settings.check_in_word)
    phrasebook = Phrasebook(content)
    captions.names = tuple(settings.names) or captions.names
    captions.words, captions.offers = Words(content.replies), Offers(phrasebook)
    store = StateFile(default_path())
    saved, trouble = store.load()
    if trouble:
        captions.note(trouble)
    settings = _with_songs(settings, options, captions)
    matcher = Matcher(phrasebook)
    # Once before the couple speak, so that their first words find everything built.
    matcher.understand(phrasebook.phrases(WAKE, 1)[0])
    inbox: Inbox = queue.SimpleQueue()
    seed = random.SystemRandom().randrange(2**32)
    desk = Desk(keeper, typing=options.text)
    if options.text:
        ears, speech = _typed(phrasebook, inbox)
    else:
        ears, speech = _spoken(options, settings, content, phrasebook, inbox, captions)
        desk.typing = ears.keys is not None and ears.keys.listening
    conversation = Conversation(
        content, settings, matcher, saved, seed, get_localzone(), desk, options.opening
    )
    band = _band(settings, inbox, captions) if settings.songs else None
    state = conversation.state
    speech.set_voice(state.rate, modes.loudness(state))
    if band is not None:
        band.turn(modes.loudness(state))
    captions.large = state.settings.captions
    clock = Clock(zone=reload_localzone)
    return App(conversation, inbox, ears, speech, captions, store, clock, band)


def _with_songs(settings: Settings, options: Options, captions: Screen) -> Settings:
    """The settings without songs that cannot be found, or where nothing sounds."""
    if not settings.songs:
        return settings
    from voice_coach.speaking import band

    try:
        band.look(band.place_of(settings.songs))
    except SoundError as error:
        captions.note(error.sentence())
    else:
        if not options.text:
            return settings
    return msgspec.structs.replace(settings, songs="")


def _band(settings: Settings, inbox: Inbox, captions: Screen) -> Band:
    from voice_coach.speaking.band import Band, place_of
    from voice_coach.speaking.player import Player

    def failed(error: SoundError) -> None:
        captions.note(error.sentence())
        inbox.put(MusicFailed())

    return Band(
        place_of(settings.songs),
        lambda level, started, drained: Player(
            settings.speaker or None, started, drained, gain=level
        ),
        inbox.put,
        failed,
        captions.note,
    )


def _typed(phrasebook: Phrasebook, inbox: Inbox) -> tuple[Ears, Speech]:
    from voice_coach.hearing.keyboard import Keyboard

    stop = phrasebook.phrases("stop", 1)[0]
    return Keyboard(inbox.put, stop), Silent(lambda: inbox.put(Spoke()))


def _spoken(
    options: Options,
    settings: Settings,
    content: Content,
    phrasebook: Phrasebook,
    inbox: Inbox,
    captions: Screen,
) -> tuple[Listener, Speech]:
    from voice_coach.hearing.choice import choose_ear
    from voice_coach.hearing.microphone import Microphone
    from voice_coach.speaking.ambience import Ambience
    from voice_coach.speaking.mouth import Mouth
    from voice_coach.speaking.player import Player
    from voice_coach.speaking.voice import Voice

    microphone = Microphone(
        settings.microphone or None,
        on_lost=lambda: inbox.put(MicrophoneLost()),
        on_found=lambda: inbox.put(MicrophoneFound()),
    )
    microphone.open()

    def failed(error: CoachError) -> None:
        captions.note(error.sentence())

    def started(action: object) -> None:
        log.info("speaker started")
        captions.sounding(action)

    voice = Voice(settings.voice or content.locale.voice)
    mouth = Mouth(
        lambda drained: Player(
            settings.speaker or None,
            started,
            drained,
            on_lost=lambda: failed(NO_LOUDSPEAKER),
            on_found=lambda: captions.note(LOUDSPEAKER_AGAIN),
        ),
        voice,
        lambda: inbox.put(Spoke()),
        failed,
        Ambience(lambda begun: Player(settings.speaker or None, begun)),
    )
    push_to_talk = options.push_to_talk or settings.push_to_talk
    listener = Listener(
        microphone,
        lambda: choose_ear(options.model or settings.model, DOUBTFUL, captions.note),
        phrasebook,
        inbox.put,
        failed,
        options.barge_in or settings.barge_in,
        Gate(push_to_talk),
        captions.microphone,
    )
    captions.overheard = options.barge_in or settings.barge_in
    listener.keys = _keys(phrasebook, inbox, listener, captions)
    if push_to_talk and not listener.keys.listening:
        listener.close()
        raise SettingsError(
            "Push-to-talk needs a terminal, and there is none here.",
            "Start voice-coach in one, or set push_to_talk = false.",
        )
    return listener, mouth


def _keys(phrasebook: Phrasebook, inbox: Inbox, listener: Listener, captions: Screen) -> Keys:
    words = {Key.CALL: phrasebook.phrases(WAKE, 1)[0], Key.STOP: phrasebook.phrases("stop", 1)[0]}

    def pressed(key: Key | int) -> None:
        if isinstance(key, Key):
            listener.press(key)
        said = captions.pick(key) if isinstance(key, int) else words.get(key, "")
        if said:
            inbox.put(Heard(said, 1.0, typed=True))

    shown = captions.entry if captions.draws else None
    keys = Keys(pressed, typed=lambda line: inbox.put(typed(line)), shown=shown)
    if keys.listening:
        captions.keys()
    return keys

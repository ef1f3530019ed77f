"""Puts the coach together: which ear, which voice, which devices, from settings and options."""

from __future__ import annotations

import getpass
import logging
import queue
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from tzlocal import get_localzone

from voice_coach.app import App, Ears, Inbox, Silent, Speech
from voice_coach.clock import Clock
from voice_coach.content.loader import load as load_content
from voice_coach.content.schema import Content
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.listening import WAKE
from voice_coach.conversation.ports import Keeper
from voice_coach.conversation.session import Conversation, with_check_in_word
from voice_coach.errors import CoachError, SettingsError
from voice_coach.hearing.gate import Gate
from voice_coach.hearing.keyboard import typed
from voice_coach.hearing.keys import Key, Keys
from voice_coach.hearing.listener import Listener
from voice_coach.memory.state_file import StateFile, default_path
from voice_coach.messages import DOUBTFUL, Heard, MicrophoneFound, MicrophoneLost, Spoke
from voice_coach.screen.captions import Captions
from voice_coach.settings import Settings
from voice_coach.settings import load as load_settings
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

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


def assemble(options: Options, captions: Captions) -> App:
    """The whole coach, its devices open. Raises CoachError; SoundError without a microphone."""
    default = platformdirs.user_config_path("voice-coach") / "settings.toml"
    settings = load_settings(options.settings or default)
    content = load_content(options.content, settings.locale)
    content = with_check_in_word(content, settings.check_in_word)
    phrasebook = Phrasebook(content)
    store = StateFile(default_path())
    saved, trouble = store.load()
    if trouble:
        captions.note(trouble)
    matcher = Matcher(phrasebook)
    # Once before the couple speak, so that their first words find everything built.
    matcher.understand(phrasebook.phrases(WAKE, 1)[0])
    inbox: Inbox = queue.SimpleQueue()
    seed = random.SystemRandom().randrange(2**32)
    desk = Desk(_box(store.path.parent, captions), typing=options.text)
    if options.text:
        ears, speech = _typed(phrasebook, inbox)
    else:
        ears, speech = _spoken(options, settings, content, phrasebook, inbox, captions)
        desk.typing = ears.keys is not None and ears.keys.listening
    conversation = Conversation(content, settings, matcher, saved, seed, get_localzone(), desk)
    return App(conversation, inbox, ears, speech, captions, store, Clock())


def _box(state: Path, captions: Captions) -> Keeper | None:
    """The couple's box, opened if they want; None where there is none."""
    from voice_coach.memory.box_file import box_path

    path = box_path(state)
    if not path.exists():
        return None
    from voice_coach.memory.keeper import opened

    return opened(path, _passphrase if sys.stdin.isatty() else None, captions.note)


def _passphrase() -> str:
    """Typed unseen; empty: the box stays shut."""
    try:
        return getpass.getpass("The box's passphrase (Enter leaves it shut): ")
    except EOFError:
        return ""


def _typed(phrasebook: Phrasebook, inbox: Inbox) -> tuple[Ears, Speech]:
    from voice_coach.hearing.keyboard import Keyboard

    stop = phrasebook.phrases("stop", 1)[0]
    return Keyboard(inbox.put, stop), Silent(lambda: inbox.put(Spoke()))


def _note_start(_tag: object) -> None:
    log.info("speaker started")


def _spoken(
    options: Options,
    settings: Settings,
    content: Content,
    phrasebook: Phrasebook,
    inbox: Inbox,
    captions: Captions,
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

    voice = Voice(content.locale.voice)
    mouth = Mouth(
        lambda drained: Player(settings.speaker or None, _note_start, drained),
        voice,
        lambda: inbox.put(Spoke()),
        failed,
        Ambience(lambda started: Player(settings.speaker or None, started)),
    )
    mouth.set_voice(settings.rate, settings.volume)
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
    listener.keys = _keys(phrasebook, inbox, listener, captions)
    if push_to_talk and not listener.keys.listening:
        listener.close()
        raise SettingsError(
            "Push-to-talk needs a terminal, and there is none here.",
            "Start voice-coach in one, or set push_to_talk = false.",
        )
    return listener, mouth


def _keys(phrasebook: Phrasebook, inbox: Inbox, listener: Listener, captions: Captions) -> Keys:
    words = {Key.CALL: phrasebook.phrases(WAKE, 1)[0], Key.STOP: phrasebook.phrases("stop", 1)[0]}

    def pressed(key: Key) -> None:
        listener.press(key)
        if key in words:
            inbox.put(Heard(words[key], 1.0, typed=True))

    keys = Keys(pressed, typed=lambda line: inbox.put(typed(line)))
    if keys.listening:
        captions.keys()
    return keys

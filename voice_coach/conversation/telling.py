"""What must be told and may have to wait: nobody is spoken over, and nothing is forgotten for it.

The end of a timer waits until nobody speaks; it comes after the answer to what they said. That the
microphone is lost is shown at once, and said when the coach speaks anyway or the floor is its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voice_coach.conversation.listening import mode_of
from voice_coach.conversation.state import State
from voice_coach.messages import Chime, Hush, Listening, Say


@contextmanager
def must_be_told(state: State) -> Iterator[None]:
    """What is said in here waits while somebody speaks, whatever they say."""
    begin, speaking = len(state.out), state.speaking
    yield
    if state.voice_since is not None:
        state.untold += state.out[begin:]
        del state.out[begin:]
        state.speaking = speaking


def microphone_lost(state: State) -> None:
    """From now on silence means nothing, and the couple know it."""
    state.deaf = True
    if _silent(state):
        state.deaf_untold = True
        state.show(state.content.replies["microphone.lost"][0])
    else:
        state.reply("microphone.lost")


def microphone_found(state: State) -> None:
    """They are heard again; it is said where the loss was said."""
    state.deaf, state.quiet_since = False, state.now
    if state.deaf_untold or _silent(state):
        state.deaf_untold = False
        state.show(state.content.replies["microphone.found"][0])
    else:
        state.reply("microphone.found")


def settle(state: State) -> None:
    """Tell what waited. After a word that silences the coach only the screen tells it."""
    silenced = Hush() in state.out
    speaks = any(isinstance(it, Say) and it.text for it in state.out)
    if (
        state.deaf_untold
        and state.voice_since is None
        and (speaks or not (silenced or state.speaking or _silent(state)))
    ):
        state.deaf_untold = False
        state.reply("microphone.lost")
    if not state.untold or state.voice_since is not None:
        return
    waited, state.untold = state.untold, []
    chimes = any(isinstance(it, Chime) for it in state.out)
    if silenced and not (speaks or chimes):
        for action in waited:
            if isinstance(action, Say):
                state.show(action.caption or action.text)
    else:
        state.out += waited
        state.speaking = True


def _silent(state: State) -> bool:
    return state.voice_since is not None or mode_of(state) is Listening.FLOOR

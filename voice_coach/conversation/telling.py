"""A lost microphone: shown at once, said when the coach speaks anyway or the floor is its own."""

from __future__ import annotations

from voice_coach.conversation.listening import CHECK_IN, mode_of
from voice_coach.conversation.state import State
from voice_coach.messages import Listening, Say

SILENCING = frozenset({"stop", "cancel", "pause", "not_now", CHECK_IN})
"""Words after which the coach says no more than they ask for."""


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
    """Say what waited, unless somebody wants the coach to be silent."""
    speaks = any(isinstance(it, Say) and it.text for it in state.out)
    free = not (state.silenced or state.speaking or _silent(state))
    if state.deaf_untold and state.voice_since is None and (speaks or free):
        state.deaf_untold = False
        state.reply("microphone.lost")


def _silent(state: State) -> bool:
    return state.voice_since is not None or mode_of(state) is Listening.FLOOR

"""How a couple want to be talked to tonight: tired, literal, quiet, more patient. At once.

Modes are settings that can be changed by voice. They survive a restart; nothing says who asked.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from voice_coach.content.script_schema import Step
from voice_coach.conversation.state import State
from voice_coach.errors import ContentError
from voice_coach.messages import SetScreen, SetVoice
from voice_coach.settings import Settings

MODES = ("low_energy", "literal", "quiet", "captions")
"""Settings that are on or off, and that a step can ask for with `when`."""
BY_VOICE = (*MODES, "touch", "patience", "rate", "region", "earcons")
"""What `set` may change."""
GENTLER = 0.5
"""-6 dB: the voice when the couple are tired or want it quiet."""

Changes = Mapping[str, str | int | bool]


def changed(settings: Settings, changes: Changes) -> Settings:
    """The settings with those changes in them. Raises ContentError when one cannot be."""
    known = {name: value for name, value in changes.items() if name in BY_VOICE}
    try:
        return msgspec.convert({**msgspec.to_builtins(settings), **known}, Settings)
    except msgspec.ValidationError as error:
        fix = f"A step can set {', '.join(BY_VOICE)}, to what settings.toml allows."
        raise ContentError(f"these settings cannot be: {error}.", fix) from error


def apply(state: State, changes: Changes) -> None:
    """Change settings from now on, and tell the voice and the screen."""
    before = state.settings
    state.settings = changed(before, changes)
    state.by_voice.update({name: value for name, value in changes.items() if name in BY_VOICE})
    if state.settings.rate != before.rate:
        state.rate = state.settings.rate
        state.out.append(SetVoice(rate=state.rate))
    if gentle(state.settings) != gentle(before):
        state.out.append(SetVoice(volume=loudness(state)))
    if state.settings.captions != before.captions:
        state.out.append(SetScreen(large=state.settings.captions))


def take_up(state: State, changes: Changes) -> None:
    """What was changed by voice before a restart holds again; what no longer can be is dropped."""
    for name, value in changes.items():
        try:
            state.settings = changed(state.settings, {name: value})
        except ContentError:
            continue
        state.by_voice[name] = value
    state.rate = state.settings.rate


def gentle(settings: Settings) -> bool:
    """Whether the voice should be softer than the couple's usual volume."""
    return settings.quiet or settings.low_energy


def loudness(state: State) -> float:
    """The volume, 0 to 1, at which the coach speaks now."""
    return state.volume * (GENTLER if gentle(state.settings) else 1.0)


def holds(settings: Settings, condition: str) -> bool:
    """Whether `when` is met: a mode's name, or `not ` and a mode's name."""
    name = condition.removeprefix("not ")
    on = bool(getattr(settings, name, False))
    return on is not condition.startswith("not ")


def wording(settings: Settings, step: Step) -> str | list[str]:
    """What the step says in the couple's mode; plain words go before short ones."""
    if settings.literal and step.literal:
        return step.literal
    if settings.low_energy and step.low_energy:
        return step.low_energy
    return step.say

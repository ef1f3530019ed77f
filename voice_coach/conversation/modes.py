"""How a couple want to be talked to tonight: tired, literal, quiet, more patient. At once.

Modes are settings that can be changed by voice. They survive a restart; nothing says who asked.
"""

from __future__ import annotations

from voice_coach.content.script_schema import Step
from voice_coach.conversation.state import State
from voice_coach.errors import ContentError
from voice_coach.messages import SetScreen, SetVoice
from voice_coach.settings import BY_VOICE, Changes, Settings, changed

GENTLER = 0.5
"""-6 dB: the voice when the couple are tired or want it quiet."""


def apply(state: State, changes: Changes) -> None:
    """Change settings from now on, and tell the voice and the screen."""
    before = state.settings
    state.settings = changed(before, changes)
    state.by_voice.update({name: value for name, value in changes.items() if name in BY_VOICE})
    if state.settings.rate != before.rate:
        state.rate = state.settings.rate
        state.out.append(SetVoice(rate=state.rate))
    state.volume = state.settings.volume
    if gentle(state.settings) != gentle(before) or state.settings.volume != before.volume:
        state.out.append(SetVoice(volume=loudness(state)))
    if state.settings.captions != before.captions:
        state.out.append(SetScreen(large=state.settings.captions))


def take_up(state: State, changes: Changes, over: Changes) -> None:
    """What was changed by voice before a restart holds again, unless settings.toml was changed
    after that; what no longer can be is dropped. `over`: what the file said then."""
    for name, value in changes.items():
        since = name in over and over[name] != getattr(state.written, name, None)
        if since or name not in BY_VOICE:
            continue
        try:
            state.settings = changed(state.settings, {name: value})
        except ContentError:
            continue
        state.by_voice[name] = value
    state.rate, state.volume = state.settings.rate, state.settings.volume


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

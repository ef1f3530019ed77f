"""Where help is found in the couple's country. They choose the country; nothing guesses it."""

from __future__ import annotations

from voice_coach.content.script_schema import Region, Step
from voice_coach.conversation.state import State


def region_of(state: State) -> Region | None:
    """The couple's region, else the first one of the language."""
    regions = state.content.regions
    return regions.get(state.settings.region) or next(iter(regions.values()), None)


def tell(state: State, step: Step) -> bool:
    """Say or show the numbers that the step asks for; whether there was anything to say."""
    region = region_of(state)
    if region is None:
        return False
    if step.region == "screen":
        state.show(region.screen)
        return state.say(step.say, soft=step.soft)
    slots = {"emergency": region.emergency, "region": region.name}
    spoke = state.say(step.say, slots, step.soft)
    if step.region == "aloud":
        state.show(region.screen)
        for line in region.aloud:
            spoke = state.say(line) or spoke
    return spoke

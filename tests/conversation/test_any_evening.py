"""Whatever happens, in whatever order: random events, and the faults that they once found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from soaking import core, watch

from voice_coach.content.schema import Content
from voice_coach.messages import (
    Action,
    Chime,
    Event,
    Heard,
    Listening,
    MicrophoneFound,
    MicrophoneLost,
    Say,
    SpeechStarted,
    Spoke,
    Ticked,
)
from voice_coach.testing import Coach, play
from voice_coach.understanding.matcher import Matcher

Make = Callable[..., Coach]


def tell(coach: Coach, event: Event) -> list[Action]:
    """One event as it is, whoever speaks."""
    return coach.conversation.handle(event, coach.now)


def aloud(actions: list[Action]) -> list[str]:
    """What of it sounds: sentences, and tones as their names."""
    words = [a.text if isinstance(a, Say) else a.earcon.value for a in actions if sounds(a)]
    return [word for word in words if word]


def sounds(action: Action) -> bool:
    return isinstance(action, (Say, Chime))


def shown(actions: list[Action]) -> list[str]:
    return [a.caption for a in actions if isinstance(a, Say) and not a.text]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_thousand_random_events(seed: int, content: Content, understanding: Matcher) -> None:
    house = core.house(seed, content, core.Meant(understanding))
    assert sum(1 for _ in watch.events(seed, 1000, house)) == 1000


def test_a_timer_that_ends_while_somebody_asks_is_told_after_the_answer(coach: Coach) -> None:
    play(coach, "set a pasta timer for three minutes", 175.0)
    tell(coach, SpeechStarted())
    coach.now += 10.0
    assert aloud(tell(coach, Ticked())) == []
    said = aloud(tell(coach, Heard("speak slower", 1.0)))
    assert said == ["Slower."]
    tell(coach, Spoke())
    assert any("pasta" in line for line in aloud(tell(coach, Ticked())))


def test_a_timer_that_ends_while_somebody_says_stop_is_only_shown(coach: Coach) -> None:
    play(coach, "set a pasta timer for three minutes", 175.0)
    tell(coach, SpeechStarted())
    coach.now += 10.0
    tell(coach, Ticked())
    actions = tell(coach, Heard("stop", 1.0))
    assert aloud(actions) == []
    assert any("pasta" in line for line in shown(actions))


def test_whoever_speaks_as_it_would_fall_asleep_lets_it_rest(coach: Coach) -> None:
    coach.now += 299.0
    tell(coach, SpeechStarted())
    coach.now += 5.0
    tell(coach, Ticked())
    deadline = coach.conversation.next_deadline()
    assert deadline is None or deadline > coach.now


def test_a_television_does_not_keep_it_awake(coach: Coach) -> None:
    play(coach, *["and now the weather for the coast", 30.0] * 11)
    assert coach.listening is Listening.ASLEEP


def test_a_nudge_does_not_follow_on_the_heels_of_stop(coach: Coach, make: Make) -> None:
    coach.conversation.state.owed.append("evening")
    coach.conversation.state.voice_since = coach.now
    assert aloud(tell(coach, Heard("stop", 1.0))) == []
    coach.now += 31.0
    assert aloud(tell(coach, Ticked())) != []


def test_a_question_that_all_hangs_on_may_be_skipped(coach: Coach) -> None:
    play(coach, "plan a weekly rhythm")
    play(coach, "skip")
    assert coach.conversation.state.stack == []


def test_on_the_couples_floor_a_lost_microphone_is_shown_and_not_said(coach: Coach) -> None:
    play(coach, "give us the floor", 5.0, "yes", 5.0)
    assert coach.listening is Listening.FLOOR
    actions = tell(coach, MicrophoneLost())
    assert aloud(actions) == []
    assert shown(actions) == ["I lost the microphone."]
    actions = tell(coach, MicrophoneFound())
    assert (aloud(actions), shown(actions)) == ([], ["The microphone is back."])


def test_it_is_said_when_the_floor_ends(coach: Coach) -> None:
    play(coach, "give us the floor", 5.0, "yes", 5.0)
    tell(coach, MicrophoneLost())
    assert "I lost the microphone." in play(coach, 700.0)


def test_while_it_is_lost_silence_is_no_answer(coach: Coach) -> None:
    play(coach, "guide us through a repair")
    before = [(place.script, place.step) for place in coach.conversation.state.stack]
    coach.perform(tell(coach, MicrophoneLost()))
    assert play(coach, 600.0) == []
    coach.perform(tell(coach, MicrophoneFound()))
    assert [(place.script, place.step) for place in coach.conversation.state.stack] == before
    assert play(coach, 9.0) != []

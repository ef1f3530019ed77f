"""What is due: one small thing that was not done yet, and no more of it once it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voice_coach.content.schema import Content
from voice_coach.testing import Coach, play

DAY = 86400.0


@pytest.fixture
def card_of(content: Content) -> Callable[[str], str]:
    texts = {card.script: card.text for card in content.cards if card.deck == "due"}
    return lambda script: texts[script]


def offered(coach: Coach) -> list[str]:
    """Everything that is named when they always want another."""
    found = play(coach, "what's due today")
    for _ in range(6):
        found += play(coach, "another")
    play(coach, "stop")
    return found


def appreciate(coach: Coach) -> None:
    play(coach, "one appreciation please", "done", "done", 5)


def test_what_was_done_today_is_not_named_again(coach: Coach, card_of) -> None:
    appreciation = card_of("appreciation")
    assert any(appreciation in offered(coach) for _ in range(4))
    appreciate(coach)
    assert not any(appreciation in offered(coach) for _ in range(4))


def test_the_next_day_it_is_new(make, coach: Coach, card_of) -> None:
    appreciate(coach)
    assert list(coach.kept["done"]) == ["appreciation"]
    later = make(coach.kept, coach.now + DAY)
    assert any(card_of("appreciation") in offered(later) for _ in range(4))


def test_what_was_left_early_is_not_done(coach: Coach) -> None:
    play(coach, "one appreciation please", "stop")
    play(coach, "start a hug timer", "not now")
    assert coach.conversation.state.done == {}


def test_when_all_of_the_day_is_done_the_week_comes(make, card_of) -> None:
    coach = make(touch="none")
    appreciate(coach)
    play(coach, "how's your heart", "done", "done", 5)
    assert play(coach, "what's due today")[0] == card_of("ritual")


def test_nothing_is_named_twice_in_one_go(coach: Coach, content: Content) -> None:
    texts = {card.text for card in content.cards if card.deck == "due"}
    appreciate(coach)
    named = [said for said in offered(coach) if said in texts]
    assert len(named) == len(set(named))


def test_old_days_leave_nothing(coach: Coach) -> None:
    appreciate(coach)
    coach.now += 40 * DAY
    play(coach, "how's your heart", "done", "done", 5)
    assert "appreciation" not in coach.conversation.state.done

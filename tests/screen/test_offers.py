"""Everything that can be said has a key, and a key says what it shows."""

from __future__ import annotations

import pytest

from voice_coach.content.loader import load
from voice_coach.messages import Listen, Listening
from voice_coach.screen.offers import KEYS, Offers, Page
from voice_coach.settings import Settings
from voice_coach.testing import Coach, rehearsed
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

CONTENT = load()
BOOK = Phrasebook(CONTENT)
MATCHER = Matcher(BOOK)
OFFERS = Offers(BOOK)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_phrase_on_the_screen_means_what_it_stands_for(locale: str) -> None:
    content = load(None, locale)
    book = Phrasebook(content)
    matcher, offers = Matcher(book), Offers(book)
    wrong = [
        offer
        for name in content.intents
        for offer in offers.of(name)
        if matcher.understand(offer.phrase, (name,)).intent != name
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_lists_of_the_content_name_intents(locale: str) -> None:
    content = load(None, locale)
    for key in ("screen.first", "screen.always", "screen.hidden"):
        assert set(content.replies[key]) <= content.intents.keys()
    said = [key.removeprefix("screen.say.") for key in content.replies if "screen.say." in key]
    assert set(said) <= content.intents.keys()


def test_words_of_danger_are_never_on_the_screen() -> None:
    every = Listen(Listening.AWAKE, tuple(CONTENT.intents))
    assert "crisis" not in {offer.intent for offer in OFFERS.now(every)}
    assert OFFERS.of("crisis") == ()


def now(coach: Coach) -> list[str]:
    return [offer.phrase for offer in OFFERS.now(Listen(coach.listening, coach.may))][:KEYS]


def test_when_nothing_is_asked_what_is_asked_for_most_comes_first() -> None:
    shown = now(rehearsed(CONTENT))
    assert shown[:2] == ["a conversation starter", "a hug timer"]
    assert "what can we say" in shown


def test_while_a_timer_runs_its_words_come_first() -> None:
    coach = rehearsed(CONTENT)
    coach.hear("start a hug timer")
    listen = Listen(coach.listening, coach.may)
    shown = [offer.phrase for offer in OFFERS.now(listen, busy=True)]
    assert shown[0] == "how long left"
    assert shown.index("not now") < KEYS


def test_at_a_gate_yes_and_not_now_have_a_key() -> None:
    coach = rehearsed(CONTENT)
    coach.hear("guide us through a repair")
    assert coach.listening is Listening.ANSWER
    shown = now(coach)
    assert shown[0] == "yes"
    assert "not now" in shown


def press(coach: Coach, key: int) -> None:
    from voice_coach.messages import Heard

    page = Page(OFFERS.now(Listen(coach.listening, coach.may)))
    coach.perform(coach.conversation.handle(Heard(page.pick(key), 1.0, typed=True), coach.now))


def test_a_whole_repair_by_keys_alone() -> None:
    """Every question of it is answered by a key of the first page."""
    coach = rehearsed(CONTENT, Settings())
    coach.hear("guide us through a repair")
    for _ in range(60):
        if not coach.conversation.state.stack:
            break
        if coach.listening is Listening.ANSWER or "done" in now(coach):
            wanted = next(it for it in ("steady", "listening", "yes", "done") if it in now(coach))
            press(coach, now(coach).index(wanted) + 1)
        else:
            coach.pass_time(5)
    assert not coach.conversation.state.stack
    assert any("what would help" in line.lower() for line in coach.shown)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_answer_to_every_question_has_a_key(locale: str) -> None:
    content = load(None, locale)
    offers = Offers(Phrasebook(content))
    asked = {
        answer
        for script in content.scripts.values()
        for step in script.steps
        for answer in {**step.answers, **script.answers}
        if answer in content.intents and content.intents[answer].ear
    }
    assert len(asked) > 10
    assert [answer for answer in sorted(asked) if not offers.of(answer)] == []


def test_pages_turn_round_and_empty_keys_say_nothing() -> None:
    page = Page(OFFERS.now(Listen(Listening.AWAKE, ("yes", "no", "hug_timer"))))
    assert page.count == 1
    assert [page.pick(key) for key in (1, 4, 9)] == ["a hug timer", "", ""]
    page = Page(OFFERS.now(Listen(Listening.AWAKE, tuple(CONTENT.intents))))
    seen = []
    for _ in range(page.count):
        seen += page.shown
        page.turn()
    assert seen == list(page.offers)
    assert page.number == 0


def test_continue_is_offered_first_while_all_stands_still_and_only_then() -> None:
    coach = rehearsed(CONTENT)
    coach.hear("give us a conversation starter")
    wanted = Listen(coach.listening, coach.may)
    assert "continue" not in [offer.phrase for offer in OFFERS.now(wanted)][:KEYS]
    still = Listen(coach.listening, coach.may, paused=True)
    assert next(iter(OFFERS.now(still))).phrase == "continue"

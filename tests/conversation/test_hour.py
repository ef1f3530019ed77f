"""A whole evening in free words: an hour, thirty requests, each ends where it should."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest

from voice_coach.content.schema import Content
from voice_coach.testing import Coach, play, rehearsed
from voice_coach.understanding.matcher import Matcher

HOUR = 3600.0
DONE = "we're done"


@dataclass(frozen=True)
class Wish:
    """What somebody says, the script or timer that must follow, and how the couple go on."""

    say: str
    script: str = ""
    timer: str = ""
    heard: str = ""
    """What the coach's answer must hold, where no script stays open."""
    then: list[str | float] = field(default_factory=list)
    over: bool = False
    """Nothing goes on any more."""


EVENING = [
    Wish("hi there, we could really do with something to talk about", "starter", then=[200.0]),
    Wish("hmm not that one, give us a different one", "starter", then=[250.0]),
    Wish("could you go a bit deeper", "starter", then=[300.0, DONE]),
    Wish("oh and pop a timer on for the pasta, eleven minutes", timer="pasta"),
    Wish("right, let's each say one thing we're grateful for", "appreciation", then=[20.0, DONE]),
    Wish(DONE, over=True, then=[3.0]),
    Wish("how much longer does the pasta need", heard="left", then=[5.0]),
    Wish("you speak a bit fast for us", heard="Slower", then=[2.0]),
    Wish("um can you turn yourself down a little", heard="Softer", then=[30.0]),
    Wish("what small thing could we do this week", "whats_due", then=["no", 30.0]),
    Wish("we'd like a hug, ten seconds or so", "hug", then=[15.0]),
    Wish("i want to tell him something i need but i can't find the words", "needs", then=[20.0]),
    Wish("stop please", over=True, then=[10.0]),
    Wish("why do people say intimacy isn't just physical", "faq", then=["no", 200.0]),
    Wish("she keeps trying to fix everything when i just want to talk", "roadblock", then=[5.0]),
    Wish("stop", over=True, then=[60.0]),
    Wish("shall we put on two songs and dance", "two_songs", then=["keep time", 430.0]),
    Wish("is anything we say here written down somewhere", heard="keep", then=[20.0]),
    Wish("we fancy a tiny date, twenty minutes", "micro_date", then=["this one", 1230.0, 130.0]),
    Wish("how are we doing, ask us about our hearts", "heart", then=[20.0, DONE, DONE]),
    Wish("any idea for a message i could send her tomorrow", "idea", then=["this one", 5.0]),
    Wish("let's plan our evening, every wednesday at eight", "planner", then=["yes", 5.0]),
    Wish("teach us to really listen to each other", "floor", then=[200.0, "stop"]),
    Wish(
        "there's something difficult i'd like to bring up, ten minutes",
        "hard_talk",
        then=["not now"],
    ),
    Wish("tomorrow would be better", timer="nudge", heard="nudge", then=[10.0]),
    Wish("we just had a bit of a row", "repair", then=["yes", "not now", "no"]),
    Wish("can we do the short version of saying sorry", "quick_repair", then=["stop", 20.0]),
    Wish("plain words from now on please", heard="Plain words", then=[5.0]),
    Wish("who can we talk to if this gets too much", "support", then=["on the screen", 70.0]),
    Wish("that's it for tonight, good night coach", over=True, heard=".", then=[10.0]),
]


@pytest.fixture(scope="module")
def evening(content: Content, understanding: Matcher) -> tuple[Coach, list[str], list[str]]:
    """The coach at the end, all it said, and the wishes that went astray."""
    coach = rehearsed(content, understanding=understanding)
    start, said, astray = coach.now, list(coach.did), []
    for wish in EVENING:
        words = play(coach, wish.say)
        state = coach.conversation.state
        scripts = [place.script for place in state.stack]
        timers = [timer.name for timer in state.board.timers]
        fits = (
            (not wish.script or wish.script in scripts)
            and (not wish.timer or wish.timer in timers)
            and not (wish.over and scripts)
            and (not wish.heard or any(wish.heard in line for line in words))
        )
        if not fits:
            astray.append(f"{wish.say}: {scripts} {timers} {words}")
        said += words + play(coach, *wish.then)
    assert coach.now - start > HOUR * 0.9
    return coach, said, astray


def test_thirty_wishes_end_where_they_should(evening: tuple[Coach, list[str], list[str]]) -> None:
    assert len(EVENING) == 30
    assert evening[2] == []


def test_nothing_is_asked_twice(
    evening: tuple[Coach, list[str], list[str]], content: Content
) -> None:
    cards = {card.text for card in content.cards}
    read = Counter(line for line in evening[1] if line in cards)
    assert len(read) >= 6
    assert [text for text, times in read.items() if times > 1] == []


def test_nothing_that_was_said_is_kept(evening: tuple[Coach, list[str], list[str]]) -> None:
    kept = repr(evening[0].kept)
    words = {word for wish in EVENING for word in wish.say.split() if len(word) > 6}
    assert not [word for word in words - {"evening", "version"} if word in kept]

"""What can fill a slot: values, numbers and lengths of time, in words and in digits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from voice_coach.content.lists import entries, numeric, said_too
from voice_coach.content.loader import load, packaged
from voice_coach.content.schema import Content
from voice_coach.content.template import normal, parse
from voice_coach.errors import ContentError
from voice_coach.understanding.grammar import Network, SlotValue


def network(content: Content) -> Network:
    rules = {name: parse(body) for name, body in content.rules.items()}
    built = Network(entries(content), rules, numeric(content))
    for name, intent in content.intents.items():
        for template in intent.templates:
            built.add(name, parse(template))
    return built


def shop(home: Path, text: str) -> Network:
    (home / "shop.toml").write_text(text, encoding="utf-8")
    return network(load(home))


def slots(built: Network, text: str) -> Mapping[str, SlotValue] | None:
    found = built.parses(text)
    return found[0].slots if found else None


@pytest.fixture(scope="module")
def timer(tmp_path_factory: pytest.TempPathFactory) -> Network:
    text = '[intents.timer]\ntemplates = ["for {duration}"]'
    return shop(tmp_path_factory.mktemp("timer"), text)


DURATIONS = {
    "twenty seconds": 20,
    "20 seconds": 20,
    "a minute": 60,
    "one minute and a half": 90,
    "ninety seconds": 90,
    "two and a half minutes": 150,
    "a minute and twenty seconds": 80,
    "three minutes five seconds": 185,
    "a couple minutes": 120,
    "a couple of minutes": 120,
    "half an hour": 1800,
    "a quarter of an hour": 900,
    "three quarters of an hour": 2700,
    "seventy five minutes": 4500,
    "an hour": 3600,
    "an hour and a half": 5400,
    "one and a half hours": 5400,
    "an hour and ten minutes": 4200,
    "two hours and ten minutes": 7800,
}


@pytest.mark.parametrize("said", DURATIONS)
def test_a_length_of_time_is_remembered_in_seconds(timer: Network, said: str) -> None:
    assert slots(timer, f"for {said}") == {"duration": DURATIONS[said]}


@pytest.mark.parametrize("said", ["a while", "twenty", "minutes", "thirteen hours", "zero minutes"])
def test_what_is_no_length_of_time_is_not_taken_for_one(timer: Network, said: str) -> None:
    assert slots(timer, f"for {said}") is None


@given(st.integers(1, 99), st.integers(1, 99))
def test_minutes_and_seconds_add_up(timer: Network, minutes: int, seconds: int) -> None:
    said = normal(f"for {num2words(minutes)} minutes and {num2words(seconds)} seconds")
    assert slots(timer, said) == {"duration": 60 * minutes + seconds}


def test_values_come_back_as_they_were_written_first(tmp_path: Path) -> None:
    built = shop(
        tmp_path,
        """
        [slots.size]
        values = ["small", { say = ["large", "big"] }, { say = "extra [large]", value = "xl" }]
        [intents.pick]
        templates = ["{size} one", "{size:first} and {size:second}"]
        """,
    )
    assert slots(built, "small one") == {"size": "small"}
    assert slots(built, "big one") == {"size": "large"}
    assert slots(built, "extra large one") == {"size": "xl"}
    assert slots(built, "big and extra") == {"first": "large", "second": "xl"}


def test_numbers_keep_to_their_limits_and_may_have_further_names(tmp_path: Path) -> None:
    built = shop(
        tmp_path,
        """
        [slots.rolls]
        type = "number"
        min = 2
        max = 120
        values = [{ say = "a dozen", value = 12 }]
        [intents.order]
        templates = ["{rolls} rolls"]
        """,
    )
    assert slots(built, "a dozen rolls") == {"rolls": 12}
    assert slots(built, "two rolls") == {"rolls": 2}
    assert slots(built, "one hundred and five rolls") == {"rolls": 105}
    assert slots(built, "one hundred five rolls") == {"rolls": 105}
    assert slots(built, "120 rolls") == {"rolls": 120}
    assert slots(built, "one rolls") is None
    assert slots(built, "121 rolls") is None


def test_another_field_has_durations_of_its_own_without_its_own_units(tmp_path: Path) -> None:
    built = shop(
        tmp_path,
        """
        [slots.baking]
        type = "duration"
        min = 5
        max = 45
        [slots.number]
        values = ["lucky", "prime"]
        [intents.bake]
        templates = ["bake for {baking}", "a {number} loaf"]
        """,
    )
    assert slots(built, "bake for forty five minutes") == {"baking": 2700}
    assert slots(built, "bake for half an hour") == {"baking": 1800}
    assert slots(built, "bake for two hours") == {"baking": 7200}
    assert slots(built, "bake for forty six minutes") is None
    assert slots(built, "bake for four minutes") is None
    assert slots(built, "a lucky loaf") == {"number": "lucky"}


def test_the_coach_itself_hears_no_timer_of_zero_minutes(tmp_path: Path) -> None:
    (tmp_path / "units.toml").write_bytes((packaged() / "units.toml").read_bytes())
    built = shop(tmp_path, '[intents.timer]\ntemplates = ["for {duration}"]')
    assert slots(built, "for one minute") == {"duration": 60}
    assert slots(built, "for zero minutes") is None
    assert slots(built, "for 0 minutes") is None


def test_another_language_counts_in_its_own_words(tmp_path: Path) -> None:
    built = shop(
        tmp_path,
        """
        locale = { language = "de" }
        [slots.zahl]
        type = "number"
        [intents.bestellen]
        templates = ["{zahl} brötchen"]
        """,
    )
    assert slots(built, "einundzwanzig brötchen") == {"zahl": 21}


def test_a_language_without_units_or_numbers_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no units of time for the language 'fr'"):
        shop(tmp_path, "locale = { language = 'fr' }\nslots.t.type = 'duration'")
    with pytest.raises(ContentError, match="no number words for 'xx'"):
        shop(tmp_path, "locale = { language = 'xx' }\nslots.n.type = 'number'")


def test_a_value_may_take_over_what_another_slot_means(tmp_path: Path) -> None:
    built = shop(
        tmp_path,
        """
        [slots.hour]
        type = "number"
        min = 1
        max = 12
        [slots.past]
        values = [{ say = "half", value = "30" }, { say = "[a] quarter", value = "15" }]
        [slots.few]
        values = [{ say = "{hour} (only|at most)", value = "{hour}" }]
        [slots.opening]
        values = [
          { say = "{past} past {hour}", value = "{hour}:{past}" },
          { say = "{hour} sharp", value = "{hour}:00" },
        ]
        [intents.open]
        templates = ["open at {opening}", "{few}"]
        """,
    )
    assert slots(built, "open at half past nine") == {"opening": "9:30"}
    assert slots(built, "open at a quarter past 9") == {"opening": "9:15"}
    assert slots(built, "open at eleven sharp") == {"opening": "11:00"}
    assert slots(built, "three at most") == {"few": 3}
    assert slots(built, "open at half past thirteen") is None


def test_a_value_that_nothing_can_fill_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"a value names \{hour\}"):
        shop(tmp_path, "slots.at.values = [{ say = 'now', value = '{hour}:00' }]")
    circle = "slots.{a}.values = [{{ say = 'x {{{b}}}', value = '{{{b}}}' }}]\n"
    with pytest.raises(ContentError, match="need each other: egg, hen"):
        shop(tmp_path, circle.format(a="egg", b="hen") + circle.format(a="hen", b="egg"))


def test_what_is_said_more_seldom_stands_for_the_same_slot(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(
        "slots.size.values = ['small']\nslots.said_size.values = ['tiny']\n"
        "slots.said_size__mood.values = ['sweet']\nslots.said_colour.values = ['red']\n",
        encoding="utf-8",
    )
    lists = entries(load(tmp_path))
    assert said_too(lists, {"size": "how_big"}) == {
        "size": "how_big",
        "said_size": "how_big",
        "said_size__mood": "mood",
    }


def test_a_duration_of_ones_own_has_the_seldom_forms_within_its_limits(tmp_path: Path) -> None:
    built = shop(
        tmp_path,
        """
        [slots.baking]
        type = "duration"
        min = 5
        max = 45
        [intents.bake]
        templates = ["bake {said_baking:for}", "keep {said_baking__until:until}"]
        [intents.most]
        templates = ["at most {said_baking__duration_most:most}"]
        """,
    )
    assert slots(built, "bake 20 mins") == {"for": 1200}
    assert slots(built, "bake twenty to thirty minutes") == {"for": 1200}
    assert slots(built, "at most twenty to thirty minutes") == {"most": 1800}
    assert slots(built, "bake 46 mins") is None
    assert slots(built, "bake a hundred minutes") is None
    assert slots(built, "keep until a quarter to nine in the evening") == {"until": "20:45"}
    assert slots(built, "keep until one minute") is None

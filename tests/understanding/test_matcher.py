"""What people say, and what the coach makes of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_coach.conversation.listening import controls, requests
from voice_coach.understanding.matcher import Bar, Matcher


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("hug timer please", "hug_timer"),
        ("um could you maybe start our hug", "hug_timer"),
        ("okay so let's slow dance", "slow_dance"),
        ("give us a conversation starter", "conversation_starter"),
        ("can you start the repair talk please", "repair_talk"),
        ("we had a big fight about money", "repair_talk"),
        ("how much time is left", "timer_remaining"),
        ("no phones tonight", "no_phone_ritual"),
        ("write a letter to my wife", "memory_letter"),
        ("do you want solutions or company", "solutions_or_company"),
        ("forget everything we said", "forget_that"),
        ("a bit louder please", "volume_up"),
        ("not tonight", "not_now"),
        ("stop", "stop"),
        ("who can we talk to", "support"),
        ("yes please", "yes"),
        ("no thanks", "no"),
    ],
)
def test_it_understands(matcher: Matcher, said: str, meant: str) -> None:
    assert matcher.understand(said).intent == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("give us a conversation startle", "conversation_starter"),
        ("start the slow dants please", "slow_dance"),
        ("set a time her for ten minutes", "timer_start"),
        ("what can we talk a bout tonight", "conversation_starter"),
    ],
)
def test_a_word_misheard_is_no_reason_to_fail(matcher: Matcher, said: str, meant: str) -> None:
    understood = matcher.understand(said)
    assert understood.best == meant, understood


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("set a timer for ten minutes", {"duration": 600.0}),
        ("hug for twelve seconds", {"duration": 12.0}),
        ("rice timer eighteen minutes", {"duration": 1080.0, "name": "rice"}),
        ("five more minutes", {"duration": 300.0}),
        ("add two minutes to the pasta timer", {"duration": 120.0, "name": "pasta"}),
        ("play two songs", {"songs": 2}),
        ("cancel all timers", {"all": 1}),
        ("our word is pineapple", {"word": "pineapple"}),
        ("i don't feel safe at home", {"kind": "afraid"}),
    ],
)
def test_it_keeps_what_was_said(matcher: Matcher, said: str, slots: dict[str, object]) -> None:
    assert matcher.understand(said).slots == slots


def test_a_length_is_found_in_a_sentence_that_is_only_like_a_phrase(matcher: Matcher) -> None:
    understood = matcher.understand("and now we begin a lovely hug of fifteen seconds")
    assert (understood.best, understood.slots.get("duration", 15.0)) == ("hug_timer", 15.0)


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("don't start the timer", "timer_start"),
        ("please don't start the hug timer", "hug_timer"),
        ("not a hug", "hug_timer"),
        ("we don't want a slow dance", "slow_dance"),
        ("don't set a timer for ten minutes", "timer_start"),
        ("never play two songs", "slow_dance"),
        ("no hug please", "hug_timer"),
    ],
)
def test_not_means_not(matcher: Matcher, said: str, start: str) -> None:
    assert matcher.understand(said).intent != start


def test_what_is_not_to_start_is_cancelled(matcher: Matcher) -> None:
    assert matcher.understand("don't start the timer").intent == "cancel"
    assert matcher.understand("cancel the slow dance").intent == "cancel"


def test_a_bare_no_is_never_a_yes(matcher: Matcher) -> None:
    assert matcher.understand("no", ["yes"]).intent is None
    assert matcher.understand("no", ["yes", "not_now"]).intent != "yes"


HARMLESS = """it hit me that we forgot the milk
i'm scared of losing you
he choked on his tea
she beat me at chess again
you kicked me in your sleep
he pushed me to see a doctor
you're killing me with these puns
i'm not allowed gluten
i'm not scared of you
in the film he hit her
your words hurt me
we nearly died laughing
i can't live without you
i cut myself shaving
i took my pills this morning
i could murder a curry
there's no point in arguing about it
our son hit a home run
i hit him with a pillow
he pushed her on the swing
call the police station about the parking ticket
he's got a knife set for the kitchen
help me with the dishes"""


@pytest.mark.parametrize("said", HARMLESS.splitlines())
def test_what_only_sounds_like_danger_starts_nothing(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).intent is None


@pytest.mark.parametrize(
    "said", ["i'm scared of him", "he hit me last night", "i want to die", "i might hurt her"]
)
def test_danger_is_heard(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).intent == "crisis"


@pytest.mark.parametrize(
    "said",
    ["", "   ", "?!", "um", "the the", "what's the weather", "pass me the salt", "is it", "when i",
     "colorless green ideas sleep furiously", "turn on the kitchen lights"],
)  # fmt: skip
def test_it_would_rather_do_nothing(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).intent is None


def test_only_what_may_be_meant_now_is_understood(matcher: Matcher) -> None:
    assert matcher.understand("hug timer please", ["yes", "no"]).intent is None
    assert matcher.understand("a hug would help", ["listening", "space", "hug"]).intent == "hug"


def test_a_higher_bar_lets_less_through(matcher: Matcher) -> None:
    said = "would you kindly begin that slow dance thing"
    assert matcher.understand(said, bar=Bar(0.0, -1.0)).intent == "slow_dance"
    assert matcher.understand(said, bar=Bar(0.999, 0.0)).intent is None


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_no_text_can_upset_it(matcher: Matcher, text: str) -> None:
    understood = matcher.understand(text)
    assert understood.text == text
    assert 0.0 <= understood.score <= 1.0


@pytest.mark.parametrize("hedged", ["yes maybe", "maybe yes", "well yes kind of", "yes perhaps"])
def test_a_yes_with_a_maybe_is_not_yet_a_yes(matcher: Matcher, hedged: str) -> None:
    assert matcher.consent(hedged).intent in (None, "not_now")


@pytest.mark.parametrize(
    "soft",
    [
        "go on then",
        "mm hmm",
        "i suppose so",
        "okay then love",
        "och aye why not",
        "well i don't see why not",
        "ah sure that'd be grand by me",
        "yes from both of us darling",
        "we're both up for that",
    ],
)
def test_a_soft_yes_is_a_yes(matcher: Matcher, soft: str) -> None:
    assert matcher.consent(soft).intent == "yes"


@pytest.mark.parametrize(
    "later",
    [
        "yes but not now",
        "sure but after the match",
        "i'd love to but i'm wrecked",
        "okay tomorrow though",
        "no not tonight maybe at the weekend",
        "can we leave it till i've slept",
    ],
)
def test_a_yes_or_no_for_another_time_is_not_now(matcher: Matcher, later: str) -> None:
    assert matcher.consent(later).intent == "not_now"


@pytest.mark.parametrize(
    "open_",
    [
        "only if he wants to",
        "yes if you promise not to shout",
        "ask her",
        "do we really have to talk about it",
        "what's it about",
        "why",
        "yes and no",
        "whatever",
        "yes but what does she think",
    ],
)
def test_what_hangs_on_something_or_asks_back_is_no_yes(matcher: Matcher, open_: str) -> None:
    assert matcher.consent(open_).intent != "yes"


@pytest.mark.parametrize("no", ["nah you're grand", "ach no love", "we'd much rather not go there"])
def test_a_wrapped_no_is_a_no(matcher: Matcher, no: str) -> None:
    assert matcher.consent(no).intent == "no"


def test_what_the_coach_asks_back_by_is_understood_when_it_is_said(matcher: Matcher) -> None:
    content = matcher.book.content
    may = [*controls(content), *requests(content)]
    names = {name: intent.name for name, intent in content.intents.items() if intent.name}
    heard = {name: matcher.understand(said, may).intent for name, said in names.items()}
    assert heard == {name: name for name in names}

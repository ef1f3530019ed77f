"""Verdicts: what was demanded against what was said, without any sound."""

from pathlib import Path

import msgspec
import pytest

from voice_coach.content import loader
from voice_coach.errors import SceneError
from voice_coach.messages import Chime, Earcon, Listening, Say
from voice_coach.rehearsal.expectation import Answer, Judge, Outcome, Verdict
from voice_coach.rehearsal.scene import Matcher, parse

CONTENT = loader.load(Path(__file__).parent / "content")
OFFER = Matcher(any_of_reply="hug:offer")
CHIME = Matcher(chime="chime", at=20, within=0.3)


def said(text: str, start: float, end: float) -> Answer:
    return Answer(Say(text), start, end)


def chime(start: float, earcon: Earcon = Earcon.CHIME) -> Answer:
    return Answer(Chime(earcon), start, start + 0.4)


def verdicts(demands: list[Matcher] | None, *answers: Answer, **more: object) -> list[Verdict]:
    outcome = Outcome(10.0, list(answers), **more)  # type: ignore[arg-type]
    return Judge(CONTENT).verdicts(demands, (), outcome)


def all_well(demands: list[Matcher], *answers: Answer) -> bool:
    return all(verdict.ok for verdict in verdicts(demands, *answers))


def test_any_variant_of_a_step_will_do() -> None:
    assert all_well([OFFER], said("Hug, if you both want one.", 11, 12))
    assert all_well([OFFER], said("A hug, if you both want one.", 11, 12))
    assert not all_well([OFFER], said("A hug, if you want one.", 11, 12))


def test_a_slot_in_a_variant_may_hold_anything() -> None:
    replies = {"told": ["I'll do {duration:duration}."]}
    changed = msgspec.structs.replace(CONTENT, replies=replies)
    judge = Judge(changed)
    told = Matcher(any_of_reply="told")
    assert judge.matches(told, said("I'll do twenty seconds.", 0, 1))
    assert not judge.matches(told, said("I'll do.", 0, 1))


def test_a_sentence_can_be_known_by_its_start_or_a_part_of_it() -> None:
    answer = said("Twenty minutes are over.", 11, 12)
    assert all_well([Matcher(starts="Twenty")], answer)
    assert all_well([Matcher(contains="OVER")], answer)
    assert all_well([Matcher(text="Twenty minutes are over.")], answer)
    assert not all_well([Matcher(text="Twenty minutes")], answer)
    assert not all_well([Matcher(starts="minutes")], answer)


def test_time_counts_from_the_end_of_the_answer_before() -> None:
    offer = said("Hug, if you both want one.", 11, 12)
    assert all_well([OFFER, CHIME], offer, chime(32.2))
    assert not all_well([OFFER, CHIME], offer, chime(32.4))
    assert not all_well([OFFER, CHIME], offer, chime(31.6))


def test_time_can_count_from_a_mark_of_an_earlier_turn() -> None:
    judge = Judge(CONTENT)
    marked = Matcher(any_of_reply="hug:offer", mark="hug")
    offer = said("Hug, if you both want one.", 11, 12)
    assert judge.verdicts([marked], (), Outcome(10, [offer]))[0].ok
    late = Matcher(chime="chime", since="hug", at="20m", within=1)
    assert judge.verdicts([late], (), Outcome(700, [chime(1212.5)]))[0].ok
    assert not judge.verdicts([late], (), Outcome(700, [chime(1214)]))[0].ok


def test_a_sentence_nobody_asked_for_is_one_too_many() -> None:
    offer, more = said("Hug, if you both want one.", 11, 12), said("And another thing.", 12, 13)
    assert verdicts([OFFER], offer, more)[-1] == Verdict(
        "no other sentence", "And another thing.", False
    )
    assert verdicts([], more) == [Verdict("no other sentence", "And another thing.", False)]
    assert verdicts([]) == [Verdict("no sentence", "none", True)]
    assert verdicts(None, more) == []


def test_tones_may_come_between() -> None:
    offer = said("Hug, if you both want one.", 11, 12)
    assert all_well([OFFER], chime(10.5, Earcon.OPEN), offer)


def test_order_matters() -> None:
    offer, stay = said("Hug, if you both want one.", 11, 12), said("Stay.", 13, 14)
    assert all_well([OFFER, Matcher(text="Stay.")], offer, stay)
    assert not all_well([Matcher(text="Stay."), OFFER], offer, stay)


def test_silence_is_not_even_a_tone() -> None:
    quiet = [Matcher(silence=True)]
    assert verdicts(quiet) == [Verdict("silence", "silence", True)]
    assert verdicts(quiet, chime(11)) == [Verdict("silence", "(chime)", False)]


def test_the_turn_as_a_whole() -> None:
    assert verdicts([Matcher(listening="answer")], listening=Listening.ANSWER)[0].ok
    assert not verdicts([Matcher(listening="answer")], listening=Listening.FLOOR)[0].ok
    assert verdicts([Matcher(quit=True)], quit=True)[0].ok
    assert not verdicts([Matcher(quit=True)], quit=False)[0].ok


def test_what_must_never_be_said() -> None:
    judge = Judge(CONTENT, [Matcher(contains="why")])
    asked = Outcome(0, [said("And why?", 1, 2), chime(3)])
    forbidden = [Matcher(chime="chime")]
    told = judge.verdicts(None, forbidden, asked)
    assert [(v.expected, v.ok) for v in told] == [
        ("never chime chime", False),
        ("never contains why", False),
    ]


def test_a_card_of_the_deck_and_its_depth() -> None:
    card = said("Which song would follow us around the house?", 11, 12)
    assert all_well([Matcher(card="starter")], card)
    assert all_well([Matcher(card="starter", depth="light")], card)
    assert not all_well([Matcher(card="starter", depth="deep")], card)


def test_the_play_goes_on_once_the_demands_are_met() -> None:
    judge = Judge(CONTENT)
    offer = said("Hug, if you both want one.", 11, 12)
    assert not judge.met([OFFER, CHIME], Outcome(10, [offer]))
    assert judge.met([OFFER, CHIME], Outcome(10, [offer, chime(99)]))
    assert judge.met(None, Outcome(10))
    assert not judge.met([Matcher(quit=True)], Outcome(10))


@pytest.mark.parametrize("name", ["nothing", "hug:nothing", "hug:hold", "nobody:offer"])
def test_a_scene_cannot_demand_words_that_do_not_exist(name: str) -> None:
    text = f'title = "x"\n[[turn]]\nwait = 1\nexpect = [{{ any_of_reply = "{name}" }}]'
    with pytest.raises(SceneError, match=name):
        Judge(CONTENT).check(parse(text, "a.toml"))


def test_a_scene_cannot_demand_a_deck_that_does_not_exist() -> None:
    text = 'title = "x"\nnever = [{ card = "tarot" }]\n[[turn]]\nwait = 1'
    with pytest.raises(SceneError, match="tarot"):
        Judge(CONTENT).check(parse(text, "a.toml"))

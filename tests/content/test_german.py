"""A second language is data: the German directory is loaded as it is and holds a German evening."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import voice_coach
from voice_coach.content.loader import load, packaged
from voice_coach.content.schema import Content
from voice_coach.content.spoken import clock, daytime, fill
from voice_coach.conversation.promising import said_back
from voice_coach.conversation.session import Conversation, with_check_in_word
from voice_coach.settings import Settings
from voice_coach.testing import Coach, play, rehearsed
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

PACKAGE = Path(voice_coach.__file__).parent


@pytest.fixture(scope="module")
def german() -> Content:
    return load(language="de")


@pytest.fixture(scope="module")
def make(german: Content) -> Callable[[], Coach]:
    understanding = Matcher(Phrasebook(german))
    return lambda: rehearsed(german, Settings(locale="de"), understanding=understanding)


@pytest.fixture
def coach(make: Callable[[], Coach]) -> Coach:
    return make()


def strings_in_python() -> set[str]:
    trees = [ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {node.value for node in nodes if isinstance(node.value, str)}


def test_it_is_a_directory_like_any_other_and_no_python_knows_it(german: Content) -> None:
    assert load(packaged("de")) == german
    assert german.locale.language == "de"
    assert not {"de", "german", "German", "deutsch"} & strings_in_python()


def test_every_reply_that_python_asks_for_by_name_is_there(german: Content) -> None:
    asked_for = strings_in_python() & load().replies.keys()
    assert "greeting" in asked_for
    assert asked_for <= german.replies.keys()


def test_a_hug(coach: Coach) -> None:
    said = play(coach, "Umarmung, zwanzig Sekunden")
    assert "Zwanzig Sekunden." in said[0]
    assert coach.timers == (("Umarmung", 20.0, False),)
    assert "*chime" in play(coach, 20.1)


def test_a_hug_that_is_too_long_or_not_wanted(coach: Coach) -> None:
    assert play(coach, "Umarmung für vierzig Sekunden")[0] == "Ich mache zwanzig Sekunden."
    assert "Keine Umarmung ist auch gut." in play(coach, "nicht jetzt")[-1]
    assert coach.timers == ()


def test_starters_do_not_repeat_and_stop_is_silence(coach: Coach, german: Content) -> None:
    light = {card.text for card in german.cards if card.depth == "light"}
    read = [
        play(coach, "Fragekarte")[-1],
        play(coach, "noch eine")[-1],
        play(coach, "noch eine")[-1],
    ]
    assert len(set(read)) == 3
    assert set(read) <= light
    assert play(coach, "stopp", 60) == ["hush"]


@pytest.mark.parametrize(
    ("said", "name", "seconds"),
    [
        ("Timer zehn Minuten", "Timer", 600),
        ("stell bitte einen Timer auf anderthalb Stunden", "Timer", 5400),
        ("Teetimer vier Minuten", "Tee", 240),
        ("weck uns in einer halben Stunde", "Timer", 1800),
        ("Timer fünfundzwanzig Minuten und dreißig Sekunden", "Timer", 1530),
    ],
)
def test_timers(coach: Coach, said: str, name: str, seconds: float) -> None:
    play(coach, said)
    assert coach.timers == ((name, seconds, False),)


def test_how_long_left_and_the_end(coach: Coach) -> None:
    play(coach, "Timer zehn Minuten", 200)
    assert play(coach, "wie lange noch")[0].startswith("Noch sechs Minuten und ")
    assert play(coach, 400)[-1].startswith(("Timer: Die Zeit", "Die Zeit ist um"))


def test_a_repair_needs_two_yeses(coach: Coach) -> None:
    assert "zwei Ja" in play(coach, "Reparatur")[0]
    assert play(coach, "ja", 2) == []
    assert "schnell, oder ruhig" in play(coach, "ja")[0]


@pytest.mark.parametrize("refusal", ["nicht jetzt", "nein", "noch nicht"])
def test_at_the_gate_anything_else_is_not_now(coach: Coach, refusal: str) -> None:
    play(coach, "Reparatur", "ja")
    assert "Wann wäre es besser" in play(coach, refusal)[0]
    assert "morgen" in play(coach, "morgen")[0].lower()
    assert [timer.name for timer in coach.conversation.state.board.timers] == ["Erinnerung"]
    assert coach.timers == (), "a reminder is no timer to show"


def test_words_of_fear_begin_nothing_and_support_names_numbers(coach: Coach) -> None:
    exit_line = "Lassen wir es für heute dabei."
    assert play(coach, "ich habe Angst vor ihm")[0].startswith(exit_line)
    play(coach, "Unterstützung")
    assert any("eins eins sechs" in line for line in play(coach, "laut"))


@pytest.fixture(scope="module")
def english() -> Content:
    return load()


def test_it_has_every_dialogue_but_those_of_other_countries(
    german: Content, english: Content
) -> None:
    missing = english.scripts.keys() - german.scripts.keys()
    assert all(name.startswith("region_") for name in missing)


def test_its_dialogues_go_the_same_ways_as_the_english_ones(
    german: Content, english: Content
) -> None:
    for name in german.scripts.keys() & english.scripts.keys():
        ours, theirs = german.scripts[name], english.scripts[name]
        assert (ours.starts, ours.cap, ours.leave) == (theirs.starts, theirs.cap, theirs.leave)
        for one, other in zip(ours.steps, theirs.steps, strict=True):
            assert (one.id, one.kind, one.silence) == (other.id, other.kind, other.silence), name
            assert (one.set, one.box, one.touch) == (other.set, other.box, other.touch), name
            assert other.answers.items() <= one.answers.items(), name


def test_silence_and_everything_unclear_is_no_consent(make: Callable[[], Coach]) -> None:
    for answer in ("er sagt ja", "ja aber erst morgen", "von mir aus", "muss ich", "ja ja", 90):
        coach = make()
        play(coach, "schweres Gespräch", "ja", answer, 90)
        assert not any("minuten" in said.lower() and "zehn" in said.lower() for said in coach.did)
        assert coach.timers == ()


@pytest.mark.parametrize("answer", ["ja gern", "na klar", "ja dann los", "sehr gern", "nur zu"])
def test_a_yes_in_its_wrapping_is_one(coach: Coach, answer: str) -> None:
    play(coach, "schweres Gespräch", "ja")
    assert "Zehn, fünfzehn, oder zwanzig Minuten?" in play(coach, answer)


def test_a_first_evening(german: Content) -> None:
    conversation = Conversation(
        german, Settings(locale="de"), Matcher(Phrasebook(german)), opening="first_evening"
    )
    coach = Coach(conversation)
    coach.perform(conversation.start(coach.now))
    told = " ".join(coach.did)
    for part in ("Kein Therapeut", "Angst hat", "Unterstützung", "nichts davon auf"):
        assert part in told
    play(coach, "ja", 3, "ja", 3, "langsamer", 3, "Umarmung", 3, "ja", 3, "ja", 3, "Leuchtturm", 2)
    assert coach.quit
    assert coach.now - 1_000_000 < 180
    chosen = dict(coach.conversation.state.by_voice)
    assert chosen == {"rate": 130, "touch": "hug", "check_in_word": "Leuchtturm"}


def test_the_chosen_word_stops_everything(german: Content) -> None:
    theirs = with_check_in_word(german, "Leuchtturm")
    coach = rehearsed(theirs, Settings(locale="de"), understanding=Matcher(Phrasebook(theirs)))
    play(coach, "Reparatur", "ja", "ja")
    assert "Abstand, oder ein langsamer Atemzug?" in play(coach, "Leuchtturm")[-1]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Dankestausch", "Eine Wertschätzung von jedem."),
        ("wie ist dir ums Herz", "Wie ist dir ums Herz?"),
        ("kurze Reparatur", "Eine kurze Reparatur."),
        ("Zuhörübung", "Zwei Minuten für dich."),
        ("hilf mir zu sagen was ich brauche", "Fang an mit: Wenn…"),
        ("soll ich helfen oder nur zuhören", "Vor jeder Hilfe|Eine Frage|Zuerst: Willst du"),
        ("Abend des Monats", "Erst Kerzen, wenn ihr mögt."),
        ("einen Brief schreiben", "Diktieren, oder eine stille Weile"),
        ("jeden Donnerstag um sieben", "Jeden Donnerstag um sieben Uhr abends."),
        ("jeden Dienstag und Donnerstag um acht", "Jeden Dienstag und Donnerstag um acht"),
        ("wir haben heute keine Kraft", "Dann kurz und leise."),
        ("einfache Worte", "Ab jetzt einfache Worte."),
        ("keine Berührung mehr", "Keine Berührung"),
        ("ich brauche mehr Zeit zum Antworten", "Doppelt so viel Zeit"),
        ("ist Streit normal", "Ja. Die meisten Paare streiten."),
        ("wer hat recht", "Ich nehme keine Partei|Das lasse ich|Ich richte nicht"),
        ("was hat sie über mich gesagt", "Ich behalte nicht|Das kann ich nicht sagen"),
        ("er soll versprechen dass er nicht mehr ausgeht", "Das lasse ich zwischen euch beiden."),
        ("Timer zwanzig", "Zwanzig Minuten"),
    ],
)
def test_what_a_couple_ask_for(coach: Coach, said: str, first: str) -> None:
    assert play(coach, said)[0].startswith(tuple(first.split("|")))


def test_small_and_no_phone_dates_ask_how_long(coach: Coach) -> None:
    assert play(coach, "eine kleine Verabredung")[-1] == "Diese, oder eine andere?"
    assert play(coach, "diese") == ["Zwanzig oder dreißig Minuten?"]
    assert play(coach, "dreißig")[0].startswith("Dreißig Minuten.")
    play(coach, "stopp")
    play(coach, "Abend ohne Handy", "diese")
    assert play(coach, "neunzig")[0].startswith("Neunzig Minuten. Handys weg.")


def test_nothing_is_forgotten_without_the_whole_sentence(coach: Coach) -> None:
    play(coach, "Teetimer vier Minuten", "vergiss alles")
    assert play(coach, "ja")[-1:] != ["*gone"]
    assert coach.timers
    play(coach, "vergiss alles", "ja vergiss alles", 6)
    assert coach.timers == ()


def test_a_promise_is_said_back_in_german_order(german: Content) -> None:
    for line, said in (
        ("Nach dem Essen werde ich mein Handy weglegen.", "nach dem Essen dein Handy weglegen"),
        ("Ich werde dir zuhören", "deinem Menschen zuhören"),
        ("Ich verspreche, ich werde früher kommen", "früher kommen"),
    ):
        assert said_back(line, "meant", german) == f"Du wolltest {said}."
    assert said_back("Kein Handy am Tisch.", "meant", german).startswith("Du hast versprochen:")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("19:00", "sieben Uhr abends"),
        ("13:00", "ein Uhr nachmittags"),
        ("1:30", "halb zwei nachts"),
        ("13:10", "ein Uhr zehn nachmittags"),
        ("7:45", "Viertel vor acht morgens"),
    ],
)
def test_the_clock_is_said_as_people_say_it(german: Content, time: str, words: str) -> None:
    assert daytime(time, german) == words
    assert clock(time, german, spoken=False) == time


def test_what_the_coach_reckons_with_has_a_german_name(german: Content) -> None:
    assert fill("Am {day:named}.", {"day": "thursday"}, german) == "Am Donnerstag."
    assert fill("{word} zuerst.", {"word": "übermorgen"}, german) == "Übermorgen zuerst."


def test_the_couple_say_where_they_live_and_hear_its_numbers(coach: Coach) -> None:
    play(coach, "wir leben in Österreich", "Unterstützung")
    assert any("zwei zwei zwei, fünf fünf fünf" in line for line in play(coach, "laut"))

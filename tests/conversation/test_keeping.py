"""Letters, promises and forgetting, with a real box."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.conversation import breaths
from voice_coach.conversation.desk import Desk
from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keeper import BoxKeeper
from voice_coach.memory.keys import Passphrase, Strength
from voice_coach.messages import Listening
from voice_coach.testing import Coach, play, rehearsed
from voice_coach.testing import Dictated as D
from voice_coach.testing import Typed as T

DAY = 86400.0
EVENING = 1_780_340_400.0  # 1 June 2026, 19:00 UTC
SECRET = Passphrase("tea at four on sunday", Strength(kib=64, passes=1, lanes=1))
CANARY = "The canary sings at noon, please stop worrying."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return box_path(tmp_path)


Evening = Callable[..., Coach]


@pytest.fixture
def evening(content, understanding, path: Path) -> Iterator[Evening]:
    """Starts the coach on the couple's box, as often as wanted: `evening(now)`, `saved`."""
    if not path.exists():
        Box.create(path, SECRET).close()
    keepers = []

    def begin(now: float = EVENING, saved=None, **can: bool) -> Coach:
        for keeper in keepers:
            keeper.close()
        there = Box.open(path, SECRET) if path.exists() else None
        keepers.append(BoxKeeper(path, there))
        desk = Desk(keepers[-1], **{"typing": True, **can})
        return rehearsed(content, None, saved, now, understanding, desk)

    yield begin
    for keeper in keepers:
        keeper.close()


def in_box(path: Path) -> list[tuple[str, str]]:
    """Kind and words of everything in it."""
    box = Box.open(path, SECRET)
    items = [(item.label.kind, item.text) for item in box.everything()]
    box.close()
    return items


def written(coach: Coach, *lines: str, whose: str = "only me", until: str = "no seal") -> list[str]:
    play(coach, T("write a letter"), T("type"), *map(T, lines), T("done"))
    return play(coach, T(whose), T(until))


def test_a_typed_letter_is_kept_on_its_makers_yes(evening: Evening, path: Path) -> None:
    coach = evening()
    assert play(coach, T("write a letter")) == ["Type it here, or a quiet while to write by hand?"]
    assert play(coach, T("type it"))[0].startswith("Type it, line by line.")
    assert coach.listening is Listening.TYPE
    assert play(coach, T("Dear you,"), T(CANARY)) == []
    assert play(coach, T("done")) == ["For both of you, or only you?"]
    asked = play(coach, T("only me"))
    assert asked == ["Sealed until when? A day, your anniversary, or no seal?"]
    asked = play(coach, T("until june the fifth"))
    assert asked == ["Sealed until June the fifth. Keep it? Your yes only."]
    assert in_box(path) == [("letter", f"Dear you,\n{CANARY}")]  # a draft, until the yes
    (said,) = play(coach, T("yes"))
    assert "ept" in said or "box" in said
    box = Box.open(path, SECRET)
    (label,) = box.remembered().labels
    box.close()
    assert (label.of, label.opens_on, label.finished) == ("one", date(2026, 6, 5), True)


def test_a_letter_of_both_waits_for_two_yeses(evening: Evening, path: Path) -> None:
    coach = evening()
    asked = written(coach, CANARY, whose="both of us", until="in a year")
    assert asked[-1].startswith("Sealed until June the first, two thousand and twenty-seven. Keep")
    assert play(coach, T("yes"), 2) == []
    assert len(play(coach, T("yes"))) == 1
    box = Box.open(path, SECRET)
    (label,) = box.remembered().labels
    box.close()
    assert (label.of, label.opens_on) == ("both", date(2027, 6, 1))


def test_silence_keeps_no_letter_and_loses_none(evening: Evening, path: Path) -> None:
    coach = evening()
    written(coach, CANARY, whose="both of us")
    play(coach, T("yes"))
    said = play(coach, 120)
    assert any("unfinished" in line or "isn't kept" in line for line in said)
    box = Box.open(path, SECRET)
    assert [label.finished for label in box.remembered().labels] == [False]
    box.close()


def test_what_stands_in_a_letter_is_no_command(evening: Evening, path: Path) -> None:
    coach = evening()
    lines = ["hug timer", "set a timer for ten minutes", "yes", "go to sleep", "forget everything"]
    written(coach, *lines)
    play(coach, T("yes"))
    assert in_box(path) == [("letter", "\n".join(lines))]
    assert coach.timers == ()


@pytest.mark.parametrize("word", ["stop", "not now", "Stop."])
def test_stop_and_not_now_win_in_the_middle_of_a_letter(
    evening: Evening, path: Path, word: str
) -> None:
    coach = evening()
    play(coach, T("write a letter"), T("type"), T(CANARY), T(word))
    assert coach.conversation.state.stack == []
    assert in_box(path) == [("letter", CANARY)]  # unfinished, and not lost


def test_the_check_in_word_wins_in_the_middle_of_a_letter(content, understanding, path) -> None:
    from voice_coach.conversation.session import with_check_in_word
    from voice_coach.understanding.matcher import Matcher
    from voice_coach.understanding.phrasebook import Phrasebook

    ours = with_check_in_word(content, "pineapple")
    box = Box.create(path, SECRET)
    desk = Desk(BoxKeeper(path, box), typing=True)
    coach = rehearsed(ours, None, None, EVENING, Matcher(Phrasebook(ours)), desk)
    play(coach, T("write a letter"), T("type"), T("we ate pineapple"))
    assert coach.listening is Listening.TYPE
    play(coach, T("pineapple"))
    assert coach.conversation.state.stack[0].script == "check_in"
    box.close()


def test_a_letter_is_dictated_breath_by_breath_and_read_back(evening: Evening, path: Path) -> None:
    coach = evening(dictation=True, typing=False)
    assert play(coach, "write a letter") == ["Dictate, type, or by hand?"]
    assert play(coach, "dictate")[0].startswith("Speak for half a minute at most")
    assert coach.listening is Listening.DICTATE
    assert play(coach, D("dear you")) == ["Dear you", "Keep it, again, or done?"]
    assert in_box(path) == []  # not before it was kept
    assert play(coach, "keep it") == ["Go on."]
    play(coach, D("the canary sings at moon"))
    assert play(coach, "again") == ["Go on."]
    assert in_box(path) == [("letter", "dear you")]
    play(coach, D("the canary sings at noon"), "keep it", D("set a timer for ten minutes"))
    assert play(coach, "done") == ["For both of you, or only you?"]
    play(coach, "both of us", "christmas", "yes", "yes")
    said = "dear you\nthe canary sings at noon\nset a timer for ten minutes"
    assert in_box(path) == [("letter", said)]
    assert coach.timers == ()


def test_a_dictated_breath_that_nobody_kept_is_nowhere(evening: Evening, path: Path) -> None:
    coach = evening(dictation=True, typing=False)
    play(coach, "write a letter", "dictate", D("dear you"), 60)
    assert in_box(path) == []
    assert coach.conversation.state.desk.said == ""


@pytest.mark.parametrize("word", ["stop", "not now"])
def test_stop_wins_while_somebody_dictates(evening: Evening, word: str) -> None:
    coach = evening(dictation=True, typing=False)
    play(coach, "write a letter", "dictate", D("dear you"), "keep it", D(word))
    assert coach.conversation.state.stack == []


def test_again_takes_the_last_line_out(evening: Evening, path: Path) -> None:
    coach = evening()
    assert written(coach, "One.", "Two.", "again", "Three.")
    play(coach, T("yes"))
    assert in_box(path) == [("letter", "One.\nThree.")]


def test_a_letter_is_told_of_once_and_read_on_its_day(evening: Evening, path: Path) -> None:
    coach = evening()
    written(coach, CANARY, whose="both of us", until="until june the fifth")
    play(coach, T("yes"), T("yes"))
    assert [line for line in play(coach, 3 * DAY) if "letter" in line] == []
    said = play(coach, EVENING + 4 * DAY + 8 - coach.now)
    assert said == ["*chime", "A letter is ready. Read it now? I need a yes from each of you."]
    later = evening(EVENING + 4 * DAY + 600, coach.kept)  # nobody had answered yet
    assert any("A letter is ready" in line for line in later.did)
    play(later, T("yes"), T("yes"))
    assert play(later, T("out loud")) == [CANARY]
    again = evening(EVENING + 5 * DAY, later.kept)
    assert "letter" not in " ".join(again.did)


def test_a_letter_that_was_looked_at_while_sealed_is_still_told_of(evening: Evening) -> None:
    coach = evening()
    written(coach, CANARY, until="tomorrow")
    play(coach, T("yes"), T("read our letters"), T("leave it"))
    said = play(coach, DAY + 60)
    assert "A letter is ready. Read it now? The yes of whoever wrote it." in said


def test_two_letters_that_are_ready_are_told_of_one_after_the_other(evening: Evening) -> None:
    coach = evening()
    for words in ("first", "second"):
        written(coach, words, until="tomorrow")
        play(coach, T("yes"))
    coach = evening(EVENING + 2 * DAY, coach.kept)
    said = play(coach, T("yes"), T("out loud"), 3, T("yes"), T("out loud"), 3)
    assert [line for line in said if line in ("First", "Second")] == ["First", "Second"]
    assert play(coach, DAY) == []


def test_a_no_is_the_end_of_it_until_they_ask(evening: Evening) -> None:
    coach = evening()
    written(coach, CANARY, until="tomorrow")
    play(coach, T("yes"))
    coach = evening(EVENING + 2 * DAY, coach.kept)
    assert "A letter is ready. Read it now? The yes of whoever wrote it." in coach.did
    play(coach, T("no"))
    coach = evening(EVENING + 3 * DAY, coach.kept)
    assert "A letter is ready" not in " ".join(coach.did)
    assert play(coach, T("read our letters")) == [
        "A letter of June the first. Read it, another, or leave it?"
    ]
    play(coach, T("read it"))
    coach.shown.clear()
    assert play(coach, T("on the screen")) == []
    assert CANARY in coach.shown
    play(coach, T("done"))
    assert coach.shown[-1] == " "  # wiped


def test_a_sealed_letter_stays_shut(evening: Evening) -> None:
    coach = evening()
    written(coach, CANARY, until="in a year")
    play(coach, T("yes"))
    said = play(coach, T("read our letters"))[0]
    assert said.startswith("A letter sealed until June the first, two thousand and twenty-seven")
    said = play(coach, T("read it"))
    assert said == ["That one stays shut until its day.", "That was the last one."]


def test_a_long_letter_is_read_in_breaths_and_stop_is_heard_between(evening: Evening) -> None:
    coach = evening()
    sentences = [f"This is sentence number {n} of a letter that goes on." for n in range(6)]
    written(coach, " ".join(sentences))
    play(coach, T("yes"), T("read our letters"), T("read it"))
    first = play(coach, T("out loud"))
    assert first == [" ".join(sentences[:2])]
    assert "stop" in coach.may
    assert play(coach, 1.6) == [" ".join(sentences[2:4])]
    assert play(coach, "stop", 60) == ["hush"]


@given(st.text(alphabet="ab .!?", max_size=400))
def test_no_word_is_lost_between_breaths(text: str) -> None:
    found = breaths.of(text)
    assert " ".join(found).split() == text.split()
    assert all(len(page.split()) <= breaths.LONGEST for page in found)


@pytest.mark.parametrize("last", ["write", "promise"])
def test_take_that_back_right_after_it_was_kept_is_about_what_was_kept(
    evening: Evening, path: Path, last: str
) -> None:
    coach = evening()
    if last == "write":
        written(coach, CANARY)
    else:
        play(coach, T("I promise I'll call"))
    play(coach, T("yes"))
    assert play(coach, T("take that back"))[-1].endswith("Let it go, another, or keep it?")
    play(coach, T("let it go"))
    assert in_box(path) == []


def test_a_promise_whose_nudge_was_lost_in_a_crash_is_told_of_the_next_day(
    evening: Evening, path: Path
) -> None:
    box = Box.open(path, SECRET) if path.exists() else Box.create(path, SECRET)
    box.keep("promise", "I will call", "one", date(2026, 6, 1))
    box.close()
    assert "promise" not in " ".join(evening(EVENING + 60).did)
    coach = evening(EVENING + DAY)
    assert "You asked for a nudge about a promise. Shall I read it?" in coach.did
    play(coach, T("yes"), 120)
    assert "promise" not in " ".join(evening(EVENING + 2 * DAY).did)


def test_an_unfinished_letter_is_told_of_once_and_can_be_finished(
    evening: Evening, path: Path
) -> None:
    coach = evening()
    play(coach, T("write a letter"), T("type"), T("Dear you,"))
    coach = evening(EVENING + DAY, coach.kept)
    assert "A letter is unfinished. Finish it, let it go, or wait?" in coach.did
    play(coach, T("finish it"), T("that is all."), T("done"), T("only me"), T("no seal"), T("yes"))
    assert in_box(path) == [("letter", "Dear you,\nthat is all.")]
    coach = evening(EVENING + 2 * DAY, coach.kept)
    assert "unfinished" not in " ".join(coach.did)


def test_an_unfinished_letter_can_be_let_go(evening: Evening, path: Path) -> None:
    coach = evening()
    play(coach, T("write a letter"), T("type"), T("Dear you,"))
    coach = evening(EVENING + DAY, coach.kept)
    assert play(coach, T("let it go"))[-1] == "Gone."
    assert in_box(path) == []


def test_a_promise_is_kept_read_the_next_day_and_let_go(evening: Evening, path: Path) -> None:
    coach = evening()
    play(coach, T("make a promise"))
    said = play(coach, T("After dinner I will put my phone in the drawer."))
    assert said == ["You will put your phone in the drawer after dinner. Keep it? Your yes only."]
    assert in_box(path) == []
    assert play(coach, T("yes"))[0].endswith("ept. One nudge tomorrow.")
    assert in_box(path) == [("promise", "After dinner I will put my phone in the drawer.")]
    coach = evening(EVENING + 1.1 * DAY, coach.kept)
    assert "You asked for a nudge about a promise. Shall I read it?" in coach.did
    said = play(coach, T("yes"))
    assert said == [
        "You meant to put your phone in the drawer after dinner. Done, later, or let it go?"
    ]
    assert play(coach, T("let it go")) == ["Okay."]
    assert in_box(path) == []
    assert play(coach, 3 * DAY) == []


def test_later_asks_once_more_the_next_day(evening: Evening, path: Path) -> None:
    coach = evening()
    play(coach, T("make a promise"), T("I'll call your mother"), T("yes"))
    play(coach, DAY + 10, T("yes"), T("later"))
    assert len(in_box(path)) == 1
    assert "You asked for a nudge about a promise. Shall I read it?" in play(coach, DAY + 10)
    assert play(coach, T("done")) == ["Okay."]
    assert in_box(path) == []


@pytest.mark.parametrize("answer", ["no", "not now", 60.0])
def test_without_a_yes_no_promise_is_kept(evening: Evening, path: Path, answer) -> None:
    coach = evening()
    play(coach, T("make a promise"), T("I'll call your mother"))
    play(coach, T(answer) if isinstance(answer, str) else answer)
    assert in_box(path) == []
    assert play(coach, 2 * DAY) == []


def test_a_promise_that_asks_for_itself_is_not_asked_again(evening: Evening) -> None:
    coach = evening()
    said = play(coach, T("I promise I'll do the dishes tomorrow"))
    assert said == ["You will do the dishes tomorrow. Keep it? Your yes only."]


def test_a_change_that_is_typed_in_a_repair_can_be_kept_in_words(
    evening: Evening, path: Path
) -> None:
    coach = evening()
    play(coach, T("we had an argument"), T("yes"), T("yes"), T("steady"))
    while coach.conversation.state.place.step != "change":
        play(coach, T("another") if coach.conversation.state.step.kind != "ask" else T("no"))
    said = play(coach, T("After dinner I will put my phone in the drawer."), 15)
    assert "You will put your phone in the drawer after dinner. Keep it? Your yes only." in said
    said = play(coach, T("yes"))
    assert said[0].startswith("Thank you both.")
    assert in_box(path) == [("promise", "After dinner I will put my phone in the drawer.")]
    coach = evening(EVENING + 1.1 * DAY, coach.kept)
    play(coach, T("yes"))
    assert coach.did[-1].startswith("You meant to put your phone in the drawer after dinner.")


def test_what_do_you_remember_gives_counts_and_kinds(evening: Evening) -> None:
    coach = evening()
    for _ in range(2):
        written(coach, CANARY)
        play(coach, T("yes"))
    play(coach, T("make a promise"), T("I'll call"), T("yes"))
    play(coach, T("every thursday at seven"), T("yes"))
    (said,) = play(coach, T("what do you remember"))
    assert said.startswith("Two letters, one promise")
    assert said.endswith("your Thursday ritual. Read, forget, or leave?")
    assert play(coach, T("forget")) == [
        "A promise of June the first. Let it go, another, or keep it?"
    ]
    assert play(coach, T("let it go"))[-1] == "Gone."


def test_forget_that_is_what_was_kept_last(evening: Evening, path: Path) -> None:
    coach = evening()
    written(coach, "first")
    play(coach, T("yes"))
    assert play(coach, T("forget that")) == [
        "A letter of June the first. Let it go, another, or keep it?"
    ]
    play(coach, T("keep it"))
    assert len(in_box(path)) == 1
    play(coach, T("forget that"), T("let it go"))
    assert in_box(path) == []


def test_forget_that_in_the_middle_of_a_session_is_the_session(
    evening: Evening, path: Path
) -> None:
    coach = evening()
    written(coach, "first")
    play(coach, T("yes"))
    play(coach, T("give us a conversation starter"))
    assert play(coach, T("forget that"))[-1] == "Gone."
    assert len(in_box(path)) == 1
    play(coach, T("write a letter"), T("type"), T("second"), T("done"), T("forget that"))
    assert in_box(path) == [("letter", "first")]


def full(evening: Evening) -> Coach:
    coach = evening()
    written(coach, CANARY)
    play(coach, T("yes"), T("set a tea timer for ten minutes"), T("every thursday at seven"))
    play(coach, T("yes"), T("no phone evening"), T("stop"))
    return coach


def test_forget_everything_wants_the_whole_sentence_and_gives_five_seconds(
    evening: Evening, path: Path
) -> None:
    coach = full(evening)
    assert play(coach, T("forget everything"))[0].startswith("The box with all in it")
    play(coach, T("yes"), T("yes please"), 1)
    assert path.exists()
    play(coach, T("forget everything"))
    assert play(coach, T("yes, forget everything"), 4.5)[0].startswith("In five seconds.")
    assert path.exists()
    assert play(coach, 1) == ["*gone", "Gone."]
    assert [file for file in path.parent.iterdir() if file.is_file()] == []
    assert coach.timers == ()
    kept = json.loads(json.dumps(coach.kept))
    assert (kept["timers"], kept["place"], kept["used"], kept["owed"]) == ([], None, [], [])
    assert play(coach, T("take that back"), 8 * DAY) == ["hush"] or coach.timers == ()


@pytest.mark.parametrize("word", ["stop", "take that back", "not now", "no"])
def test_a_word_in_those_seconds_keeps_everything(evening: Evening, path: Path, word: str) -> None:
    coach = full(evening)
    play(coach, T("forget everything"), T("yes forget everything"), 3, T(word), 60)
    assert path.exists()
    assert len(coach.kept["timers"]) == 2


@pytest.mark.parametrize("answer", ["no", "leave it", 60.0])
def test_without_the_sentence_nothing_is_forgotten(evening: Evening, path: Path, answer) -> None:
    coach = full(evening)
    play(coach, T("forget everything"), T(answer) if isinstance(answer, str) else answer)
    assert path.exists()


def test_a_shut_box_is_forgotten_without_a_passphrase(content, understanding, path: Path) -> None:
    Box.create(path, SECRET).close()
    desk = Desk(BoxKeeper(path), typing=True)
    coach = rehearsed(content, None, None, EVENING, understanding, desk)
    play(coach, T("forget everything"), T("yes forget everything"), 10)
    assert not path.exists()


def test_without_a_box_it_says_where_words_are_kept(coach: Coach) -> None:
    said = play(coach, "write a letter", "type it")
    assert "I keep words only in a locked box of yours. The screen says how." in said
    assert any("voice-coach box passphrase" in shown for shown in coach.shown)
    assert said[-1].endswith("A quiet while to write by hand?")
    play(coach, "stop")
    assert "I don't keep what either of you says." in play(coach, "what do you remember")[0]


def test_what_fails_is_not_said_to_be_kept(evening: Evening, path: Path) -> None:
    coach = evening()
    written(coach, CANARY)
    path.unlink()
    said = play(coach, T("yes"))
    assert said == ["That could not be kept. The screen says why."]
    assert any("forgotten, moved or damaged" in shown for shown in coach.shown)


def test_no_word_reaches_the_state(evening: Evening) -> None:
    coach = evening()
    states = []
    for line in ("write a letter", "type", CANARY, "done", "both", "christmas", "yes", "yes"):
        play(coach, T(line))
        states.append(json.dumps(coach.kept))
    for line in ("make a promise", f"I will say: {CANARY}", "yes"):
        play(coach, T(line))
        states.append(json.dumps(coach.kept))
    coach = evening(EVENING + 2 * DAY, coach.kept)
    for line in ("yes", "later", "what do you remember", "read", "read it"):
        play(coach, T(line))
        states.append(json.dumps(coach.kept))
    assert not any("canary" in state for state in states)
    assert "canary" not in repr(coach.conversation.state.desk)

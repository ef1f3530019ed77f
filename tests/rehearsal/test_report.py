"""What a rehearsal shows: lines when their time comes, verdicts, a transcript, JSON."""

import json

import numpy as np
import pytest

from voice_coach.messages import Chime, Earcon, Heard, Listening, Say
from voice_coach.rehearsal.expectation import Answer, Outcome, Verdict
from voice_coach.rehearsal.report import (
    Captions,
    Summary,
    clock,
    happens,
    record,
    transcript,
    verdict_lines,
)
from voice_coach.rehearsal.scene import parse
from voice_coach.rehearsal.stage import Played
from voice_coach.speaking.sound import Sound

SCENE = parse('title = "A hug"\n[[turn]]\nwho = "p"\nsay = "hug timer"', "a.toml")
NOTHING = Sound(np.zeros(0, np.int16), 16_000)
HUG = Answer(Say("Hug. Twenty seconds.", caption="Hug. 20 seconds."), 3.0, 4.5)
CHIME = Answer(Chime(Earcon.CHIME), 24.5, 24.9)


def played(*verdicts: Verdict) -> Played:
    outcome = Outcome(2.25, [HUG, CHIME], Listening.FLOOR)
    heard = (Heard("hug timer", 1.0, decode_seconds=0.02),)
    return Played(1, SCENE.turn[0], 1.0, 2.25, heard, "hug_timer", outcome, verdicts)


@pytest.mark.parametrize(
    ("at", "shown"),
    [(0, "  0:00.0"), (59.96, "  1:00.0"), (1200.25, " 20:00.2"), (3725, " 62:05.0")],
)
def test_times_are_minutes_and_seconds(at: float, shown: str) -> None:
    assert clock(at) == shown


def test_a_queued_sentence_is_shown_when_it_begins() -> None:
    lines: list[str] = []
    captions = Captions(lines.append)
    captions.couple(1.0, "p", "hug timer", NOTHING)
    captions.coach(HUG, NOTHING)
    captions.time(2.9)
    assert lines == ["  0:01.0  p      hug timer"]
    captions.time(3.0)
    assert lines[1:] == ["  0:03.0  coach  Hug. 20 seconds."]


def test_what_is_cut_off_before_it_began_is_not_shown() -> None:
    lines: list[str] = []
    captions = Captions(lines.append)
    captions.coach(HUG, NOTHING)
    captions.hushed(2.0)
    captions.time(99)
    assert lines == []


def test_nothing_heard_is_a_dash_and_a_caption_is_for_the_eye() -> None:
    lines: list[str] = []
    captions = Captions(lines.append)
    captions.heard(1, Heard("", 0.0))
    captions.screen(2, "112")
    assert lines == ["  0:01.0  (ear)  —", "  0:02.0  (eye)  112"]


def test_a_turn_is_one_line_of_json() -> None:
    line = record("hug", played(Verdict("a", "b", False)))
    assert "\n" not in line
    turn = json.loads(line)
    assert turn["answers"][1] == {"at": 24.5, "seconds": 0.4, "says": "(chime)"}
    assert (turn["latency"], turn["decode_seconds"], turn["ok"]) == (0.75, 0.02, False)
    assert turn["demands"] == [{"expected": "a", "came": "b", "ok": False}]


def test_a_verdict_tells_both_sides_of_what_went_wrong() -> None:
    lines = list(verdict_lines(played(Verdict("x", "x", True), Verdict("a", "b", False))))
    assert "NOT AS DEMANDED, 0.75 s" in lines[0]
    assert [line.split() for line in lines[1:]] == [["expected", "a"], ["came", "b"]]
    assert list(verdict_lines(played(Verdict("x", "x", True)))) == ["           · ok, 0.75 s"]
    assert list(verdict_lines(played())) == []


def test_the_transcript_has_the_true_times_and_says_so() -> None:
    text = "\n".join(transcript(SCENE, [played()], ["p flite:slt"]))
    assert text.startswith("A hug\nVoices: p flite:slt.")
    assert "shortens silences" in text
    assert "  0:24.5  coach  (chime)" in text


def test_what_happens_without_words() -> None:
    turns = parse(
        'title = "x"\n[[turn]]\nwait = "12m"\n[[turn]]\nwait = 2\n[[turn]]\nrestart = true\n'
        '[[turn]]\nsilence = true\nexpect = ["a"]',
        "a.toml",
    ).turn
    assert [happens(turn) for turn in (None, *turns)] == [
        "the coach begins",
        "12m pass",
        "2 s pass",
        "the program is restarted (5 s down)",
        "nobody speaks",
    ]


def test_the_summary_tells_how_much_faster_than_life() -> None:
    well = Summary("hug", 4, 0, 1200, 2).sentence()
    assert well == "hug: 4 turns, as demanded; 20:00.0 played in 2.0 s (600 times as fast as life)."
    assert "2 turns otherwise" in Summary("hug", 4, 2, 1, 1).sentence()

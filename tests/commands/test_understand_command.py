"""`voice-coach understand`: lines in, lines of JSON out."""

import json
import subprocess
import sys

from voice_coach.commands.understand import answers
from voice_coach.content.loader import load
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook
from voice_coach.understanding.understood import Understood

RUN = "import argparse\nfrom voice_coach.commands import understand as u\n" + (
    "p = argparse.ArgumentParser(); u.configure(p); raise SystemExit(u.run(p.parse_args()))"
)


def talk(*lines: bytes, options: tuple[str, ...] = ()) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *options],
        input=b"\n".join(lines),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_answered_with_exactly_these_fields() -> None:
    hug, other = talk(b"Hug timer, twelve seconds!", b"pass me the salt")
    assert list(hug) == ["text", "intent", "best", "score", "slots", "runner_up"]
    assert hug["text"] == "Hug timer, twelve seconds!"
    assert (hug["intent"], hug["best"]) == ("hug_timer", "hug_timer")
    assert hug["slots"] == {"duration_s": 12.0}
    assert 0.5 < float(str(hug["score"])) <= 1.0
    assert hug["runner_up"] not in (None, "hug_timer")
    assert other["intent"] is None


def test_broken_and_empty_lines_are_answered_too() -> None:
    broken, empty, fine = talk(b"\xff\xfe hug", b"", b"stop", options=("--why",))
    assert str(broken["text"]).startswith("\ufffd")
    assert (empty["text"], empty["intent"], empty["best"]) == ("", None, None)
    assert fine["intent"] == "stop"
    assert "next:" in str(fine["why"])


def test_where_it_would_ask_back_it_names_both_and_does_neither() -> None:
    content = load()
    torn = Understood("x", "micro_date", "micro_date", 0.8, close="timer_start")
    (line,) = answers(lambda _: torn, ["x"], content)
    told = json.loads(line)
    assert (told["intent"], told["ask"]) == (None, ["micro_date", "timer_start"])


def test_a_state_says_what_may_be_meant() -> None:
    lines = (b"hello coach", b"stop", b"give us a question", b"yes please", b"not tonight love")
    said = {
        state: [row["intent"] for row in talk(*lines, options=("--state", state))]
        for state in ("awake", "asleep", "floor", "consent")
    }
    assert said["awake"][1:3] == ["stop", "conversation_starter"]
    assert said["asleep"] == ["wake", None, None, None, None]
    assert said["floor"][0] == "wake"
    assert said["floor"][1:] == ["stop", None, None, None]
    assert said["consent"] == [None, None, None, "yes", "not_now"]


def test_an_answer_is_given_before_the_next_line_is_read() -> None:
    matcher = Matcher(Phrasebook(load()))
    lines = iter(["stop", "pause"])
    first = next(answers(matcher.understand, lines, matcher.book.content))
    assert json.loads(first)["intent"] == "stop"
    assert list(lines) == ["pause"]

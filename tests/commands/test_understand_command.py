"""`voice-coach understand`: lines in, lines of JSON out."""

import json
import subprocess
import sys

from voice_coach.commands.understand import answers
from voice_coach.content.loader import load
from voice_coach.understanding.matcher import Matcher
from voice_coach.understanding.phrasebook import Phrasebook

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
    assert hug == {
        "text": "Hug timer, twelve seconds!",
        "intent": "hug_timer",
        "best": "hug_timer",
        "score": 1.0,
        "slots": {"duration_s": 12.0},
        "runner_up": None,
    }
    assert other["intent"] is None


def test_broken_and_empty_lines_are_answered_too() -> None:
    broken, empty, fine = talk(b"\xff\xfe hug", b"", b"stop", options=("--why",))
    assert str(broken["text"]).startswith("\ufffd")
    assert (empty["text"], empty["intent"], empty["best"]) == ("", None, None)
    assert (fine["intent"], fine["why"]) == ("stop", "exact")


def test_an_answer_is_given_before_the_next_line_is_read() -> None:
    matcher = Matcher(Phrasebook(load()))
    lines = iter(["stop", "pause"])
    first = next(answers(matcher, lines))
    assert json.loads(first)["intent"] == "stop"
    assert list(lines) == ["pause"]

"""A scene reads like a play, and every slip of the pen is told with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import SceneError
from voice_coach.rehearsal.scene import Matcher, Scene, load, parse, seconds

GOOD = """
title = "A hug"
[speakers.ann]
voice = "flite:slt"
[[turn]]
who = "ann"
say = "hug timer"
after = 2
expect = ["Hug.", { chime = "chime", at = "20s", within = 0.3, mark = "over" }]
[[turn]]
wait = "1h30m"
expect = [{ silence = true }]
"""


def turn(*lines: str) -> str:
    return "\n".join(('title = "x"', "[[turn]]", *lines))


def mistake(text: str) -> str:
    with pytest.raises(SceneError) as caught:
        parse(text, "a.toml")
    assert caught.value.fix
    return str(caught.value)


def test_a_scene_is_a_play() -> None:
    scene = parse(GOOD, "hug.toml")
    first, second = scene.turn
    assert (first.who, first.say, first.after) == ("ann", "hug timer", 2.0)
    assert first.demands == [
        Matcher(text="Hug."),
        Matcher(chime="chime", at="20s", within=0.3, mark="over"),
    ]
    assert seconds(second.wait) == 5400
    assert second.demands == [Matcher(silence=True)]


def test_what_is_left_out_has_a_quiet_default() -> None:
    scene = parse(turn('who = "p"', 'say = "hello"'), "a.toml")
    assert scene.turn[0].demands is None
    assert scene.turn[0].forbidden == []
    assert list(scene.speakers) == ["p", "q"]
    assert all(speaker.voice == "auto" for speaker in scene.speakers.values())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title =", "a.toml: this is not TOML"),
        ('title = "x"', "the key 'turn' is missing"),
        ('title = "x"\nturn = []', "at least one [[turn]]"),
        (turn('who = "p"', 'say = "a"', "loud = 3"), "turn 1: there is no key 'loud' here"),
        (turn('who = "p"', 'say = "a"', "after = 'x'"), "turn 1, after: Expected `float`"),
        (turn('who = "p"', 'say = "a"', "after = -1"), "turn 1: after counts forwards"),
        (turn('who = "p"', 'say = "a"', "at = -1"), "turn 1: time does not run backwards"),
        (turn('who = "z"', 'say = "a"'), "turn 1: nobody is called 'z'"),
        (turn('say = "a"'), "turn 1: say and who belong together"),
        (turn('who = "p"', "wait = 3"), "turn 1: say and who belong together"),
        (turn('wait = "soon"'), "'soon' is not a length of time"),
        (turn("wait = 3", "restart = true"), "not ['wait', 'restart']"),
        (turn("after = 1"), "one of say, type, wait, silence, restart is needed, not none"),
        (turn("wait = 3", "during = true"), "only who says something"),
        (turn("silence = true"), "silence waits for an answer"),
        (turn("silence = true", "expect = [{ silence = true }]"), "silence waits for an answer"),
        (turn("wait = 1", "expect = [{ at = 3 }]"), "turn 1, expect 1: one of text"),
        (turn("wait = 1", "expect = ['a', { starts = 'b', chime = 'c' }]"), "turn 1, expect 2:"),
        (turn("wait = 1", "expect = [{ starts = 'b', depth = 'light' }]"), "depth belongs to card"),
        (turn("wait = 1", "expect = [{ card = 'b', depth = 'blue' }]"), "expect 1, depth"),
        (turn("wait = 1", "expect = [{ quit = 1 }]"), "turn 1, expect 1, quit: Expected `bool`"),
        (turn("wait = 1", "absent = [{ word = 'b' }]"), "absent 1: there is no key 'word' here"),
        (turn("wait = 1", "expect = [{ text = 'b', since = 'm', at = 1 }]"), "the mark 'm'"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_place(text: str, told: str) -> None:
    assert told in mistake(text)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SceneError, match="not UTF-8"):
        load(tmp_path / "bytes.toml")


@given(st.integers(0, 9), st.integers(0, 99), st.integers(1, 99))
def test_lengths_of_time_add_up(hours: int, minutes: int, rest: int) -> None:
    assert seconds(f"{hours}h{minutes}m{rest}s") == hours * 3600 + minutes * 60 + rest
    assert seconds(f"{minutes}m {rest}s") == minutes * 60 + rest


@given(st.text())
def test_no_text_is_more_than_a_scene_or_a_mistake(text: str) -> None:
    told = ""
    try:
        scene = parse(text, "a.toml")
    except SceneError as error:
        told = str(error)
    assert told.startswith("a.toml: ") or isinstance(scene, Scene)

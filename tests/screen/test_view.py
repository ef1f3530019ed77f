"""The window at any size: never too wide, never too high, and nothing told by colour alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.loader import load
from voice_coach.messages import Chime, Earcon, Listening, Say, ShowTimers
from voice_coach.screen import large
from voice_coach.screen.offers import Offer, Page
from voice_coach.screen.scene import FLASH, HEARD_SHOWN, TONE_SHOWN, Scene
from voice_coach.screen.view import view
from voice_coach.screen.words import BETWEEN, SHAPES, STANDS, Words, clock_face

WORDS = Words(load().replies)
OFFERS = tuple(Offer(f"i{n}", f"thing number {n}") for n in range(1, 13))
text = st.text(st.characters(exclude_categories=("Cs",)))


def plain(scene: Scene, width: int = 80, height: int = 24, now: float = 0.0) -> str:
    return "\n".join(line.plain for line in view(scene, WORDS, width, height, now))


@given(
    width=st.integers(1, 200),
    height=st.integers(1, 60),
    captions=st.lists(text, max_size=6),
    timers=st.lists(st.tuples(text, st.floats(0, 1e5), st.booleans()), max_size=3),
    big=st.booleans(),
    note=text,
    names=st.lists(text, max_size=2),
    meter=st.none() | st.floats(-100, 10),
)
def test_it_fits_whatever_is_to_be_shown(
    width, height, captions, timers, big, note, names, meter
) -> None:  # type: ignore[no-untyped-def]
    scene = Scene(Listening.ANSWER, large=big, keys=True, page=Page(OFFERS))
    for caption in captions:
        scene.queued(Say("", caption=caption))
    scene.clock(ShowTimers(tuple(timers)), 0.0)
    scene.noted(note)
    scene.names, scene.meter = tuple(names), meter
    lines = view(scene, WORDS, width, height, 0.0)
    assert len(lines) <= height
    assert all(line.cell_len <= width for line in lines)
    assert all(line.plain.isprintable() for line in lines)


@pytest.mark.parametrize("mode", [it for it in Listening if it is not Listening.OVER])
@pytest.mark.parametrize("width", [40, 80])
def test_every_state_has_a_shape_and_words(mode: Listening, width: int) -> None:
    shown = " ".join(plain(Scene(mode), width).split())
    assert f"{SHAPES[mode]} {WORDS.state(mode)}" in shown


def test_no_two_states_share_a_shape() -> None:
    modes = [it for it in Listening if it is not Listening.OVER]
    assert len({SHAPES[it] for it in modes}) == len(modes)


def test_words_come_when_they_sound_and_not_before() -> None:
    scene = Scene()
    first, second = Say("One."), Say("Two.")
    scene.queued(first)
    scene.queued(second)
    assert "One." not in plain(scene)
    scene.sounding(first, 0.0)
    assert "One." in plain(scene)
    assert "Two." not in plain(scene)
    scene.sounding(second, 0.0)
    assert "Two." in plain(scene)


def test_equal_sentences_are_two_sentences() -> None:
    scene = Scene()
    scene.queued(first := Say("Again."))
    scene.queued(Say("Again."))
    scene.sounding(first, 0.0)
    assert scene.captions == ["Again."]


def test_what_the_voice_could_not_say_is_read_all_the_same() -> None:
    scene = Scene()
    scene.queued(Say("One."))
    scene.said_all(0.0)
    assert "One." in plain(scene)


def test_a_blank_caption_wipes_everything() -> None:
    scene = Scene()
    scene.queued(Say("", caption="Call 1 2 3."))
    assert "1 2 3" in plain(scene)
    scene.queued(Say("", caption=" "))
    assert "1 2 3" not in plain(scene)


def test_a_bar_shortens_and_has_its_time_in_digits() -> None:
    scene = Scene()
    scene.clock(ShowTimers((("tea", 240.0, False),)), 100.0)
    assert "tea 4:00" in plain(scene, now=100.0)
    full = plain(scene, now=100.0).count("█")
    assert "tea 2:00" in plain(scene, now=220.0)
    assert plain(scene, now=220.0).count("█") == full // 2


def test_a_paused_timer_stands_still_and_says_so() -> None:
    scene = Scene()
    scene.clock(ShowTimers((("tea", 60.0, True),)), 0.0)
    assert "‖ tea 1:00 stands still" in plain(scene, now=500.0)
    assert scene.next_change(0.0) is None


def test_a_tone_is_one_flash_and_then_words() -> None:
    scene = Scene(Listening.AWAKE)
    scene.queued(chime := Chime(Earcon.CHIME))
    scene.sounding(chime, 10.0)
    assert scene.flashing(10.0)
    assert not scene.flashing(10.0 + FLASH)
    assert WORDS.tone(Earcon.CHIME) in plain(scene, now=10.0 + FLASH)
    assert WORDS.tone(Earcon.CHIME) not in plain(scene, now=10.0 + TONE_SHOWN)


def test_what_was_understood_is_gone_when_the_turn_is_over() -> None:
    scene = Scene()
    scene.heard("a hug timer", True, 0.0)
    assert "a hug timer" in plain(scene)
    scene.forget()
    assert "a hug timer" not in plain(scene)
    scene.heard("stop", True, 0.0)
    scene.fade(HEARD_SHOWN)
    assert "stop" not in plain(scene)


def test_nothing_moves_by_itself_when_nothing_runs() -> None:
    scene = Scene(Listening.AWAKE, page=Page(OFFERS))
    scene.queued(Say("", caption="Hello."))
    assert scene.next_change(0.0) is None


def test_a_narrow_window_has_one_key_a_line() -> None:
    rows = plain(Scene(Listening.AWAKE, page=Page(OFFERS)), 40).splitlines()
    assert " 1 thing number 1" in [row.rstrip() for row in rows]
    wide = plain(Scene(Listening.AWAKE, page=Page(OFFERS)), 80).splitlines()
    assert any("1 thing number 1" in row and "4 thing number 4" in row for row in wide)


def test_large_letters_are_large_or_not_used() -> None:
    drawn = large.lines("Hug?", 38, 10)
    assert len(drawn) == large.ROWS
    assert all(line.cell_len <= 38 for line in drawn)
    assert large.lines("Hug, if you both want one. Twenty seconds.", 38, 6) == []
    assert large.lines("Incomprehensibilities", 38, 30) == []


def test_every_letter_and_digit_can_be_large() -> None:
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?!,.'-":
        assert any(line.plain.strip() for line in large.lines(letter, 10, 3)), letter
    assert large.lines("é", 10, 3) == large.lines("e", 10, 3)


@pytest.mark.parametrize(("seconds", "face"), [(0, "0:00"), (61, "1:01"), (3600, "1:00:00")])
def test_a_clock_face(seconds: float, face: str) -> None:
    assert clock_face(seconds) == face


def test_a_closed_or_lost_microphone_is_told_and_only_keys_are_offered() -> None:
    scene = Scene(Listening.AWAKE, closed=True, page=Page(OFFERS))
    assert f"{SHAPES[Listening.MUTED]} {WORDS.state(Listening.MUTED)}" in plain(scene)
    assert f" {WORDS['press']}:" in plain(scene)
    scene = Scene(Listening.AWAKE, lost=True, page=Page(OFFERS))
    assert f"{SHAPES[Listening.MUTED]} {WORDS['lost']}" in plain(scene)
    assert WORDS["say"] not in plain(scene)


def test_what_stands_still_is_told_beside_what_is_heard() -> None:
    shown = plain(Scene(Listening.FLOOR, paused=True))
    assert WORDS.state(Listening.FLOOR) in shown
    assert f"{STANDS} {WORDS['still']}" in shown


def test_whoever_can_be_cut_short_says_so() -> None:
    assert WORDS.state(Listening.OVER) not in plain(Scene(speaking=True))
    assert WORDS.state(Listening.OVER) in plain(Scene(speaking=True, overheard=True))


def test_while_a_line_is_typed_digits_are_no_keys() -> None:
    scene = Scene(Listening.AWAKE, keys=True, entry="hug for 1", page=Page(OFFERS))
    shown = plain(scene)
    assert "1 thing number 1" not in shown
    assert "thing number 1" in shown
    assert WORDS["line"] in shown
    assert WORDS["keys"] not in shown


def test_a_note_is_told_by_words_and_not_by_colour() -> None:
    scene = Scene(Listening.AWAKE)
    scene.noted("The loudspeaker does not answer.")
    assert f"{WORDS['note']}: The loudspeaker" in plain(scene)


@pytest.mark.parametrize("width", [30, 40, 50])
def test_a_row_of_keys_ends_between_two_of_them(width: int) -> None:
    scene = Scene(Listening.AWAKE, keys=True, page=Page(OFFERS))
    rows = [row.strip() for row in plain(scene, width).splitlines()]
    keys = [key for row in rows[-4:] for key in row.split(BETWEEN)]
    assert keys[-4:] == WORDS["keys"].split(BETWEEN)


def test_the_meter_says_what_it_measures() -> None:
    scene = Scene()
    scene.meter = -20.0
    assert f" {WORDS['meter']} █" in plain(scene, 40)

"""The live screen: lines for all, large ones for who asked, numbers that leave no trace."""

from __future__ import annotations

import io
import re

from rich.console import Console

from voice_coach.content.loader import load
from voice_coach.messages import Chime, Earcon, Listen, Listening, Say
from voice_coach.screen.captions import Captions
from voice_coach.screen.offers import Offers
from voice_coach.screen.words import Words
from voice_coach.understanding.phrasebook import Phrasebook


def screen(terminal: bool = True) -> tuple[Captions, io.StringIO]:
    shown = io.StringIO()
    captions = Captions(Console(file=shown, force_terminal=terminal, width=80))
    captions.words = Words(load().replies)
    return captions, shown


def test_digits_for_the_eye() -> None:
    captions, shown = screen(terminal=False)
    captions.said(Say("Twenty seconds.", caption="20 seconds."))
    assert "20 seconds." in shown.getvalue()


def test_tones_are_shown_to_those_who_asked() -> None:
    captions, shown = screen(terminal=False)
    captions.chimed(Chime(Earcon.CHIME))
    assert shown.getvalue() == ""
    captions.large = True
    captions.chimed(Chime(Earcon.CHIME))
    assert "chime" in shown.getvalue()


def test_a_blank_caption_wipes_the_window_and_what_scrolled_away() -> None:
    captions, shown = screen()
    captions.said(Say("", caption=" "))
    assert "\x1b[2J" in shown.getvalue()
    assert "\x1b[3J" in shown.getvalue()


def test_where_there_is_no_terminal_nothing_is_wiped() -> None:
    captions, shown = screen(terminal=False)
    captions.said(Say("", caption=" "))
    assert "\x1b" not in shown.getvalue()


def test_a_long_sentence_goes_on_below_itself_and_is_not_grey() -> None:
    captions, shown = screen()
    captions.said(Say(" ".join(["word"] * 30)))
    head, *rest = shown.getvalue().splitlines()
    assert head.startswith("\x1b[2mcoach  \x1b[0m\x1b[1mword")
    assert rest
    assert all(re.sub(r"\x1b\[[\d;]*m", "", row).startswith(" " * 7 + "word") for row in rest)


def test_without_a_terminal_a_sentence_is_one_line() -> None:
    captions, shown = screen(terminal=False)
    captions.said(Say(" ".join(["word"] * 12)))
    assert shown.getvalue().count("word word") == 6


def test_keys_are_folded_between_two_of_them() -> None:
    captions, shown = screen()
    captions.offers = Offers(Phrasebook(load()))
    captions.keys()
    captions.listening(Listen(Listening.AWAKE, tuple(load().intents)))
    rows = [it for it in re.sub(r"\x1b\[[\d;]*m", "", shown.getvalue()).splitlines() if " · " in it]
    assert len(rows) > 2
    assert all(re.match(r"\d|0:|Space", row.strip()) for row in rows)


def test_that_all_stands_still_is_told_once() -> None:
    captions, shown = screen(terminal=False)
    for _ in range(2):
        captions.listening(Listen(Listening.FLOOR, paused=True))
    assert shown.getvalue().count(captions.words["still"]) == 1

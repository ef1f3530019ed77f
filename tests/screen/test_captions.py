"""The live screen: lines for all, large ones for who asked, numbers that leave no trace."""

from __future__ import annotations

import io

from rich.console import Console

from voice_coach.content.loader import load
from voice_coach.messages import Chime, Earcon, Say
from voice_coach.screen.captions import Captions
from voice_coach.screen.words import Words


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

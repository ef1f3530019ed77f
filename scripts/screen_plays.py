"""What is played before the camera of screens.py: every state of the screen, each once."""

from __future__ import annotations

from screen_evenings import check_in, evening, first_evening, repair, support, timers
from screen_homes import dictates, settle, with_box, with_songs
from screen_mishaps import (
    dance,
    dictated,
    fails,
    interrupted,
    large,
    letters,
    lost,
    noted,
    plain,
    push_to_talk,
    second_copy,
    sleep,
)
from screens import Play

PLAYS = (
    Play(
        (
            *("first-names", "first-microphone", "first-yes", "first-pace"),
            *("first-touch", "first-word", "first-over"),
        ),
        first_evening,
        (),
    ),
    Play(
        (
            *("awake", "more", "speaking", "timer", "gate", "unclear", "second-yes"),
            *("floor", "paused", "typing", "muted"),
        ),
        evening,
    ),
    Play(("repair-own", "repair-options", "repair-listen", "repair-end"), repair),
    Play(("timers", "which", "timer-over"), timers),
    Play(("check-in", "space"), check_in, prepare=settle('check_in_word = "pineapple"\n')),
    Play(("support", "support-screen"), support),
    Play(("passphrase", "letter-typed", "letter-shown"), letters, prepare=with_box),
    Play(("letter-dictated",), dictated, prepare=dictates),
    Play(("dance",), dance, prepare=with_songs),
    Play(("asleep",), sleep),
    Play(("push-closed", "push-open"), push_to_talk, ("run", "--push-to-talk")),
    Play(("over",), interrupted, ("run", "--barge-in")),
    Play(("lost", "found"), lost),
    Play(("note",), noted, prepare=settle('songs = "no such folder"\n')),
    Play(("large-tone", "large"), large),
    Play(("lines",), plain("lines"), ("run", "--lines")),
    Play(("text",), plain("text"), ("run", "--text")),
    Play(("no-microphone",), fails("no-microphone", "rehearse"), silent=True),
    Play(
        ("wrong-settings",),
        fails("wrong-settings", "settings.toml"),
        prepare=settle('touch = "lots"\n'),
    ),
    Play(("second-copy",), second_copy),
)

"""The rarer states of the screen before the camera of screens.py: letters, songs, mishaps."""

from __future__ import annotations

import sys
from collections.abc import Callable

from screen_evenings import ANSWER, REQUEST, STARTER, said
from screen_homes import SECRET
from screens import Studio

from tests.at_window import choose, lit, silent, tell, write
from tests.terminal import Terminal, home_in


def letters(studio: Studio) -> None:
    window = studio.window
    window.until("passphrase")
    studio.keep("passphrase")
    window.press(SECRET, "Enter")
    window.until(STARTER)
    tell(window, "write a letter", "Type it here")
    window.until(ANSWER)
    choose(window, "type", "taking down")
    window.until("›")
    silent(window)
    window.press("Dear you, today the rain made us stay in, and I was glad of it.")
    window.until("glad of it.")
    studio.keep("letter-typed")
    window.press("Escape")
    window.until(STARTER)
    tell(window, "read our letters", "letter of")
    window.until(ANSWER)
    choose(window, "read", "Out loud, or on the screen")
    window.until(ANSWER)
    choose(window, "screen", "thank you for the walk")
    window.until("understood", gone=True)
    studio.keep("letter-shown")


def dictated(studio: Studio) -> None:
    window = studio.window
    window.until("passphrase")
    window.press(SECRET, "Enter")
    window.until(STARTER)
    write(window, "write a letter", "Dictate, type, or by hand")
    window.until(ANSWER)
    choose(window, "dictate", "taking down what you say")
    studio.keep("letter-dictated")


def dance(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    tell(window, "two songs ours", "song 0:")
    said(studio, "dance")


def sleep(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    tell(window, "go to sleep", "asleep")
    studio.keep("asleep")


def push_to_talk(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    window.until("microphone closed")
    said(studio, "push-closed")
    window.press("Space")
    window.until("microphone closed", gone=True)
    window.until("rising")
    window.until("rising", gone=True)
    studio.keep("push-open")


def interrupted(studio: Studio) -> None:
    studio.window.until("stop is heard")
    studio.window.until("Ask for")
    studio.keep("over")


def lost(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    silent(window)
    studio.rig.kill()
    window.until("lost the microphone")
    studio.keep("lost")
    studio.rig.start()
    window.until("microphone is back", 60)
    studio.keep("found")


def noted(studio: Studio) -> None:
    studio.window.until("settings.toml")
    studio.window.until(STARTER)
    said(studio, "note")


def large(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    choose(window, "captions", "captions")
    silent(window)
    choose(window, "a hug timer")
    studio.keep("large-tone", lit(window, "rising"))
    window.until("falling", gone=True)
    choose(window, "support", "understood: support")
    window.until(ANSWER)
    studio.keep("large")


def plain(state: str) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        studio.window.until("Ask for a")
        studio.window.until(REQUEST)
        studio.window.press("two songs" if state == "text" else "3")
        studio.window.press(*(("Enter",) if state == "text" else ()))
        studio.window.until("Two songs.")
        studio.window.until("for an answer")
        studio.keep(state)

    return act


def fails(state: str, told: str) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        studio.window.until("the end")
        studio.window.until(told)
        studio.keep(state)

    return act


def second_copy(studio: Studio) -> None:
    studio.window.until(STARTER)
    command = [sys.executable, "-m", "voice_coach", "run"]
    with Terminal(command, studio.width, 24, home_in(studio.home)) as other:
        other.until("the end")
        studio.keep("second-copy", other.shown(colours=True))

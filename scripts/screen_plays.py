"""What is played before the camera of screens.py: every state of the screen, each once."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from screens import Play, Studio

from tests.at_window import changed, choose, key, lit, silent, tell, write
from tests.rig import RATE, Feeding, speak_as
from tests.speaking.songs_on_disk import music
from tests.speaking.songs_on_disk import write as write_song
from tests.terminal import Terminal, home_in
from voice_coach.memory.box import Box, box_path
from voice_coach.memory.keys import Passphrase, Strength

SPOKEN = 90.0
"""Seconds for the longest stretch that the coach speaks."""
REQUEST, ANSWER = "listening for a request", "listening for an answer"
SECRET = "tea at four on sunday"
STARTER = "1 a conversation starter"
DICTATED = """
from voice_coach.hearing.choice import embedded_ear


def ear(least):
    own = embedded_ear(least)
    own.dictation, own.take_down = True, lambda frames: ""
    return own
"""
"""The coach's own ear, which here says that it can take dictation: it has no model that can."""


def _settle(text: str) -> object:
    """Their settings.toml."""

    def prepare(home: Path) -> None:
        folder = home / "config" / "voice-coach"
        folder.mkdir(parents=True)
        (folder / "settings.toml").write_text(text, "utf-8")

    return prepare


def _first(studio: Studio) -> None:
    """The first evening, wholly by voice but for the names."""
    window = studio.window
    window.until("Two names")
    studio.keep("first-names")
    window.press("Ana, Ben", "Enter")
    window.until("First the microphone", 60)
    window.until("░", 60)
    hello = Feeding(speak_as("slt", "hello my dear, and how was your day"), RATE)
    window.until("██████████")
    studio.keep("first-microphone")
    hello.wait()
    _asked(studio, "Is that all right", "first-yes")
    tell(window, "yes please", "understood: yes")
    window.until("understood: yes", gone=True)
    tell(window, "yes please", "Is this pace right", "rms")
    _asked(studio, "Is this pace right?", "first-pace")
    tell(window, "yes please", "In what I offer", "rms")
    _asked(studio, "In what I offer", "first-touch")
    tell(window, "hands only please", "Hands at most")
    _asked(studio, "One word can stop", "first-word")
    tell(window, "lighthouse", "lighthouse, then")
    window.until("Ask for a question", SPOKEN)
    window.until(STARTER)
    silent(window)
    studio.keep("first-over")


def _asked(studio: Studio, question: str, state: str) -> None:
    studio.window.until(question, SPOKEN)
    studio.window.until(ANSWER)
    studio.keep(state)


def _evening(studio: Studio) -> None:
    """A request, a hug, a gate, a question for two; spoken."""
    window = studio.window
    window.until("2 a hug timer")
    window.until(REQUEST)
    studio.keep("awake")
    window.press("0")
    window.until("(2/")
    studio.keep("more")
    tell(window, "start a hug timer", "understood: a hug timer")
    window.until("you both want one")
    studio.keep("speaking")
    studio.keep("timer", lit(window, "rising"))
    tell(window, "stop please", "understood: stop")
    window.until("hug 0:", gone=True)
    tell(window, "guide us through a repair", "two yeses")
    _asked(studio, "two yeses", "gate")
    tell(window, "the neighbours painted their fence green", "not understood")
    studio.keep("unclear")
    tell(window, "yes please", "understood: yes")
    window.until("understood: yes", gone=True)
    second = changed(window, window.shown())
    assert "you?" in second or "yours?" in second, second
    window.until(ANSWER)
    studio.keep("second-yes")
    window.press("Escape")
    window.until(STARTER)
    window.press("1")
    window.until("your time")
    studio.keep("floor")
    tell(window, "pause please", "stands still")
    window.until("understood", gone=True)
    studio.keep("paused")
    window.press("Escape")
    window.until(STARTER)
    window.press("t")
    window.until("›")
    window.press("hug for ten seconds")
    window.until("› hug for ten seconds")
    studio.keep("typing")
    window.press("Escape")
    window.until("›", gone=True)
    window.press("m")
    window.until("microphone closed")
    studio.keep("muted")


def _timers(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    write(window, "set a tea timer for four minutes", "tea 3:5")
    write(window, "set a pasta timer for eleven minutes", "pasta 10:5")
    write(window, "pause the tea timer", "stands still")
    silent(window)
    studio.keep("timers")
    write(window, "five more minutes", "Which")
    _asked(studio, "Which", "which")
    choose(window, "not now")
    write(window, "cancel the pasta timer", "The pasta is off")
    write(window, "cancel the tea timer", "The tea is off")
    write(window, "set a tea timer for five seconds", "tea 0:0")
    studio.keep("timer-over", lit(window, "a chime"))


def _check_in(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    choose(window, "a conversation starter", "your time")
    silent(window)
    tell(window, "pineapple", "Space, or one slow breath")
    _asked(studio, "Space, or one slow breath", "check-in")
    choose(window, "space", "space 19:")
    silent(window)
    studio.keep("space")


def _support(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    choose(window, "support", "people to talk to")
    _asked(studio, "people to talk to", "support")
    choose(window, "on the screen", "988")
    window.until("understood", gone=True)
    studio.keep("support-screen")


def _box(home: Path) -> None:
    """A box of theirs with a letter in it."""
    path = box_path(home / "state" / "voice-coach")
    box = Box.create(path, Passphrase(SECRET, Strength(kib=64, passes=1, lanes=1)))
    box.keep("letter", "Dear you, thank you for the walk on Sunday.", "one", date.today())
    box.close()


def _letters(studio: Studio) -> None:
    window = studio.window
    window.until("passphrase")
    studio.keep("passphrase")
    window.press(SECRET, "Enter")
    window.until(STARTER)
    write(window, "write a letter", "Type it here")
    window.until(ANSWER)
    choose(window, "type", "taking down")
    window.until("›")
    silent(window)
    window.press("Dear you, today the rain made us stay in, and I was glad of it.")
    window.until("glad of it.")
    studio.keep("letter-typed")
    window.press("Escape")
    window.until(STARTER)
    write(window, "read our letters", "letter of")
    window.until(ANSWER)
    choose(window, "read", "Out loud, or on the screen")
    window.until(ANSWER)
    choose(window, "on the screen", "the walk on Sunday")
    window.until("understood", gone=True)
    studio.keep("letter-shown")


def _dictates(home: Path) -> None:
    _box(home)
    _settle('model = "dictates"\n')(home)
    ear = home / "config" / "voice-coach" / "ears" / "dictates.py"
    ear.parent.mkdir(parents=True)
    ear.write_text(DICTATED, "utf-8")


def _dictated(studio: Studio) -> None:
    window = studio.window
    window.until("passphrase")
    window.press(SECRET, "Enter")
    window.until(STARTER)
    write(window, "write a letter", "Dictate, type, or by hand")
    window.until(ANSWER)
    choose(window, "dictate", "taking down what you say")
    studio.keep("letter-dictated")


def _songs(home: Path) -> None:
    _settle(f'songs = "{home}/music"\n')(home)
    for pitch in (220.0, 330.0):
        write_song(home / "music" / f"{pitch:.0f}.ogg", music(60, 0.1, pitch))


def _dance(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    write(window, "two songs ours", "Two of yours")
    window.until("song")
    silent(window)
    studio.keep("dance")


def _sleep(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    tell(window, "go to sleep", "asleep")
    studio.keep("asleep")


def _push(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    window.until("microphone closed")
    silent(window)
    studio.keep("push-closed")
    window.press("Space")
    window.until("microphone closed", gone=True)
    window.until("rising")
    window.until("rising", gone=True)
    studio.keep("push-open")


def _over(studio: Studio) -> None:
    studio.window.until("stop is heard")
    studio.window.until(STARTER)
    studio.keep("over")


def _lost(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    silent(window)
    studio.rig.kill()
    window.until("lost the microphone")
    studio.keep("lost")
    studio.rig.start()
    window.until("microphone is back", 60)
    studio.keep("found")


def _note(studio: Studio) -> None:
    studio.window.until("settings.toml")
    studio.window.until(STARTER)
    silent(studio.window)
    studio.keep("note")


def _large(studio: Studio) -> None:
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


def _plain(state: str) -> object:
    def act(studio: Studio) -> None:
        studio.window.until("Ask for a question")
        studio.window.until(REQUEST)
        studio.window.press("two songs" if state == "text" else "3")
        studio.window.press(*(("Enter",) if state == "text" else ()))
        studio.window.until("Two songs.")
        studio.window.until("for an answer")
        studio.keep(state)

    return act


def _fails(state: str, told: str) -> object:
    def act(studio: Studio) -> None:
        studio.window.until("the end")
        studio.window.until(told)
        studio.keep(state)

    return act


def _second(studio: Studio) -> None:
    studio.window.until(STARTER)
    command = [sys.executable, "-m", "voice_coach", "run"]
    with Terminal(command, studio.width, 24, home_in(studio.home)) as other:
        other.until("the end")
        studio.keep("second-copy", other.shown(colours=True))


PLAYS = (
    Play(
        ("first-names", "first-microphone", "first-yes", "first-pace", "first-touch")
        + ("first-word", "first-over"),
        _first,
        (),
    ),
    Play(
        ("awake", "more", "speaking", "timer", "gate", "unclear", "second-yes", "floor")
        + ("paused", "typing", "muted"),
        _evening,
    ),
    Play(("timers", "which", "timer-over"), _timers),
    Play(("check-in", "space"), _check_in, prepare=_settle('check_in_word = "pineapple"\n')),
    Play(("support", "support-screen"), _support),
    Play(("passphrase", "letter-typed", "letter-shown"), _letters, prepare=_box),
    Play(("letter-dictated",), _dictated, prepare=_dictates),
    Play(("dance",), _dance, prepare=_songs),
    Play(("asleep",), _sleep),
    Play(("push-closed", "push-open"), _push, ("run", "--push-to-talk")),
    Play(("over",), _over, ("run", "--barge-in")),
    Play(("lost", "found"), _lost),
    Play(("note",), _note, prepare=_settle('songs = "no such folder"\n')),
    Play(("large-tone", "large"), _large),
    Play(("lines",), _plain("lines"), ("run", "--lines")),
    Play(("text",), _plain("text"), ("run", "--text")),
    Play(("no-microphone",), _fails("no-microphone", "rehearse"), silent=True),
    Play(
        ("wrong-settings",),
        _fails("wrong-settings", "settings.toml"),
        prepare=_settle('touch = "lots"\n'),
    ),
    Play(("second-copy",), _second),
)

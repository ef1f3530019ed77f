"""A couple's evenings before the camera of screens.py: much of it spoken aloud."""

from __future__ import annotations

from screens import Studio

from tests.at_window import choose, lit, silent, tell, write
from tests.rig import RATE, Feeding, speak_as

SPOKEN = 90.0
"""Seconds for the longest stretch that the coach speaks."""
REQUEST, ANSWER = "listening for a request", "listening for an answer"
STARTER = "1 a conversation starter"


def first_evening(studio: Studio) -> None:
    """The first evening, wholly by voice but for the names."""
    window = studio.window
    window.until("Two names")
    studio.keep("first-names")
    window.press("Ana, Ben", "Enter")
    window.until("First the microphone", 60)
    window.until("microphone ░", 60)
    hello = Feeding(speak_as("slt", "hello my dear, and how was your day"), RATE)
    window.until("██████████")
    studio.keep("first-microphone")
    hello.wait()
    asked(studio, "Is that all right", "first-yes")
    tell(window, "yes please", "understood: yes")
    window.until("understood: yes", gone=True)
    tell(window, "yes please", "Is this pace right", "rms")
    asked(studio, "Is this pace right?", "first-pace")
    tell(window, "yes please", "In what I offer", "rms")
    asked(studio, "In what I offer", "first-touch")
    tell(window, "hands only please", "Hands at most")
    asked(studio, "One word can stop", "first-word")
    tell(window, "lighthouse", "Lighthouse, then")
    window.until("Ask for a question", SPOKEN)
    window.until(STARTER)
    said(studio, "first-over")


def asked(studio: Studio, question: str, state: str) -> None:
    """The question, open for an answer."""
    studio.window.until(question, SPOKEN)
    studio.window.until(ANSWER)
    studio.keep(state)


def said(studio: Studio, state: str) -> None:
    """What is there when the coach has said what it had to say."""
    silent(studio.window)
    studio.keep(state)


def evening(studio: Studio) -> None:
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
    asked(studio, "two yeses", "gate")
    tell(window, "the neighbours painted their fence green", "not understood")
    studio.keep("unclear")
    tell(window, "yes please", "understood: yes")
    window.until(" And ")
    studio.keep("second-yes")
    window.press("Escape")
    window.until(STARTER)
    tell(window, "give us a conversation starter", "your time")
    said(studio, "floor")
    tell(window, "pause please", "stands still")
    window.until("a tick")
    window.until("a tick", gone=True)
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


def repair(studio: Studio) -> None:
    """A quick repair from the request to its end, all of it spoken."""
    window = studio.window
    window.until(STARTER)
    tell(window, "a quick repair please", "two yeses")
    window.until(ANSWER)
    tell(window, "yes please", "understood: yes")
    window.until("understood: yes", gone=True)
    tell(window, "yes please", "Start with", "rms")
    said(studio, "repair-own")
    tell(window, "i'm sorry i rolled my eyes when your sister called", "What would help")
    asked(studio, "What would help", "repair-options")
    tell(window, "listening please", "One minute for you", "rms")
    said(studio, "repair-listen")
    tell(window, "we are done", "Thank you", "rms")
    said(studio, "repair-end")


def timers(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    tell(window, "set a tea timer for four minutes", "tea 3:5")
    write(window, "set a pasta timer for eleven minutes", "pasta 10:5")
    write(window, "pause the tea timer", "stands still")
    said(studio, "timers")
    write(window, "five more minutes", "Which")
    asked(studio, "Which", "which")
    choose(window, "not now")
    write(window, "cancel the pasta timer", "The pasta is off")
    write(window, "cancel the tea timer", "The tea is off")
    write(window, "set a rice timer for five seconds", "rice 0:0")
    window.until("rice 0:0", gone=True)
    window.until("rice")
    studio.keep("timer-over")


def check_in(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    tell(window, "give us a conversation starter", "your time")
    tell(window, "pineapple", "Space, or one slow breath")
    asked(studio, "Space, or one slow breath", "check-in")
    tell(window, "space please", "space 19:", "rms")
    said(studio, "space")


def support(studio: Studio) -> None:
    window = studio.window
    window.until(STARTER)
    tell(window, "support please", "people to talk to")
    asked(studio, "people to talk to", "support")
    tell(window, "on the screen please", "988", "rms")
    window.until("understood", gone=True)
    studio.keep("support-screen")

"""The keyboard as an ear: every line is heard by somebody, "stop" above all."""

from __future__ import annotations

import os
import queue
from collections.abc import Iterator
from typing import TextIO

import pytest

from voice_coach.hearing.keyboard import Keyboard
from voice_coach.messages import Event, Heard, QuitRequested


@pytest.fixture
def typing() -> Iterator[tuple[TextIO, int]]:
    """A source of lines, and the descriptor to type on."""
    near, far = os.pipe()
    with os.fdopen(near) as source:
        yield source, far


def heard(inbox: queue.SimpleQueue[Event]) -> str:
    event = inbox.get(timeout=10)
    assert isinstance(event, Heard)
    return event.text


def test_what_is_typed_while_one_coach_follows_another_is_heard(typing: tuple[TextIO, int]) -> None:
    source, far = typing
    first: queue.SimpleQueue[Event] = queue.SimpleQueue()
    second: queue.SimpleQueue[Event] = queue.SimpleQueue()
    before = Keyboard(first.put, "stop", source)
    os.write(far, b"lighthouse\n")
    assert heard(first) == "lighthouse"
    before.close()
    Keyboard.pass_on(source, "stop\n")  # as the thread does that reads
    Keyboard(second.put, "stop", source)
    assert heard(second) == "stop"
    os.write(far, b"hello coach\n")
    assert heard(second) == "hello coach"
    os.close(far)
    assert second.get(timeout=10) == QuitRequested()
    assert first.empty()


def test_a_source_that_was_read_before_is_read_on(typing: tuple[TextIO, int]) -> None:
    source, far = typing
    inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
    os.write(far, b"Ann, Ben\nstop\n")
    assert source.readline() == "Ann, Ben\n"  # the first evening asks for names
    Keyboard(inbox.put, "stop", source)
    assert heard(inbox) == "stop"
    os.close(far)
    assert inbox.get(timeout=10) == QuitRequested()

"""Whatever is done to timers, in any order, with crashes: none lost, early, or told twice."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from voice_coach.content.schema import Content
from voice_coach.conversation.session import Conversation
from voice_coach.messages import Chime, Heard, Hush, Keep, Say, SpeechStarted, Spoke, Ticked
from voice_coach.settings import Settings
from voice_coach.testing import SECONDS_A_WORD, START
from voice_coach.understanding.matcher import Matcher

NAMES = ("pasta", "tea", "egg")
WORDS = {1: "one", 2: "two", 5: "five", 10: "ten", 20: "twenty"}


@dataclass
class Running:
    """A timer as somebody with a stopwatch would have it."""

    ends_at: float | None
    left: float = 0.0


class Kitchen(RuleBasedStateMachine):
    """A couple who set timers, talk, and pull the plug; and a stopwatch beside the coach."""

    content: Content
    understanding: Matcher

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.running: dict[str, Running] = {}
        self.owed: dict[str, int] = {}
        """Ends that came, less those that were told."""
        self.again: set[str] = set()
        """Told when the plug was pulled: may be told once more, as something that was missed."""
        self.cut: set[str] = set()
        """They interrupted the coach: what it was saying may come again."""
        self.kept: dict[str, object] = {}
        self.talking = False
        self.sounding_until = 0.0
        self._begin()

    def _begin(self) -> None:
        self.coach = Conversation(self.content, Settings(), self.understanding, self.kept)
        self._perform(self.coach.start(self.now))

    # -- the world

    def _perform(self, actions: list[object]) -> None:
        for action in actions:
            match action:
                case Keep(state):
                    self.kept = dict(state)
                case Hush() if self.sounding_until:
                    self.cut, self.sounding_until = set(NAMES), 0.0
                case Say(text) if text:
                    assert not self.talking, f"spoke over them: {text}"
                    self._said(text)
                    self.sounding_until = max(self.sounding_until, self.now) + (
                        SECONDS_A_WORD * len(text.split())
                    )
                case Chime():
                    assert not self.talking, "a tone over their words"
                    self.sounding_until = max(self.sounding_until, self.now) + 0.3

    def _said(self, text: str) -> None:
        words = text.lower()
        if not any(end in words for end in ("is over", "that was the", "while i was away")):
            return
        for name in NAMES:
            if name in words:
                self._ended()
                if self.owed.get(name, 0) < 1:
                    away = "while i was away" in words
                    assert name in (self.again if away else self.cut), f"early, or twice: {text}"
                    (self.again if away else self.cut).discard(name)
                    continue
                self.owed[name] -= 1

    def _ended(self) -> None:
        """The stopwatch: what has come to its end by now."""
        for name, timer in list(self.running.items()):
            if timer.ends_at is not None and timer.ends_at <= self.now + 1e-6:
                del self.running[name]
                self.owed[name] = self.owed.get(name, 0) + 1

    def _pass(self, seconds: float) -> None:
        end = self.now + seconds
        for _ in range(1000):
            due = self.coach.next_deadline()
            times = [time for time in (due, self.sounding_until) if time]
            at = min(times, default=end + 1.0)
            if at > end:
                break
            self.now = max(self.now, at)
            self._ended()
            if self.sounding_until and self.now >= self.sounding_until:
                self.sounding_until = 0.0
                self._perform(self.coach.handle(Spoke(), self.now))
            else:
                self._perform(self.coach.handle(Ticked(), self.now))
        else:
            raise AssertionError("the coach never comes to rest")
        self.now = end
        self._ended()

    def _tell(self, words: str) -> None:
        self._pass(30.0)  # until the coach has nothing to say
        self._perform(self.coach.handle(Heard(words, 1.0, typed=True), self.now))

    # -- the couple

    @precondition(lambda self: not self.talking)
    @rule(name=st.sampled_from(NAMES), minutes=st.sampled_from(sorted(WORDS)))
    def start(self, name: str, minutes: int) -> None:
        self._tell(f"set a {name} timer for {WORDS[minutes]} {_minutes(minutes)}")
        self.running[name] = Running(self.now + 60.0 * minutes)
        self.again.discard(name)
        self.cut.discard(name)

    @precondition(lambda self: not self.talking and self.running)
    @rule(data=st.data(), minutes=st.sampled_from(sorted(WORDS)))
    def change(self, data: st.DataObject, minutes: int) -> None:
        verb = data.draw(st.sampled_from(("pause", "resume", "cancel", "add", "take off")))
        self._pass(30.0)
        if not self.running:
            return
        name = data.draw(st.sampled_from(sorted(self.running)))
        length = f"{WORDS[minutes]} {_minutes(minutes)}"
        said = {"add": f"add {length} to the {name}", "take off": f"take {length} off the {name}"}
        self._perform(
            self.coach.handle(
                Heard(said.get(verb, f"{verb} the {name} timer"), 1.0, typed=True), self.now
            )
        )
        self._as_meant(verb, name, 60.0 * minutes)

    def _as_meant(self, verb: str, name: str, seconds: float) -> None:
        timer = self.running[name]
        left = timer.left if timer.ends_at is None else timer.ends_at - self.now
        if verb == "cancel":
            del self.running[name]
        elif verb == "pause" and timer.ends_at is not None:
            self.running[name] = Running(None, left)
        elif verb == "resume" and timer.ends_at is None:
            self.running[name] = Running(self.now + left)
        elif verb in ("add", "take off"):
            left += seconds if verb == "add" else -seconds if seconds < left else 0.0
            paused = timer.ends_at is None
            self.running[name] = Running(None, left) if paused else Running(self.now + left)

    @precondition(lambda self: not self.talking)
    @rule(words=st.sampled_from(("okay", "thanks", "which timers are running", "louder")))
    def speak_to_the_coach(self, words: str) -> None:
        self._tell(words)

    @rule()
    def begin_to_talk(self) -> None:
        if not self.talking:
            self._pass(max(0.0, self.sounding_until - self.now))
        if not self.sounding_until and not self.talking:
            self.talking = True
            self._perform(self.coach.handle(SpeechStarted(), self.now))

    @precondition(lambda self: self.talking)
    @rule(seconds=st.floats(0.5, 15.0))
    def end_to_talk(self, seconds: float) -> None:
        self._pass(min(seconds, 15.0))
        self.talking = False
        self._perform(self.coach.handle(Heard("", 0.0), self.now))

    @precondition(lambda self: not self.talking)
    @rule(seconds=st.floats(0.1, 1500.0))
    def wait(self, seconds: float) -> None:
        self._pass(seconds)

    @rule(seconds=st.floats(0.0, 1500.0))
    def pull_the_plug(self, seconds: float) -> None:
        """At any moment: in the middle of a sentence, of theirs or of the coach."""
        if self.sounding_until:
            self.again |= set(NAMES)
        self.talking, self.sounding_until = False, 0.0
        self.now += seconds
        self._ended()
        self._begin()

    @precondition(lambda self: not self.talking and self.running)
    @rule(heard=st.booleans())
    def pull_the_plug_at_an_end(self, heard: bool) -> None:
        """Between what is written and what is said; or when the last word has just been said."""
        self._pass(30.0)
        ends = [t.ends_at for t in self.running.values() if t.ends_at is not None]
        if not ends or self.sounding_until:
            return
        self._pass(max(0.0, min(ends) - self.now - 0.001))
        if self.sounding_until or self.coach.state.speaking:
            return
        self.now = max(min(ends), self.now)
        self._ended()
        actions = self.coach.handle(Ticked(), self.now)
        kept = next((dict(a.state) for a in actions if isinstance(a, Keep)), self.kept)
        if heard:
            self._perform(actions)
            self.again |= set(NAMES)
        self.kept, self.sounding_until = kept, 0.0
        self.now += 1.0
        self._ended()
        self._begin()

    # -- what must hold

    @invariant()
    def the_board_is_what_the_stopwatch_says(self) -> None:
        board = {t.name: t for t in self.coach.state.board.timers if t.name in NAMES}
        assert board.keys() == self.running.keys()
        for name, timer in self.running.items():
            left = timer.left if timer.ends_at is None else max(0.0, timer.ends_at - self.now)
            assert board[name].seconds_left(self.now) == pytest.approx(left, abs=0.01)
            assert board[name].paused is (timer.ends_at is None)

    def teardown(self) -> None:
        """Given quiet, everything that ended has been told."""
        if self.talking:
            self.end_to_talk(1.0)
        self._pass(120.0)
        assert not any(self.owed.values()), f"never told: {self.owed}"


def _minutes(count: int) -> str:
    return "minute" if count == 1 else "minutes"


def test_no_timer_is_lost_early_or_told_twice(content: Content, understanding: Matcher) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    machine = type("Kitchen", (Kitchen,), {"content": content, "understanding": understanding})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

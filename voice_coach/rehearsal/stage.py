"""Plays a scene turn by turn on simulated time, and judges each turn as soon as it is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voice_coach.hearing.recognizer import RATE
from voice_coach.messages import Heard
from voice_coach.rehearsal.audience import Audience
from voice_coach.rehearsal.casting import Cast
from voice_coach.rehearsal.expectation import Judge, Outcome, Verdict
from voice_coach.rehearsal.house import House, Log, in_frames
from voice_coach.rehearsal.scene import Matcher, Scene, Turn, as_matchers, seconds
from voice_coach.rehearsal.track import Track

LEAD_IN = 0.5
"""Seconds of room that the ear hears before somebody speaks."""
AFTERGLOW = 2.0
"""Seconds after the last turn in which the coach must not say more than it should."""
OPENING_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Played:
    """A turn that was played. Times in seconds since the curtain rose."""

    place: int
    turn: Turn | None
    """None: the opening, place 0."""
    start: float
    words_end: float
    """The end of the couple's words; where they say nothing, of the last sound before."""
    heard: tuple[Heard, ...]
    intent: str
    outcome: Outcome
    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool:
        """Whether the coach answered as demanded."""
        return all(verdict.ok for verdict in self.verdicts)

    @property
    def latency(self) -> float | None:
        """Seconds from the couple's last word to the coach's first sample; without decoding."""
        if not (self.turn and self.turn.say and self.outcome.answers):
            return None
        return self.outcome.answers[0].start - self.words_end

    @property
    def decode_seconds(self) -> float:
        """Real seconds that the ear worked for this turn."""
        return sum(heard.decode_seconds for heard in self.heard)


class Stage:
    """One scene with its cast. `play()` once."""

    def __init__(self, scene: Scene, cast: Cast, audience: Audience | None = None) -> None:
        self._scene = scene
        self._judge = Judge(cast.content, as_matchers(scene.never))
        self._judge.check(scene)
        self._house = House(cast, scene.seed, audience or Audience(), scene.box)
        self._words_end = 0.0

    @property
    def track(self) -> Track:
        """The recording so far."""
        return self._house.track

    @property
    def seconds(self) -> float:
        """Simulated time so far."""
        return self._house.now

    def play(self) -> Iterator[Played]:
        """The opening and then turn by turn, each as soon as it is over."""
        following = [*self._scene.turn, None]
        try:
            yield self._opening(following[0])
            for place, turn in enumerate(self._scene.turn, 1):
                yield self._turn(place, turn, following[place])
        finally:
            self._house.close()

    def _opening(self, following: Turn | None) -> Played:
        demands = None if self._scene.opening is None else as_matchers(self._scene.opening)
        self._house.open()
        self._let_answer(Outcome(0.0), 0.0, demands, OPENING_PATIENCE, following)
        return self._judged(0, None, 0.0, 0.0, demands)

    def _turn(self, place: int, turn: Turn, following: Turn | None) -> Played:
        house = self._house
        queued = [answer for answer in house.log.answers if answer.start >= house.now]
        house.log = Log(answers=queued)
        start = house.now
        words_end = min(start, max(house.coach_until / RATE, self._words_end))
        if turn.restart:
            house.restart(seconds(turn.down))
            words_end = house.now
        elif turn.say:
            words_end = house.speak(turn.who, turn.say)
        elif turn.type:
            house.type(turn.type)
        elif turn.wait:
            house.advance(house.frame + in_frames(seconds(turn.wait)))
        self._words_end = words_end
        patience = 0.0 if turn.wait else seconds(turn.patience)
        self._let_answer(Outcome(words_end), start, turn.demands, patience, following)
        return self._judged(place, turn, start, words_end, turn.demands)

    def _let_answer(
        self,
        outcome: Outcome,
        start: float,
        demands: Sequence[Matcher] | None,
        patience: float,
        following: Turn | None,
    ) -> None:
        """Go on to the moment at which the next turn begins."""
        house = self._house
        if following and following.at is not None:
            house.advance(in_frames(start + seconds(following.at) - _lead(following)))
        else:
            limit = max(house.frame, in_frames(outcome.since + patience))
            while not self._settled(outcome, demands, limit, following):
                house.step(max(limit, house.frame + in_frames(1.0)))
            while (cue := self._cue(outcome, following)) > house.frame:
                house.step(cue)
        house.hears_until = max(house.hears_until, house.frame + in_frames(_lead(following)))
        house.advance(house.frame + in_frames(_lead(following)))

    def _settled(
        self,
        outcome: Outcome,
        demands: Sequence[Matcher] | None,
        limit: int,
        following: Turn | None,
    ) -> bool:
        """Whether the expected answers have come and sounded to their end, or patience is over."""
        house = self._house
        outcome.answers = [a for a in house.log.answers if a.start <= house.now]
        outcome.quit = house.log.quit
        if following and following.during:
            return bool(outcome.answers) or house.frame >= limit
        answered = self._judge.met(demands, outcome) and house.frame >= house.hears_until
        return (answered or house.frame >= limit) and not house.sounding

    def _cue(self, outcome: Outcome, following: Turn | None) -> int:
        """When the next turn may begin, less the room that the ear hears before it."""
        house = self._house
        last = max(in_frames(outcome.since), house.coach_until)
        if following and following.during and outcome.answers:
            last = in_frames(outcome.answers[0].start)
        after = following.after if following else AFTERGLOW
        return last + in_frames(after - _lead(following))

    def _judged(
        self,
        place: int,
        turn: Turn | None,
        start: float,
        words_end: float,
        demands: Sequence[Matcher] | None,
    ) -> Played:
        log, now = self._house.log, self._house.now
        answers = [answer for answer in log.answers if answer.start < now]
        outcome = Outcome(words_end, answers, self._house.listening.mode, log.quit)
        outcome.plays = self._house.playing
        verdicts = self._judge.verdicts(demands, turn.forbidden if turn else (), outcome)
        if turn and turn.heard is not None:
            heard = " / ".join(heard.text for heard in log.heard)
            verdicts.insert(0, Verdict(f"heard “{turn.heard}”", f"“{heard}”", heard == turn.heard))
        heard_all = tuple(log.heard)
        return Played(
            place, turn, start, words_end, heard_all, log.intent, outcome, tuple(verdicts)
        )


def _lead(turn: Turn | None) -> float:
    return LEAD_IN if turn and turn.say else 0.0

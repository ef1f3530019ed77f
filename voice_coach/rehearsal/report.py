"""What a rehearsal shows and leaves: captions, verdicts, a transcript, a JSON line a turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voice_coach.messages import Heard, Say
from voice_coach.rehearsal.audience import Audience
from voice_coach.rehearsal.expectation import Answer
from voice_coach.rehearsal.scene import Scene, Turn, seconds
from voice_coach.rehearsal.stage import Played
from voice_coach.speaking.sound import Sound

COACH = "coach"
EAR = "(ear)"
SCREEN = "(eye)"


def clock(at: float) -> str:
    """Seconds as minutes, seconds and tenths: ` 20:00.3`."""
    tenths = round(at * 10)
    return f"{tenths // 600:3d}:{tenths // 10 % 60:02d}.{tenths % 10}"


def line(at: float, who: str, words: str) -> str:
    """One line of the play."""
    return f"{clock(at)}  {who:<6} {words}"


class Captions(Audience):
    """Writes every line when its time comes; the coach's queued sentences wait for theirs."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._queued: list[Answer] = []

    def time(self, now: float) -> None:
        """Show the sentences that have begun."""
        while self._queued and self._queued[0].start <= now:
            answer = self._queued.pop(0)
            self._write(line(answer.start, COACH, shown(answer)))

    def couple(self, at: float, who: str, words: str, sound: Sound) -> None:
        """Show what is said, as it begins."""
        self.time(at)
        self._write(line(at, who, words))

    def coach(self, answer: Answer, sound: Sound) -> None:
        """Show it when it begins."""
        self._queued.append(answer)

    def screen(self, at: float, caption: str) -> None:
        """Show it."""
        self._write(line(at, SCREEN, caption))

    def heard(self, at: float, heard: Heard) -> None:
        """Show what the ear made of it."""
        self._write(line(at, EAR, heard.text or "—"))

    def hushed(self, at: float) -> None:
        """What was still to be said is not said."""
        self.time(at)
        self._queued.clear()


def shown(answer: Answer) -> str:
    """A caption: digits for the eye where there are any."""
    if isinstance(answer.sound, Say) and answer.sound.caption:
        return answer.sound.caption
    return answer.words


def happens(turn: Turn | None) -> str:
    """A turn in a few words."""
    if turn is None:
        return "the coach begins"
    if turn.restart:
        return f"the program is restarted ({seconds(turn.down):g} s down)"
    if turn.wait:
        return f"{turn.wait if isinstance(turn.wait, str) else f'{turn.wait:g} s'} pass"
    return f"{turn.who}: {turn.say}" if turn.say else "nobody speaks"


def verdict_lines(played: Played) -> Iterator[str]:
    """What was expected and came, one line each; only the first when all is well."""
    if not played.verdicts:
        return
    mark = "ok" if played.ok else "NOT AS DEMANDED"
    yield f"           · {mark}" + ("" if played.latency is None else f", {played.latency:.2f} s")
    for verdict in played.verdicts:
        if not verdict.ok:
            yield f"             expected {verdict.expected}"
            yield f"             came     {verdict.came}"


def transcript(scene: Scene, turns: Sequence[Played], voices: Sequence[str]) -> Iterator[str]:
    """The whole play as text; times are the true ones."""
    yield scene.title
    yield from (text for text in (scene.about.strip(),) if text)
    yield f"Voices: {', '.join(voices)}. Times are minutes and seconds from the start."
    yield "The recording shortens silences to three seconds; the times here are the true ones."
    for played in turns:
        yield ""
        yield from _play_lines(played)
        yield from verdict_lines(played)


def _play_lines(played: Played) -> Iterator[str]:
    turn = played.turn
    if turn and turn.say:
        yield line(played.start, turn.who, turn.say)
        yield from (line(played.words_end, EAR, heard.text or "—") for heard in played.heard)
    else:
        yield line(played.start, "", f"[{happens(turn)}]")
    for answer in played.outcome.answers:
        yield line(answer.start, COACH, shown(answer))


def record(scene: str, played: Played) -> str:
    """One JSON line."""
    turn, outcome = played.turn, played.outcome
    latency = played.latency
    return json.dumps(
        {
            "scene": scene,
            "turn": played.place,
            "time": round(played.start, 3),
            "who": turn.who if turn else "",
            "said": turn.say if turn else "",
            "happens": happens(turn),
            "heard": [heard.text for heard in played.heard],
            "intent": played.intent or None,
            "answers": [
                {"at": round(a.start, 3), "seconds": round(a.end - a.start, 3), "says": a.words}
                for a in outcome.answers
            ],
            "listening": outcome.listening.value,
            "latency": None if latency is None else round(latency, 3),
            "decode_seconds": round(played.decode_seconds, 4),
            "ok": played.ok,
            "demands": [
                {"expected": v.expected, "came": v.came, "ok": v.ok} for v in played.verdicts
            ],
        },
        ensure_ascii=False,
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """How one scene went."""

    name: str
    turns: int
    failed: int
    simulated: float
    real: float
    """Seconds."""

    def sentence(self) -> str:
        """One line for the end."""
        verdict = "as demanded" if not self.failed else f"{self.failed} turns otherwise"
        ratio = self.simulated / max(self.real, 1e-6)
        return (
            f"{self.name}: {self.turns} turns, {verdict}; {clock(self.simulated).strip()} played "
            f"in {self.real:.1f} s ({ratio:.0f} times as fast as life)."
        )

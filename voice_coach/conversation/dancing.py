"""The couple's own songs: what is ordered of them, and what they tell. They end when they end.

The songs are played elsewhere. A timer of each song's length runs beside it, so that "how long
left" can be answered; it moves nothing.
"""

from __future__ import annotations

from voice_coach.conversation import pacing, runner
from voice_coach.conversation.listening import mode_of
from voice_coach.conversation.script import Place, below, script_of, step_of, timer_name
from voice_coach.conversation.state import State
from voice_coach.messages import (
    Dance,
    Earcon,
    Listening,
    Music,
    MusicBegan,
    MusicBroke,
    MusicEnded,
    MusicFailed,
    Wish,
)

News = MusicBegan | MusicBroke | MusicEnded | MusicFailed


def dance_of(state: State) -> Place | None:
    """Where the couple dance; a short question may be open beside it."""
    for place in state.stack:
        if place.waiting and step_of(state.content, place).kind == "dance":
            return place
    return None


def wished(state: State, intent: str) -> bool:
    """The next song, or one more; False when it is no such wish, or nobody dances."""
    if state.place is None or state.place is not dance_of(state):
        return False
    match intent:
        case "another_one":
            if state.paused:  # the next song plays at once
                pacing.go_on(state)
                state.music.paused = False
            state.out.append(Music(Wish.SKIP))
        case "one_more":
            state.out.append(Music(Wish.ONE_MORE))
            state.chime(Earcon.TICK, soft=True)
        case _:
            return False
    state.called_until = 0.0  # that was it: the music need not stay low for more
    return True


def told(state: State, news: News) -> None:
    """News of the songs; when the dance is over already it comes to nothing."""
    place = dance_of(state)
    if place is None:
        return
    match news:
        case MusicBegan(where, seconds):
            state.music.stage, state.music.next = "playing", where + 1
            _keep_time(state, place, seconds)
        case MusicBroke(left):
            state.music.stage = "playing"
            _keep_time(state, place, left)
            state.reply("song.broke", soft=True)
        case MusicEnded() if state.music.stage == "playing":
            _over(state, place)
            runner.advance(state)
        case MusicFailed():
            _over(state, place)
            step, script = step_of(state.content, place), script_of(state.content, place.script)
            runner.enter(state, step.below or below(script, step))


def settle(state: State) -> None:
    """Order what follows from where we are: the songs, silence after them, a pause, softer."""
    music, place = state.music, dance_of(state)
    if place is None:
        if music.stage:
            state.out.append(Music(Wish.STOP))
        music.stage, music.paused = "", False
    elif not music.stage:
        music.stage = "ordered"
        state.out.append(Dance(step_of(state.content, place).songs, music.next))
    if place is not None and music.paused is not state.paused:
        music.paused = state.paused
        state.out.append(Music(Wish.PAUSE if state.paused else Wish.RESUME))
    lowered = place is not None and _spoken_to(state)
    if lowered is not music.lowered:
        music.lowered = lowered
        state.out.append(Music(Wish.LOWER if lowered else Wish.RAISE))


def _spoken_to(state: State) -> bool:
    """The coach was called, or has asked something."""
    return state.listening_since < state.called_until or mode_of(state) is Listening.ANSWER


def _keep_time(state: State, place: Place, seconds: float) -> None:
    state.board = state.board.without_step(place.key)
    if seconds > 0:
        name = timer_name(state.content, step_of(state.content, place), place)
        state.board = state.board.start(name, seconds, state.now, step=place.key)


def _over(state: State, place: Place) -> None:
    """The songs are silent by themselves; what was asked beside them is over too."""
    state.music.stage, state.paused = "", False
    del state.stack[state.stack.index(place) + 1 :]

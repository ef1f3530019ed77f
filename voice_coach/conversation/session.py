"""Routes one event: universal words, the open question, requests, else nothing. The pure core.

`handle(event, now)` gives the actions; `next_deadline()` says when to be called with `Ticked`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import msgspec

from voice_coach.content.schema import Content, Intent
from voice_coach.conversation import (
    ahead,
    background,
    cues,
    cut_short,
    dancing,
    letters_due,
    modes,
    pacing,
    promising,
    resuming,
    rhythm_verbs,
    ringing,
    runner,
    soft_end,
    telling,
    timer_verbs,
    universal,
)
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.listening import (
    CHECK_IN,
    alone,
    mode_of,
)
from voice_coach.conversation.meaning import meant
from voice_coach.conversation.ports import Meaning, Understanding
from voice_coach.conversation.saved import by_the_clock, restore
from voice_coach.conversation.script import script_for
from voice_coach.conversation.settling import Told
from voice_coach.conversation.state import State
from voice_coach.conversation.taking_back import CORRECTION, WHICH, correct, remember, said_before
from voice_coach.errors import ContentError
from voice_coach.messages import (
    BLANK,
    Action,
    ClockSet,
    EarReady,
    Event,
    Heard,
    Listen,
    Listening,
    MicrophoneFound,
    MicrophoneLost,
    MusicBegan,
    MusicBroke,
    MusicEnded,
    MusicFailed,
    Quit,
    QuitRequested,
    SpeechStarted,
    Spoke,
    Ticked,
)
from voice_coach.settings import Settings

LONGEST_UTTERANCE = 16.0
"""Seconds after which somebody who began to speak is taken to have ended."""
LONGEST_BREATH = 31.0
"""The same, of dictation."""
MOMENT = 0.001
"""Seconds for which a typed line is addressed to the coach, whatever is going on."""
EMPTY: Mapping[str, object] = {}


class Conversation:
    """The dialogue. One event in, a list of actions out; no clock, no thread, no file."""

    def __init__(
        self,
        content: Content,
        settings: Settings,
        understanding: Understanding,
        saved: Mapping[str, object] = EMPTY,
        seed: int = 0,
        zone: datetime.tzinfo = datetime.UTC,
        desk: Desk | None = None,
        opening: str = "",
    ) -> None:
        """`opening`: a script to begin with, instead of a greeting."""
        self.state = State(content, settings, seed, settings.rate, settings.volume, zone=zone)
        self.state.desk = desk or self.state.desk
        self.understanding = understanding
        self._told = Told(restore(saved))
        self.state.written = settings
        modes.take_up(self.state, self._told.saved.settings, self._told.saved.over)
        self._opening = opening
        self._cut: cut_short.CutShort | None = None
        self.understood = ""
        """The intent of the event just handled; for the screen, and gone with the next event."""

    def start(self, now: float) -> list[Action]:
        """The first actions: what ended meanwhile is told, what runs goes on, else a greeting."""
        state = self.state
        state.now = state.quiet_since = now
        state.out = []
        saved = self._told.saved = by_the_clock(self._told.saved, now)
        state.used, state.owed = list(saved.used), list(saved.owed)
        state.music.next, state.done = saved.song, dict(saved.done)
        for timer in saved.timers:
            state.board = state.board.adopt(timer)
        background.moved(state)
        taken_up = resuming.take_up(state, saved)
        missed = resuming.tell_missed(state, saved.rings, taken_up)
        if self._opening and not taken_up and not missed:
            runner.begin(state, self._opening, {})
        elif not taken_up and not missed:
            state.reply("greeting")
        letters_due.look(state)
        self._stay_awake()
        return self._told.settle(self.state)

    def handle(self, event: Event, now: float) -> list[Action]:
        """The answer to one event."""
        state = self.state
        state.now, state.out, state.silenced = now, [], False
        self.understood = ""
        match event:
            case Heard():
                self._heard(event)
            case SpeechStarted():
                state.voice_since = now
            case Spoke():
                self._spoke()
            case Ticked():
                self._ticked()
            case ClockSet():
                self._clock_set(event)
            case MicrophoneLost():
                telling.microphone_lost(state)
            case MicrophoneFound():
                telling.microphone_found(state)
            case MusicBegan() | MusicBroke() | MusicEnded() | MusicFailed():
                dancing.told(state, event)
            case EarReady(dictation):
                state.desk.dictation = dictation
            case QuitRequested():
                state.hush()
                state.out.append(Quit())
        self._cut = cut_short.taken_up(state, self._cut)
        return self._told.settle(self.state)

    @property
    def listen(self) -> Listen | None:
        """What may be heard now."""
        return self._told.listen

    def next_deadline(self) -> float | None:
        """The coach time at which something is due, or None."""
        state = self.state
        times = [state.board.next_end(), cues.cue_at(state), state.desk.next_letter]
        if not state.speaking and state.voice_since is None:
            times += [soft_end.due_at(state), ahead.due_at(state)]
            times += [pacing.climb_at(state), self._falls_asleep_at()]
        if state.voice_since is not None:
            times.append(state.voice_since + self._longest())
        times += [t for t in (state.awake_until, state.called_until) if t > state.now]
        return min((time for time in times if time is not None), default=None)

    # -- events

    def _heard(self, heard: Heard) -> None:
        state = self.state
        if heard.typed:  # nobody types to each other
            self._stay_awake()
            state.called_until = max(state.called_until, state.now + MOMENT)
        if self._taken_down(heard):
            return
        meaning = meant(state, self.understanding, heard)
        promising.note(state, heard.verbatim, meaning.intent if meaning else None)
        state.voice_since = None
        state.quiet_since = state.now
        place = state.place
        if place is not None and place.waiting and meaning is None and not heard.over:
            place.spoke = True
        if meaning is not None and meaning.intent is not None:
            self._told.held = []
            self.understood = meaning.intent
            self._stay_awake()
            self._answer(meaning)
            soft_end.remind(state, meaning.intent)
            return
        self._told.release(state)
        if not state.speaking:
            soft_end.tick(state)
            soft_end.remind(state, None)
        if mode_of(state) is Listening.ANSWER and not state.speaking and not heard.over:
            pacing.climb(state, no_match=True)

    def _taken_down(self, heard: Heard) -> bool:
        """Words of a letter are no commands; only a control word that stands alone is one."""
        state, step = self.state, self.state.step
        writing = step is not None and step.kind == "write" and not state.paused
        if not (writing and heard.verbatim) or heard.over:
            return False
        state.voice_since = None
        state.quiet_since = state.now
        if heard.verbatim == BLANK:
            return True
        meaning = self.understanding.exactly(heard.text, alone(state), short=True)
        if meaning.intent is not None:
            self._answer(meaning)
        else:
            state.desk.said = heard.verbatim
            runner.advance(state)
        return True

    def _answer(self, meaning: Meaning) -> None:
        state, intent = self.state, meaning.intent
        assert intent is not None
        state.silenced = intent in telling.SILENCING
        slots = {**state.content.intents[intent].means, **meaning.slots}
        if state.speaking:
            self._cut = cut_short.noticed(state)
            state.hush()
        if soft_end.answered(state, intent, slots) or universal.first(state, intent):
            return
        if dancing.wished(state, intent):
            return
        if intent == CORRECTION and correct(state, slots):
            return
        before = state.recent
        remember(state, intent, slots)
        if timer_verbs.answered(state, intent, slots) or rhythm_verbs.answered(
            state, intent, slots
        ):
            return
        if runner.answer(state, intent, slots):
            return
        if self._asked_back(meaning):
            return
        script = script_for(state.content, intent)
        if script is not None:
            runner.begin(state, script, {**said_before(state, script), **slots})
        else:
            if intent not in timer_verbs.VERBS and intent not in rhythm_verbs.UNDONE:
                state.recent = before
            universal.word(state, intent, slots)

    def _asked_back(self, meaning: Meaning) -> bool:
        """Two requests are nearly as likely: the coach asks which one, by their names."""
        intents = self.state.content.intents
        if not meaning.close:
            return False
        first, second = (intents[name].name for name in (meaning.intent or "", meaning.close))
        if WHICH not in self.state.content.scripts or not (first and second):
            return False
        said = {**meaning.slots, "first": first, "second": second}
        runner.begin(self.state, WHICH, said)
        return True

    def _spoke(self) -> None:
        state = self.state
        if not state.speaking:
            return
        state.speaking = False
        state.quiet_since = state.now
        soft_end.told(state)
        if not state.asleep:
            self._stay_awake()
        if self._cut is None or self._cut.place is not state.place:
            runner.said(state)

    def _clock_set(self, event: ClockSet) -> None:
        background.clock_set(self.state, event.by)
        if event.zone is not None:
            self.state.zone = event.zone
            background.moved(self.state)
        letters_due.look_for_letters(self.state)

    def _ticked(self) -> None:
        state = self.state
        if state.voice_since is not None and state.now >= state.voice_since + self._longest():
            state.voice_since = None
            self._told.release(state)
        for timer in state.board.due(state.now):
            ringing.ended(state, timer)
        letters_due.mind(state)
        soft_end.tick(state)
        ahead.tick(state)
        cue = cues.cue_at(state)
        if cue is not None and cue <= state.now:
            cues.cue(state)
        climb = pacing.climb_at(state)
        quiet = state.voice_since is None and not state.speaking
        if quiet and climb is not None and climb <= state.now:
            pacing.climb(state)
        sleep = self._falls_asleep_at()
        if quiet and sleep is not None and sleep <= state.now:
            state.asleep = True

    def _longest(self) -> float:
        dictated = mode_of(self.state) is Listening.DICTATE
        return LONGEST_BREATH if dictated else LONGEST_UTTERANCE

    # -- waking, sleeping, starting again

    def _stay_awake(self) -> None:
        self.state.asleep = False
        self.state.awake_until = self.state.now + self.state.settings.awake_seconds

    def _falls_asleep_at(self) -> float | None:
        """Counted from the last exchange: talk that is not for the coach keeps nobody awake."""
        state = self.state
        if state.stack or state.asleep:
            return None
        last = state.awake_until - state.settings.awake_seconds
        return last + state.settings.sleep_minutes * 60


def with_check_in_word(content: Content, word: str) -> Content:
    """The content with the couple's own check-in word in it. Raises ContentError."""
    if not word:
        return content
    if any(word == template for i in content.intents.values() for template in i.templates):
        raise ContentError(f"the check-in word {word!r} is a command already.", "Choose another.")
    intents = {**content.intents, CHECK_IN: Intent(templates=[word], short=[word], control=True)}
    return msgspec.structs.replace(content, intents=intents)

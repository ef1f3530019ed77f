"""Endpointer and recogniser joined: sound in, `SpeechStarted` and `Heard` out, nothing in between.

Silence is never decoded. Half-way through the silence that ends an utterance it is decoded on a
guess; if nobody goes on, the answer is ready when the silence is over. A word that cuts the coach
short does not wait for that: a guess that is sure of it is enough.
"""

from __future__ import annotations

import time
from dataclasses import replace

from voice_coach.hearing.conditioning import FRAME, Samples, samples, voiced_part
from voice_coach.hearing.endpointer import (
    LONGEST,
    Endpointer,
    VoiceEnded,
    VoicePaused,
    VoiceResumed,
    VoiceStarted,
)
from voice_coach.hearing.endpointer import Event as Voice
from voice_coach.hearing.recognizer import RATE, Dictation, Recognizer, Spotter
from voice_coach.hearing.tail import new_voice
from voice_coach.messages import LIKELY, Event, Heard, Listen, Listening, SpeechStarted
from voice_coach.understanding.grammar import Grammar

NOTHING = Heard("", 0.0)
"""The end of an utterance that was dropped."""
BREATH = 30.0
"""Seconds of dictation that are read back at a time, at most."""
_BYTES = 2 * FRAME
"""Given to the endpointer at a time: at most one event comes of it."""
HEAD = 4 * RATE
"""Samples of an utterance that are looked at for a word at its head."""
AT_HEAD = 0.6
"""Seconds within which it begins, 0.3 before the voice among them."""
FIRST_BAR = 0.7
"""Its least score. Of 44 people's and voices' "stop" and the like with 0.4 to 3 s of another's talk
right behind it 39 to 41 are heard so; of 1,122 utterances for nobody, half an hour, six."""
_ADDRESSED = (Listening.AWAKE, Listening.ANSWER)
"""What is said then is for the coach, as a rule."""
GUESSES = 3
"""Decodings before the end of an utterance; somebody who pauses often costs no more than that."""


class Ear:
    """One recogniser, used from the caller's thread, between utterances told what to expect."""

    def __init__(
        self,
        recognizer: Recognizer,
        endpointer: Endpointer | None = None,
        guess: bool = True,
    ) -> None:
        self._recognizer = recognizer
        self._endpointer = endpointer or Endpointer()
        self._most = GUESSES if guess else 0
        self._guesses = 0
        self._guess: Heard | None = None
        self.first: Grammar | None = None
        """What wins in every state: looked for at the head of an utterance that is nothing else."""
        self._listen: Listen | None = None
        self._grammar: Grammar | None = None
        self._muted = False
        self._next: tuple[Listen, Grammar] | None = None
        """What to listen for once the running utterance is over."""
        self._cut_off = False
        """An utterance was dropped whose end nobody was told of."""
        self._over = False
        """The running utterance began while the coach spoke."""
        self._deaf = 0
        """Bytes that are still to be held back: the coach's last word hangs in the room."""
        self._tail = b""
        """Those that were."""

    @property
    def muted(self) -> bool:
        """Whether nothing is heard at all."""
        return self._muted or (self._listen is not None and self._listen.mode is Listening.MUTED)

    @property
    def running(self) -> bool:
        """Whether somebody speaks."""
        return self._endpointer.running and not self.muted

    def drop(self) -> None:
        """Forget the running utterance; nobody is told of its end."""
        self._forget()
        if self._next is not None:
            self.listen(*self._next)

    def listen(self, listen: Listen, grammar: Grammar, begun: bool = False) -> None:
        """Hear these phrases from now on; an utterance that has begun is heard as it was meant,
        or also for these phrases when `begun` says so.

        Raises ContentError when the recogniser cannot hear the grammar.
        """
        if self._endpointer.running and not self.muted and not begun:
            self._next = (listen, grammar)
            return
        self._next = None
        if listen == self._listen and grammar is self._grammar:
            return
        self._forget(sound=not begun)
        if grammar is not self._grammar:
            self._recognizer.set_grammar(grammar)
        self._listen, self._grammar = listen, grammar
        self._endpointer.set_silence(listen.endpoint)
        self._endpointer.set_longest(BREATH if self._taking_down else LONGEST)

    def mute(self) -> None:
        """Ignore all sound; a running utterance is dropped, and `feed` tells of its end."""
        self._cut_off = self._cut_off or self._endpointer.running
        self._muted, self._deaf, self._tail = True, 0, b""
        self.drop()

    def unmute(self, tail: float = 0.0) -> None:
        """Hear again, after `tail` more seconds of sound, or whoever begins to speak in them.

        Without `mute()` before, no change.
        """
        if self._muted:
            self._muted, self._deaf = False, 2 * int(tail * RATE)

    def feed(self, frames: bytes) -> list[Event]:
        """What this int16 sound made happen; any number of bytes."""
        events: list[Event] = [NOTHING] if self._cut_off else []
        self._cut_off = False
        if self.muted:
            return events
        frames = self._after_tail(frames)
        for at in range(0, len(frames), _BYTES):
            for voice in self._endpointer.feed(frames[at : at + _BYTES]):
                events += self._hear(voice)
        return events

    def _after_tail(self, frames: bytes) -> bytes:
        """What of the sound is heard."""
        if not self._deaf:
            return frames
        held = min(self._deaf, len(frames))
        self._deaf -= held
        self._tail += frames[:held]
        if self._deaf:
            return b""
        tail, self._tail = self._tail, b""
        return new_voice(tail) + frames[held:]

    def _hear(self, voice: Voice) -> list[Event]:
        match voice:
            case VoiceStarted():
                self._guess, self._guesses, self._over = None, 0, self._eager
                return [SpeechStarted()]
            case VoicePaused(frames) if self._guesses < self._most and not self._taking_down:
                self._guesses += 1
                self._guess = self._decode(frames)
                if self._eager and self._guess.text and self._guess.score >= LIKELY:
                    self._endpointer.reset()
                    return [self._ended(self._guess)]
            case VoiceResumed():
                self._guess = None
            case VoiceEnded(frames):
                return [self._ended(self._guess or self._decode(frames))]
        return []

    @property
    def _taking_down(self) -> bool:
        """Whether a letter is dictated."""
        return self._listen is not None and self._listen.mode is Listening.DICTATE

    @property
    def _eager(self) -> bool:
        """Whether the coach is to be cut short, and so every moment counts."""
        return self._listen is not None and self._listen.mode is Listening.OVER

    def _ended(self, heard: Heard) -> Heard:
        """The utterance is over and this is what it was; on to what is listened for next."""
        self._guess = None
        if self._next is not None:
            self.listen(*self._next)
        return replace(heard, over=True) if self._over else heard

    def _decode(self, frames: bytes) -> Heard:
        if self._taking_down and isinstance(self._recognizer, Dictation):
            began = time.perf_counter()
            words = self._recognizer.take_down(frames)
            spent = time.perf_counter() - began
            seconds = len(frames) / 2 / RATE
            return Heard(words, 1.0, (), seconds, spent, verbatim=words)
        self._recognizer.reset()
        self._recognizer.accept(frames)
        return self._at_head(self._recognizer.finish(), frames)

    def _at_head(self, heard: Heard, frames: bytes) -> Heard:
        """What wins in every state wins at the head of an utterance too, whatever is said then."""
        addressed = self._listen is not None and self._listen.mode in _ADDRESSED
        if self.first is None or not addressed or (heard.text and heard.score >= LIKELY):
            return heard
        if not isinstance(self._recognizer, Spotter):
            return heard
        seen = self._recognizer.spot(self.first, head(samples(frames)).tobytes())
        late = not seen.words or seen.words[0].start > AT_HEAD
        return heard if late or seen.score < max(FIRST_BAR, heard.score) else seen

    def _forget(self, sound: bool = True) -> None:
        if sound:
            self._endpointer.reset()
        self._recognizer.reset()
        self._guess = None


def head(sound: Samples) -> Samples:
    """What is looked at of an utterance for a word at its head."""
    start, end = voiced_part(sound)
    return sound[start : min(end, start + HEAD)]

"""The loudspeaker: a queue of sounds, and silence at once when asked.

The stream is open only around speech. Measured through PulseAudio: opening takes 2 ms and brings
the first sample out within 20 ms, an open stream 35 ms (its buffer is full of silence), and costs
0.9 % of a core for as long as the coach has nothing to say. The audio callback only copies;
opening, closing, losing the device and telling others happen on one watching thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.errors import SoundError
from voice_coach.hearing import devices
from voice_coach.speaking.gain import Gain
from voice_coach.speaking.music_level import MusicLevel
from voice_coach.speaking.play_queue import Playing, PlayQueue
from voice_coach.speaking.sound import Sound

log = logging.getLogger(__name__)

RATE = 48_000
"""Hz, unless the device cannot."""
BLOCK = 0.01
"""Seconds that the callback copies at a time."""
LATENCY = 0.03
"""Seconds of sound ahead of the speaker. With 0.02 speech stutters while another thread computes,
with 0.05 `hush()` takes 80 ms; so 0.03, which wants a short `sys.setswitchinterval` beside it."""
LINGER = 2.0
"""Seconds that the stream stays open after the last sample."""
STALLED = 2.0
"""Seconds without a callback after which the device counts as lost."""
GIVE_UP = 3.0
"""Seconds after a loss was noticed for which what is to be said waits for the device."""
BACKOFF = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between attempts to open a lost device; the last one repeats."""


class Player:
    """Plays mono sound on the named output device, or on the system's choice.

    `on_started(tag)` is called as an item's first sample leaves the speaker, `on_drained()` once
    the last sample of the queue has (also after `hush()`). Both are called on the player's own
    thread and must be quick. Raises SoundError when there is no device to begin with.
    """

    def __init__(
        self,
        device: str | None = None,
        on_started: Callable[[object], None] = lambda tag: None,
        on_drained: Callable[[], None] = lambda: None,
        linger: float = LINGER,
        gain: Gain | MusicLevel | None = None,
        on_lost: Callable[[], None] | None = None,
        on_found: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_lost()`: what was queued is dropped, as the device is not coming back soon; without
        it what is queued waits for ever. `on_found()`: it sounds again."""
        self.rate = RATE
        self._device = device
        self._on_started = on_started
        self._on_drained = on_drained
        self._on_lost, self._on_found = on_lost, on_found
        self._given_up = False
        self._lost_since: float | None = None
        self._linger = linger
        self._changed = threading.Condition()
        self._sounds = PlayQueue(time.monotonic(), self._changed.notify)
        self._gain = gain or Gain()
        self._stream: Any = None
        self._stream_ended = False
        self._called_at = self._opened_at = time.monotonic()
        self._attempts = 0
        self._closed = False
        self._open()
        self._watcher = threading.Thread(target=self._watch, name="player", daemon=True)
        self._watcher.start()

    # --- for everyone ---------------------------------------------------------------------------

    def play(self, sound: Sound, tag: object = None, more: bool = False) -> Playing:
        """Queue a sound. `more` promises another, so that a gap between them is not the end."""
        frames = sound.resampled(self.rate).frames
        item = Playing(frames, tag, more)
        with self._changed:
            self._sounds.add(item)
            self._changed.notify()
        return item

    def hush(self) -> None:
        """Silence: what sounds fades out within 5 ms, what is queued is dropped."""
        with self._changed:
            self._gain.restore(at_once=True)
            self._sounds.cut(time.monotonic(), self.rate, open_now=self._stream is not None)
            self._changed.notify()

    def duck(self) -> None:
        """Lower everything, at once and without a click, until `restore()` or `hush()`."""
        self._gain.duck()

    def restore(self) -> None:
        """As loud as before."""
        self._gain.restore()

    @property
    def busy(self) -> bool:
        """Whether something sounds or is going to."""
        return not self._sounds.drained

    def close(self) -> None:
        """Silence, and give the device back."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._watcher.join()
        self._shut()

    def __enter__(self) -> Player:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the audio callback ---------------------------------------------------------------------

    def _callback(self, out: NDArray[np.int16], count: int, moment: Any, status: Any) -> None:
        now = time.monotonic()
        sounds_at = now + moment.outputBufferDacTime - moment.currentTime
        with self._changed:
            self._called_at = now
            filled = self._sounds.fill(out[:, 0], sounds_at, self.rate)
        out[filled:] = 0
        self._gain.apply(out[:, 0], filled, self.rate)

    # --- the watching thread --------------------------------------------------------------------

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait(self._nap(time.monotonic()))
                if self._closed:
                    return
                started, drained = self._sounds.news(time.monotonic())
            if started and self._given_up:
                self._given_up = False
                self._on_found()
            for item in started:
                self._on_started(item.tag)
            if drained:
                self._on_drained()
            self._tend(time.monotonic())

    def _nap(self, now: float) -> float | None:
        """Seconds until something is due, for ever when nothing is."""
        waiting = self._sounds.waiting
        if self._stream_ended or (waiting and self._stream is None and not self._attempts):
            return 0.0
        due = self._sounds.due()
        if self._stream is not None:
            due.append(now + 0.5)
        elif waiting:
            due.append(now + BACKOFF[min(self._attempts, len(BACKOFF)) - 1])
        return max(0.0, min(due) - now) if due else None

    def _tend(self, now: float) -> None:
        """Open the stream when there is something to play; close it when it is lost or idle."""
        if self._stream is not None:
            lost = self._stream_ended or now - self._called_at > STALLED
            silent_since = self._sounds.last_sample_at or self._called_at
            idle = self._sounds.drained and now - silent_since > self._linger
            if lost:
                self._lost_since = self._lost_since or now
            elif now - self._opened_at > STALLED:
                self._lost_since = None
            if lost or idle:
                self._shut()
        if self._stream is None and self._sounds.waiting and not self._gives_up(now):
            self._reopen()

    def _gives_up(self, now: float) -> bool:
        """Somebody who waits for the end of what is said must not wait for a device."""
        lost_since, on_lost = self._lost_since, self._on_lost
        if on_lost is None or lost_since is None or now - lost_since < GIVE_UP:
            return False
        with self._changed:
            self._sounds.drop(now)
        self._lost_since, self._given_up = None, True
        on_lost()
        return True

    def _reopen(self) -> None:
        began = time.monotonic()
        try:
            if self._attempts:
                devices.renew()
            self._open()
        except SoundError:
            self._lost_since = self._lost_since or began
            self._attempts += 1
            log.info("loudspeaker.not_opened attempts=%d", self._attempts)

    def _open(self) -> None:
        device = devices.find(self._device, "output")
        devices.at_either_rate(device, RATE, lambda rate: self._start(device, rate))
        self._attempts = 0

    def _start(self, device: devices.Device, rate: int) -> None:
        with self._changed:
            self._sounds.at_rate(self.rate, rate)
            self.rate = rate
            self._stream_ended = False
            self._called_at = self._opened_at = time.monotonic()
        self._stream = devices.open_stream(
            lambda sd: sd.OutputStream(
                samplerate=rate,
                blocksize=round(BLOCK * rate),
                device=device.index,
                channels=1,
                dtype="int16",
                latency=LATENCY,
                callback=self._callback,
                finished_callback=self._note_end,
            ),
            "loudspeaker",
        )

    def _note_end(self) -> None:
        with self._changed:
            self._stream_ended = True
            self._changed.notify()

    def _shut(self) -> None:
        if self._stream is not None:
            devices.close_stream(self._stream)
            self._stream = None
        self._stream_ended = False

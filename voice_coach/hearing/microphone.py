"""The microphone: 16 kHz mono int16 in blocks of 20 ms, for as long as it is open.

The audio callback only puts blocks on a queue. A watching thread notices when none come any more
(PortAudio says nothing about a lost device), says so, and opens the device again when it is back.
Muted means closed: no frame is captured, and the system's own recording light is off.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from voice_coach.errors import SoundError
from voice_coach.hearing import devices
from voice_coach.hearing.rates import StreamResampler
from voice_coach.hearing.recognizer import RATE

log = logging.getLogger(__name__)

BLOCK = 0.02
"""Seconds of sound in one block."""
LATENCY = 0.1
"""Seconds of room that the device is given: 0.6 % of a core, where 0.05 costs 0.9 %. A block is
handed over as soon as it is full, whatever this is."""
KEPT = 250
"""Blocks (5 s) that wait for a slow reader; then the oldest are dropped and counted."""
SILENT = 2.0
"""Seconds without a block after which the microphone is lost."""
BACKOFF = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between attempts to open a lost microphone; the last one repeats."""


class Backlog:
    """Tells stale sound by the wall clock: after a stall it arrives in a burst. Pure.

    A gap below `STALL` seconds is only a busy machine, and its sound is worth hearing.
    """

    STALL = 0.6

    def __init__(self) -> None:
        self._last: float | None = None
        self._stale = 0.0

    def fresh(self, seconds: float, now: float) -> bool:
        """Whether a block of so many seconds that arrives at `now` is of the present."""
        gap = now - self._last if self._last is not None else seconds
        self._last = now
        if gap > self.STALL:
            self._stale = gap - seconds
            return False
        if self._stale > 0 and gap < seconds / 2:
            self._stale -= seconds - gap
            return False
        self._stale = 0.0
        return True


class Microphone:
    """The named input device, or the system's choice. Closed until `open()`.

    `on_lost()` and `on_found()` are called on the microphone's own thread. `frames()` is for one
    reader. The counts `dropped` (reader too slow) and `stale` (after a stall) are in blocks.
    """

    def __init__(
        self,
        device: str | None = None,
        on_lost: Callable[[], None] = lambda: None,
        on_found: Callable[[], None] = lambda: None,
    ) -> None:
        self.dropped = 0
        self.stale = 0
        self._device = device
        self._on_lost = on_lost
        self._on_found = on_found
        self._blocks: queue.Queue[bytes] = queue.Queue(KEPT)
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._stream: Any = None
        self._resampler: StreamResampler | None = None
        self._backlog = Backlog()
        self._arrived_at = 0.0
        self._opened_at = 0.0
        self._ended = threading.Event()
        self._lost = False
        self._watcher: threading.Thread | None = None

    # --- for everyone ---------------------------------------------------------------------------

    def open(self, *, at_once: bool = True) -> None:
        """Begin to capture; SoundError, with what to do, when that is not possible.

        Unless it must be `at_once`, such a microphone is merely lost, and will be found.
        """
        with self._lock:
            if self._watcher is not None:
                return
            try:
                self._start_stream_or_renew()
            except SoundError:
                if at_once:
                    raise
            self._stop.clear()
            self._lost = False
            self._watcher = threading.Thread(target=self._watch, name="microphone", daemon=True)
            self._watcher.start()

    def mute(self) -> None:
        """Close the device and forget what was not read yet; `open()` undoes it."""
        with self._lock:
            watcher, self._watcher = self._watcher, None
        self._stop.set()
        self._ended.set()
        if watcher is not None:
            watcher.join()
        self._stop_stream()
        self.discard()

    close = mute

    @property
    def is_open(self) -> bool:
        """Whether frames are being captured, or would be if the device were there."""
        return self._watcher is not None

    def frames(self, timeout: float) -> bytes | None:
        """The next block of int16 mono frames at 16 kHz, or None after `timeout` seconds."""
        try:
            return self._blocks.get(timeout=timeout)
        except queue.Empty:
            return None

    def discard(self) -> None:
        """Forget what was captured and not read: the coach's own voice, for one."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._blocks.get_nowait()

    def __enter__(self) -> Microphone:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the audio callback ---------------------------------------------------------------------

    def _callback(self, data: Any, count: int, moment: Any, status: Any) -> None:
        now = time.monotonic()
        self._arrived_at = now
        if not self._backlog.fresh(BLOCK, now):
            self.stale += 1
            return
        block = bytes(data)
        if self._resampler is not None:
            block = self._resampler.convert(np.frombuffer(block, np.int16)).tobytes()
        self._put(block)

    def _put(self, block: bytes) -> None:
        if self._blocks.full():
            with contextlib.suppress(queue.Empty):
                self._blocks.get_nowait()
            self.dropped += 1
        # Only this thread puts, so there is room now.
        self._blocks.put_nowait(block)

    # --- the watching thread --------------------------------------------------------------------

    def _watch(self) -> None:
        attempts = 0
        while True:
            self._ended.wait(self._nap(attempts))
            if self._stop.is_set():
                return
            silent = time.monotonic() - self._arrived_at > SILENT
            if self._stream is not None and not self._ended.is_set() and not silent:
                attempts = 0
                self._note_found()
                continue
            self._note_lost()
            attempts += 1
            self._reopen()

    def _nap(self, attempts: int) -> float:
        if self._stream is not None:
            return 0.1 if self._lost else 0.5
        return BACKOFF[min(attempts, len(BACKOFF)) - 1]

    def _note_lost(self) -> None:
        if not self._lost:
            self._lost = True
            log.info("microphone.lost")
            self._on_lost()
        self._stop_stream()

    def _note_found(self) -> None:
        if self._lost and self._arrived_at > self._opened_at:
            self._lost = False
            log.info("microphone.found")
            self._on_found()

    def _reopen(self) -> None:
        try:
            devices.renew()
            self._start_stream()
        except SoundError:
            self._ended.clear()
            log.info("microphone.not_opened")

    def _start_stream_or_renew(self) -> None:
        try:
            self._start_stream()
        except SoundError:
            # The device may have come back while nobody looked.
            if not devices.renew():
                raise
            self._start_stream()

    def _start_stream(self) -> None:
        device = devices.find(self._device, "input")
        self._ended.clear()
        self._backlog = Backlog()
        self._opened_at = self._arrived_at = time.monotonic()
        self._stream = devices.at_either_rate(
            device, RATE, lambda rate: self._stream_at(device, rate)
        )

    def _stream_at(self, device: devices.Device, rate: int) -> Any:
        self._resampler = None if rate == RATE else StreamResampler(rate, RATE)
        return devices.open_stream(
            lambda sd: sd.RawInputStream(
                samplerate=rate,
                blocksize=round(BLOCK * rate),
                device=device.index,
                channels=1,
                dtype="int16",
                latency=LATENCY,
                callback=self._callback,
                finished_callback=self._ended.set,
            ),
            "microphone",
        )

    def _stop_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            devices.close_stream(stream)
        self._ended.clear()

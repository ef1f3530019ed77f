"""A sound card that does not exist: PulseAudio in user space, and voices for the couple.

Two null sinks. What the coach plays comes out of `speaker.monitor`; what is played into
`mic_feed` is what the coach's microphone hears. Nothing needs hardware, D-Bus or a login.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Hz, of everything played into and recorded from the rig unless told otherwise."""
NEEDED = ("pulseaudio", "pactl", "paplay", "parec")
FLITE_VOICES = ("slt", "rms", "awb", "kal16")

# norewinds=1: without it the first captured block comes up to two seconds late and damaged.
CONFIG = """.fail
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
load-module module-null-sink sink_name=speaker rate=48000 channels=1 norewinds=1
load-module module-null-sink sink_name=mic_feed rate=48000 channels=1 norewinds=1
set-default-sink speaker
set-default-source mic_feed.monitor
"""


def missing() -> str:
    """Why the rig cannot stand on this machine, or an empty string."""
    absent = [name for name in NEEDED if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


class SoundRig:
    """The virtual sound card, as a context manager; `PULSE_SERVER` is set while it stands."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="rig-"))
        self._socket = self._home / "pulse.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self._before: str | None = None

    def __enter__(self) -> SoundRig:
        self._before = os.environ.get("PULSE_SERVER")
        os.environ["PULSE_SERVER"] = f"unix:{self._socket}"
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.kill()
        if self._before is None:
            os.environ.pop("PULSE_SERVER", None)
        else:
            os.environ["PULSE_SERVER"] = self._before
        shutil.rmtree(self._home, ignore_errors=True)

    def start(self) -> None:
        """Bring the server up, or up again after `kill()`; returns once it answers."""
        config = self._home / "rig.pa"
        config.write_text(CONFIG.format(socket=self._socket))
        self._socket.unlink(missing_ok=True)
        own = {"HOME": str(self._home), "XDG_RUNTIME_DIR": str(self._home)}
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "-F", str(config), "--daemonize=no", "--use-pid-file=no",
             "--exit-idle-time=-1", "--realtime=no", "--high-priority=no",
             f"--log-target=file:{self._home / 'pulse.log'}"],
            env=os.environ | own, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self._await_answer()

    def _await_answer(self) -> None:
        deadline = time.monotonic() + 10
        while subprocess.run(["pactl", "info"], capture_output=True, check=False).returncode:
            if time.monotonic() > deadline:
                raise RuntimeError("the virtual sound card does not answer")

    def kill(self) -> None:
        """Take the sound card away, as if its cable had been pulled."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """A sound server that hangs but is not gone."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def streams(self, kind: str) -> int:
        """How many `sink-inputs` (something plays) or `source-outputs` (something records)."""
        found = subprocess.run(
            ["pactl", "list", "short", kind], capture_output=True, check=True, text=True
        )
        return len(found.stdout.splitlines())

    def feed(self, frames: NDArray[np.int16], rate: int = RATE) -> None:
        """Play int16 mono frames into the microphone; returns when they have been played."""
        self.feed_soon(frames, rate).wait()

    def feed_soon(self, frames: NDArray[np.int16], rate: int = RATE) -> Feeding:
        """The same without waiting."""
        return Feeding(frames, rate)

    def listen(self, rate: int = RATE) -> Recording:
        """Record what the coach says until `stop()`; use as a context manager."""
        return Recording(rate)


class Feeding:
    """Frames on their way into the microphone."""

    def __init__(self, frames: NDArray[np.int16], rate: int) -> None:
        # 500 ms of buffer: with 50 ms words were torn on a busy machine (1.6 s instead of 1.1 s).
        self._process = subprocess.Popen(
            ["paplay", "--device=mic_feed", "--raw", "--format=s16le", f"--rate={rate}",
             "--channels=1", "--latency-msec=500"],
            stdin=subprocess.PIPE,
        )  # fmt: skip
        self._bytes = frames.astype("<i2").tobytes()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(self._bytes)
            self._process.stdin.close()
        except BrokenPipeError:
            with suppress(BrokenPipeError):
                self._process.stdin.close()

    def wait(self) -> None:
        """Until the last frame has been played."""
        self._thread.join()
        self._process.wait()

    def stop(self) -> None:
        """Fall silent in the middle."""
        self._process.kill()
        self.wait()


class Recording:
    """What left the loudspeaker: int16 mono frames, and when (monotonic) each of them came."""

    def __init__(self, rate: int, source: str = "speaker.monitor") -> None:
        self.rate = rate
        self._process = subprocess.Popen(
            ["parec", "-d", source, "--format=s16le", f"--rate={rate}", "--channels=1",
             "--raw", "--latency-msec=10"],
            stdout=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        self._parts: list[NDArray[np.int16]] = []
        self._arrivals: list[float] = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Recording:
        self._wait(lambda: bool(self._parts), 10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def _read(self) -> None:
        assert self._process.stdout is not None
        odd = b""
        while data := self._process.stdout.read(4096):
            whole = odd + data
            odd = whole[len(whole) // 2 * 2 :]
            with self._news:
                self._parts.append(np.frombuffer(whole[: len(whole) // 2 * 2], "<i2"))
                self._arrivals.append(time.monotonic())
                self._news.notify_all()

    def _wait(self, ready: Callable[[], bool], timeout: float) -> bool:
        with self._news:
            return self._news.wait_for(ready, timeout)

    @property
    def frames(self) -> NDArray[np.int16]:
        """Everything so far."""
        with self._news:
            return np.concatenate(self._parts) if self._parts else np.zeros(0, np.int16)

    @property
    def started(self) -> float:
        """Monotonic seconds at which frame 0 sounded: the earliest that any arrival allows."""
        with self._news:
            ends = np.cumsum([len(part) for part in self._parts]) / self.rate
            return float(np.min(np.array(self._arrivals) - ends))

    def heard_from(self, at: float) -> NDArray[np.int16]:
        """The frames that sounded after the monotonic time `at`."""
        return self.frames[max(0, int((at - self.started) * self.rate)) :]

    def until_sound(self, level: int = 200, timeout: float = 10) -> bool:
        """Wait until something louder than `level` (int16) was heard in this recording."""
        return self._wait(
            lambda: any(np.abs(p.astype(int)).max() > level for p in self._parts if len(p)), timeout
        )

    def until_silence(self, seconds: float = 0.5, level: int = 50, timeout: float = 30) -> bool:
        """Wait until the last `seconds` were all quieter than `level`."""
        return self._wait(lambda: self._quiet(int(seconds * self.rate), level), timeout)

    def _quiet(self, count: int, level: int) -> bool:
        tail = self._parts[-200:]
        last = np.concatenate(tail)[-count:] if tail else np.zeros(0, np.int16)
        return len(last) >= count and int(np.abs(last.astype(int)).max()) <= level

    @property
    def seconds(self) -> float:
        """How long the recording is."""
        with self._news:
            return sum(map(len, self._parts)) / self.rate

    def until(self, seconds: float, timeout: float = 30) -> bool:
        """Wait until the recording is `seconds` long."""
        return self._wait(lambda: sum(map(len, self._parts)) >= seconds * self.rate, timeout)

    def stop(self) -> NDArray[np.int16]:
        """End it and return everything."""
        self._process.kill()
        self._process.wait()
        self._thread.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return self.frames


def voices() -> tuple[str, ...]:
    """The voices of the couple that this machine has; `espeak` is the plainest."""
    flite = FLITE_VOICES if shutil.which("flite") else ()
    return (*flite, *(("espeak",) if shutil.which("espeak-ng") else ()))


def speak_as(voice: str, text: str) -> NDArray[np.int16]:
    """`text` as said by one of `voices()`: int16 mono frames at 16 kHz."""
    import soundfile

    with tempfile.TemporaryDirectory(prefix="rig-voice-") as folder:
        path = Path(folder) / "said.wav"
        if voice == "espeak":
            command = ["espeak-ng", "-v", "en-us", "-s", "150", "-w", str(path), text]
        else:
            command = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        frames, rate = soundfile.read(path, dtype="int16")
    return to_rate(frames, rate, RATE)


def to_rate(frames: NDArray[np.int16], rate: int, wanted: int) -> NDArray[np.int16]:
    """int16 mono at another rate, by way of the coach's own resampling."""
    from voice_coach.speaking.sound import Sound

    return Sound(frames, rate).resampled(wanted).frames

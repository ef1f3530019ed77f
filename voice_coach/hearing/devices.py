"""Sound devices: which there are, which one a name means, and the one door to PortAudio.

PortAudio is one library for the whole process and its list of devices is made once. A list that
is out of date can be renewed only while no stream is open, so streams are opened and closed here.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from voice_coach.errors import NoAnswer, SoundError
from voice_coach.hearing.unanswered import LeftBehindError, answered

Side = Literal["input", "output"]

log = logging.getLogger(__name__)

T = TypeVar("T")
_LOADING = threading.Lock()
_DOOR = threading.Lock()
_OPEN: dict[int, Any] = {}
"""Every stream that is not closed for sure: PortAudio's state is the process's, and so is this."""
OPENS_WITHIN = 3.0
"""Seconds; two milliseconds are usual."""
CLOSES_WITHIN = 1.5
"""Seconds; a millisecond is usual."""
LOADS_WITHIN = 6.0
"""Seconds; a quarter of one is usual, more where there are many devices."""
NO_ANSWER = ("The sound system does not answer.", "Starting its server again usually mends it.")
_LOADED: list[Any] = []
"""The module, once it is there."""
_SILENCED: list[object] = []
"""What keeps ALSA's error handler alive."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device; `inputs` and `outputs` are channel counts, `rate` its own rate in Hz."""

    index: int
    name: str
    inputs: int
    outputs: int
    rate: int
    default: tuple[Side, ...] = ()


def portaudio() -> Any:
    """The sounddevice module; SoundError when its library is not installed, or does not answer."""
    if not _LOADED:
        try:
            answered(_load, LOADS_WITHIN)
        except LeftBehindError as error:
            raise NoAnswer(*NO_ANSWER) from error
    return _LOADED[0]


def _load() -> None:
    """Make the list of devices: the first question that is asked of the sound server."""
    with _in_turn(_LOADING):
        _silence_alsa()
        try:
            import sounddevice
        except OSError as error:
            raise SoundError(
                "The sound library PortAudio is not installed.",
                "On Debian or Ubuntu: sudo apt install libportaudio2",
            ) from error
        _LOADED.append(sounddevice)


def list_devices() -> list[Device]:
    """Every device that PortAudio knows, as of the last `renew()`."""
    sd = portaudio()
    default_in, default_out = sd.default.device
    return [
        _device(number, found, default_in, default_out) for number, found in enumerate(_query(sd))
    ]


def _query(sd: Any) -> Any:
    try:
        return sd.query_devices()
    except sd.PortAudioError as error:
        raise SoundError(f"The sound devices cannot be listed ({error}).") from error


def _device(number: int, found: Any, default_in: int, default_out: int) -> Device:
    chosen: tuple[Side, ...] = ("input",) if number == default_in else ()
    if number == default_out:
        chosen = (*chosen, "output")
    return Device(
        index=number,
        name=str(found["name"]),
        inputs=int(found["max_input_channels"]),
        outputs=int(found["max_output_channels"]),
        rate=int(found["default_samplerate"]),
        default=chosen,
    )


def find(name: str | None, side: Side) -> Device:
    """The device of that name (or part of one, any case), or the system's own choice for None.

    Raises SoundError, whose `fix` lists what there is.
    """
    able = [it for it in list_devices() if (it.inputs if side == "input" else it.outputs)]
    if name is None:
        matching = [it for it in able if side in it.default]
    else:
        matching = [it for it in able if it.name == name]
        matching += [it for it in able if name.lower() in it.name.lower()]
    if matching:
        return matching[0]
    raise _no_device(name, side, able)


def _no_device(name: str | None, side: Side, able: list[Device]) -> SoundError:
    what = "microphone" if side == "input" else "loudspeaker"
    if not able:
        return SoundError(
            f"There is no {what}.", "Plug one in, or run with --text to type instead."
        )
    setting = "microphone" if side == "input" else "speaker"
    there = "There are: " + "; ".join(it.name for it in able)
    fix = f"{there}. Choose one: voice-coach settings set {setting} NAME"
    if name is None:
        return SoundError(f"No {what} is chosen by the system.", f"{fix}.")
    return SoundError(f"There is no {what} named “{name}”.", f'{fix} (or "" for the usual one).')


def open_stream(make: Callable[[Any], Any], what: str) -> Any:
    """A started stream from `make(sounddevice)`; SoundError with what to do when it cannot be."""
    sd = portaudio()
    try:
        return _asked(lambda: _open(sd, make), OPENS_WITHIN, close_stream)
    except (sd.PortAudioError, ValueError) as error:
        raise SoundError(
            f"The {what} cannot be opened ({error}).",
            "Run `voice-coach doctor` to see which devices there are.",
        ) from error


def at_either_rate(device: Device, rate: int, start: Callable[[int], T]) -> T:
    """`start(rate)`, in Hz, or at the device's own rate where it cannot do that."""
    try:
        return start(rate)
    except SoundError as error:
        if isinstance(error, NoAnswer) or device.rate == rate:
            raise
        return start(device.rate)


def _open(sd: Any, make: Callable[[Any], Any]) -> Any:
    with _in_turn(_DOOR):
        stream = make(sd)
        try:
            stream.start()
        except (sd.PortAudioError, ValueError):
            stream.close(ignore_errors=True)
            raise
        _OPEN[id(stream)] = stream
        return stream


def close_stream(stream: Any) -> None:
    """Close it, whether or not its device is still there, or leave it behind."""
    with contextlib.suppress(NoAnswer):
        _asked(lambda: _close(stream), CLOSES_WITHIN)


def _close(stream: Any) -> None:
    error = portaudio().PortAudioError
    with contextlib.suppress(error):
        stream.abort(ignore_errors=True)
    with contextlib.suppress(error):
        stream.close(ignore_errors=True)
    _OPEN.pop(id(stream), None)


def renew() -> bool:
    """Make the list of devices anew; False when a stream is open and it must stay as it is."""
    return _asked(_renew, OPENS_WITHIN)


def _renew() -> bool:
    sd = portaudio()
    with _in_turn(_DOOR):
        if _OPEN:
            return False
        with contextlib.suppress(sd.PortAudioError):
            sd._terminate()
            sd._initialize()
        return True


@contextlib.contextmanager
def _in_turn(door: threading.Lock) -> Iterator[None]:
    """One at a time; who stands behind a call that does not return is turned away."""
    if not door.acquire(timeout=OPENS_WITHIN):
        raise LeftBehindError
    try:
        yield
    finally:
        door.release()


def _asked(
    call: Callable[[], T], seconds: float, unwanted: Callable[[T], object] = lambda _late: None
) -> T:
    """The answer of the sound system; NoAnswer when there is none."""
    try:
        return answered(call, seconds, unwanted)
    except LeftBehindError as error:
        # At exit sounddevice would close every stream, and wait for this one.
        atexit.unregister(getattr(portaudio(), "_exit_handler", _close))
        raise NoAnswer(*NO_ANSWER) from error


def _silence_alsa() -> None:
    """ALSA prints on the terminal about every device it cannot find; nobody can act on that."""
    if _SILENCED:
        return
    quiet = ctypes.CFUNCTYPE(
        None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
    )(lambda *_: None)
    _SILENCED.append(quiet)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(quiet)

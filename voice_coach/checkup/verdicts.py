"""What the measured levels mean for a couple, and what to do about them. Pure.

The bars come from docs/benchmarks.md: of spoken orders our ear takes 94 in a hundred with the room
15 dB below the voice, 85 at 12 dB, and 62 at 6 dB.
"""

from __future__ import annotations

from voice_coach.checkup.check import Seen
from voice_coach.checkup.levels import NOTHING, Echo, Levels

GOOD, POOR = 12.0, 6.0
"""dB of voice above the room: from here on it hears well; below this it hardly hears."""
FAINT = -50.0
"""dBFS; a voice below that is a microphone turned down or far away."""
CLIPPED = 0.001
"""Share of samples at full scale from which on it is heard as distortion."""
_LOUDER = "Come closer to the microphone, or turn it up in the system's sound settings."


def room(levels: Levels) -> Seen:
    """The quiet room."""
    figures = {"noise_dbfs": round(levels.noise, 1)}
    if levels.noise <= NOTHING:
        fix = "Unmute it in the system's sound settings, or choose another one: microphone = “…”."
        return Seen("the microphone gives digital silence; it is muted", figures, fix)
    return Seen(f"{levels.noise:.0f} dBFS while nobody spoke", figures)


def voice(levels: Levels) -> Seen:
    """The one who spoke."""
    if levels.speech is None:
        return Seen("nobody was heard to speak in those three seconds", {}, _LOUDER)
    figures = {"speech_dbfs": round(levels.speech, 1)}
    detail = f"{levels.speech:.0f} dBFS"
    return Seen(detail, figures, _LOUDER if levels.speech < FAINT else "")


def ratio(levels: Levels) -> Seen:
    """How far the voice stands above the room."""
    if levels.ratio is None:
        return Seen("not measured, for nobody was heard", {}, "Run it again, and speak.")
    figures = {"signal_to_noise_db": round(levels.ratio, 1)}
    detail = f"your voice is {levels.ratio:.0f} dB above the room"
    if levels.ratio >= GOOD:
        return Seen(detail, figures)
    much = "most of what you say" if levels.ratio < POOR else "some of what you say"
    fix = f"It will miss {much}: come closer, or turn off what hums, or use a headset."
    return Seen(detail, figures, fix)


def clipping(levels: Levels) -> Seen:
    """Whether the loudest of it was cut off."""
    figures = {"clipped_percent": round(100 * levels.clipped, 2)}
    if levels.clipped < CLIPPED:
        return Seen("nothing was cut off", figures)
    fix = "Turn the microphone down in the system's sound settings."
    return Seen(f"{100 * levels.clipped:.1f} % of your voice was cut off", figures, fix)


def echo(heard: Echo | None, levels: Levels) -> Seen:
    """The coach's own tone in its own microphone."""
    if heard is None:
        fix = "Without headphones: turn the loudspeaker up, or choose another: speaker = “…”."
        return Seen("the tone was not heard back, as with headphones", {}, fix)
    figures = {"echo_dbfs": round(heard.level, 1)}
    detail = f"the tone came back at {heard.level:.0f} dBFS"
    if levels.speech is None:
        return Seen(detail, figures)
    over = heard.level - levels.speech
    figures["echo_over_voice_db"] = round(over, 1)
    than = f"{abs(over):.0f} dB {'louder' if over > 0 else 'softer'} than your voice"
    return Seen(f"{detail}, {than}", figures)


def sentence(recognised: bool) -> Seen:
    """Whether the sentence that was asked for was understood, among everything one may say."""
    if recognised:
        return Seen("it was recognised among all requests")
    return Seen("it was not recognised", {}, "Say it again, closer, in a quieter room.")

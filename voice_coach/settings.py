"""settings.toml → frozen Settings. Anything left out has a default that suits a quiet evening."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct

from voice_coach.errors import ContentError, SettingsError

Rate = Literal[130, 150, 175]
TOUCH = ("none", "hands", "hug", "kiss")
"""Touch levels, from none upwards; the coach never goes above the couple's."""
MODES = ("low_energy", "literal", "quiet", "captions")
"""Settings that are on or off, and that a step can ask for with `when`."""
BY_VOICE = (*MODES, "touch", "patience", "rate", "region", "volume", "earcons", "check_in_word")
"""What `set` may change."""
Changes = Mapping[str, str | int | float | bool]
RATES: tuple[Rate, ...] = (130, 150, 175)
"""Words per minute: slow, usual, quick."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a couple can choose."""

    locale: str = "en"
    rate: Rate = 150
    volume: Annotated[float, Meta(ge=0.05, le=1.0)] = 1.0
    patience: Literal[1, 2, 3] = 1
    """Scales every waiting time of the coach."""
    touch: Literal["none", "hands", "hug", "kiss"] = "hug"
    low_energy: bool = False
    """The couple are tired: shorter words, nothing deep, a softer voice."""
    literal: bool = False
    """No images of speech."""
    quiet: bool = False
    """No tones, and a softer voice."""
    captions: bool = False
    """What the coach says stands large on the screen, and tones are shown there."""
    avoid: list[str] = msgspec.field(default_factory=list)
    """Sore points that no card may touch: grief, infertility, trauma, money, kids."""
    region: str = ""
    """Whose help lines are named, "us" for one; empty: those of the language's first region."""
    check_in_word: str = ""
    """A word of the couple's own that stops everything and offers space."""
    names: Annotated[list[str], Meta(max_length=2)] = msgspec.field(default_factory=list)
    """The couple's names, for their own screen; never spoken."""
    earcons: bool = True
    barge_in: bool = False
    """Listen while the coach speaks: only with headphones or an echo-cancelled microphone."""
    push_to_talk: bool = False
    """The microphone is closed until Space is pressed, and again after what is said then."""
    microphone: str = ""
    speaker: str = ""
    """Device names, or parts of them; empty: the system's default."""
    songs: str = ""
    """A folder or a playlist (.m3u, .m3u8) of the couple's own songs; empty: none."""
    model: str = ""
    """A Vosk model's name or folder; empty: an installed one, else the embedded ear."""
    voice: str = ""
    """An espeak voice (`espeak-ng --voices`) or a file in voices/; empty: the language's."""
    awake_seconds: Annotated[float, Meta(ge=5.0, le=600.0)] = 30.0
    """How long after an exchange a request is heard without the wake phrase."""
    sleep_minutes: Annotated[float, Meta(ge=0.5, le=240.0)] = 5.0
    """How long an idle coach stays awake."""

    def allows(self, touch: str) -> bool:
        """Whether the couple's level reaches this touch; empty: none is needed."""
        return not touch or TOUCH.index(touch) <= TOUCH.index(self.touch)


def default_path() -> Path:
    """Where the couple's own settings.toml belongs on this system."""
    return platformdirs.user_config_path("voice-coach") / "settings.toml"


def load(path: Path) -> Settings:
    """Read a settings file; a missing one means the defaults. Raises SettingsError."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}).", "Check its owner."
        ) from error
    try:
        return msgspec.toml.decode(text, type=Settings)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        from voice_coach.settings_mistakes import explained

        raise explained(path, error, Settings) from error


def changed(settings: Settings, changes: Changes) -> Settings:
    """The settings with those changes in them. Raises ContentError when one cannot be."""
    known = {name: value for name, value in changes.items() if name in BY_VOICE}
    try:
        return msgspec.convert({**msgspec.to_builtins(settings), **known}, Settings)
    except (msgspec.ValidationError, UnicodeError) as error:
        fix = f"A step can set {', '.join(BY_VOICE)}, to what settings.toml allows."
        raise ContentError(f"these settings cannot be: {error}.", fix) from error

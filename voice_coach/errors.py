"""The one tree of errors: what is wrong, and what to do about it.

CoachError
├── ContentError     a file under intents/ (or --content) says something that cannot be
├── SettingsError    settings.toml cannot be read as settings
├── ModelError       a speech model is missing, broken, or not the one that was promised
├── SoundError       no PortAudio, no device, or a device that went away
│   └── NoAnswer     the sound server hangs
├── VoiceError       the speech synthesiser cannot be started
├── StoreError       the state file or the box cannot be read or written
│   ├── NotOpened    something in the box does not open: wrong key, or it was changed
│   └── StillSealed  a letter whose day has not come
└── SceneError       a rehearsal file cannot be played
"""


class CoachError(Exception):
    """Something a user can mend. `str()` is one sentence for them; `fix` is what to do."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix

    def sentence(self) -> str:
        """The message and the mend, as printed to the user."""
        return f"{self} {self.fix}".strip()


class ContentError(CoachError):
    """Content that cannot be loaded; the message starts with `file:` and names the table."""


class SettingsError(CoachError):
    """Settings that cannot be read."""


class ModelError(CoachError):
    """A speech model that cannot be used."""


class SoundError(CoachError):
    """Sound that cannot be captured or played."""


class NoAnswer(SoundError):
    """A sound server that says nothing at all: asking it something else brings nothing."""


class VoiceError(CoachError):
    """A voice that cannot be started."""


class StoreError(CoachError):
    """A state file or a box that cannot be read or written."""


class SceneError(CoachError):
    """A rehearsal scene that cannot be played."""

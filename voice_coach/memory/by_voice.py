"""Settings that were changed by voice live in the state file; whoever writes them elsewhere, or
sets something else by hand, takes them out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from voice_coach.conversation.saved import restore, snapshot
from voice_coach.memory.state_file import StateFile, default_path


def by_voice(path: Path | None = None) -> Mapping[str, str | int | float | bool]:
    """What was changed by voice. Raises StoreError."""
    path = path or default_path()
    return restore(StateFile(path).load()[0]).settings if path.exists() else {}


def forget_by_voice(names: Iterable[str], path: Path | None = None) -> None:
    """Let these settings be what settings.toml says. Raises StoreError."""
    path = path or default_path()
    if not path.exists():
        return
    store = StateFile(path)
    saved = restore(store.load()[0])
    left = {name: value for name, value in saved.settings.items() if name not in set(names)}
    if left != saved.settings:
        over = {name: value for name, value in saved.over.items() if name in left}
        store.save(snapshot(msgspec.structs.replace(saved, settings=left, over=over)))

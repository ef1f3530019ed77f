"""The sums of the model that comes with the coach: what was shipped is what is loaded."""

from __future__ import annotations

import sys
from pathlib import Path

from voice_coach.errors import ModelError
from voice_coach.hearing.model_catalogue import own_model
from voice_coach.hearing.model_store import sha256_of

SUMS = "sha256sums"
"""One line a file, as `sha256sum -c` reads it. Papers about the model are not in it."""
_PAPERS = (".md", "unseen.json", SUMS)
_FIX = "Run scripts/run again, or reinstall voice-coach."


def seal(folder: Path) -> int:
    """Write the sums of a model's files into its folder; how many there are."""
    paths = sorted(it for it in folder.rglob("*") if it.is_file() and not it.name.endswith(_PAPERS))
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / SUMS).write_text("".join(lines), "utf-8")
    return len(lines)


def verify_own(folder: Path | None = None) -> int:
    """Compare every file with its sum; how many there are. Raises ModelError."""
    folder = folder or own_model()
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except OSError as error:
        raise ModelError(f"{folder / SUMS} cannot be read: {error.strerror}.", _FIX) from error
    for line in lines:
        promised, _, name = line.partition("  ")
        if sha256_of(folder / name) != promised:
            raise ModelError(f"{name} of {folder.name} is not what was shipped.", _FIX)
    return len(lines)


if __name__ == "__main__":
    print(seal(Path(sys.argv[1]) if len(sys.argv) > 1 else own_model()))

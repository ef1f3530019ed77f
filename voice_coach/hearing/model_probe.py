"""Is this folder a model that Vosk can load? Asked of a child process, for Vosk may crash on it.

`python -m voice_coach.hearing.model_probe FOLDER` is the child: it loads the folder, decodes half
a second of silence and leaves with 0, or with the sentence of what is wrong on standard error.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from voice_coach.errors import ModelError

DEADLINE = 120.0
"""Seconds until a child that does not end is stopped."""
MEMORY = 16 << 30
"""Bytes of address space for the child: a damaged length must not swallow the machine."""

ACOUSTIC = "final.mdl"
GRAPH = ("HCLr.fst", "Gr.fst", "disambig_tid.int")


def check_layout(folder: Path) -> None:
    """Raise ModelError unless the files are there that a run-time grammar needs.

    Two layouts: everything in `am/`, `conf/`, `graph/`; or all in one folder.
    """
    where = f"in {folder}"
    if not folder.is_dir():
        raise ModelError(f"There is no model folder {folder}.", _GET)
    try:
        empty = not any(folder.iterdir())
    except OSError as error:
        raise ModelError(f"The model folder {folder} cannot be read: {error.strerror}.") from error
    if empty:
        raise ModelError(f"The model folder {folder} is empty.", _GET)
    nested = (folder / "am" / ACOUSTIC).is_file()
    if not nested and not (folder / ACOUSTIC).is_file():
        raise ModelError(f"There is no am/final.mdl and no final.mdl {where}.", _GET)
    graph = folder / "graph" if nested else folder
    if (graph / "HCLG.fst").is_file() and not (graph / GRAPH[0]).is_file():
        raise ModelError(
            f"The model {where} has a fixed graph, so it cannot be told what may be heard.", _GET
        )
    for name in GRAPH:
        if not (graph / name).is_file():
            raise ModelError(f"The file {name} is missing {where}.", _GET)


_GET = "Get one with: voice-coach models install NAME (voice-coach models list shows them)."


def probe(folder: Path, deadline: float = DEADLINE) -> None:
    """Load the folder in a child process; ModelError when it cannot be loaded, or crashes."""
    check_layout(folder)
    command = [sys.executable, "-m", "voice_coach.hearing.model_probe", str(folder)]
    try:
        child = subprocess.run(
            command, capture_output=True, timeout=deadline, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise _broken(folder, f"loading it did not end within {deadline:.0f} seconds") from error
    if child.returncode:
        raise _broken(folder, "loading it fails" if child.returncode == 1 else "it crashes Vosk")


def _broken(folder: Path, why: str) -> ModelError:
    return ModelError(f"The model {folder.name} is damaged: {why}.", "Install or import it again.")


def main(folder: str) -> int:
    """The child's part."""
    _bound()
    from voice_coach import guard

    guard.refuse_network()
    from voice_coach.hearing.vosk_recognizer import VoskRecognizer

    try:
        ear = VoskRecognizer(Path(folder))
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    ear.accept(bytes(16_000))
    ear.finish()
    return 0


def _bound() -> None:
    """Limit memory, and leave no core file behind."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    # Vosk's threads must not turn a good answer into a crash on the way out.
    code = main(sys.argv[1])
    sys.stderr.flush()
    os._exit(code)

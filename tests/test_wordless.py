"""When the coach breaks, standard error names the place and none of the couple's words."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from voice_coach import wordless

SECRET = "the day at the lake"


def broken(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A process in which the hooks are installed, and then this happens."""
    whole = f"from voice_coach import wordless\nwordless.install()\n{textwrap.dedent(code)}"
    command = [sys.executable, *options, "-c", whole]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "code",
    [
        f"raise KeyError({SECRET!r})",
        f"""
        import threading
        def work(): raise ValueError({SECRET!r})
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        """,
        f"""
        class Late:
            def __del__(self): raise RuntimeError({SECRET!r})
        Late()
        """,
    ],
)
def test_no_words_come_out(code: str) -> None:
    told = broken(code).stderr
    assert SECRET not in told
    assert told.count("\n") == 1
    assert told.startswith("voice-coach: ")


def test_for_work_on_the_coach_the_traceback_is_whole() -> None:
    assert SECRET in broken(f"raise KeyError({SECRET!r})", "-X", "dev").stderr


def test_the_place_is_the_innermost_line_of_ours() -> None:
    from voice_coach.content.template import parse

    with pytest.raises(Exception) as raised:  # noqa: PT011  # whichever: only its place counts
        parse(None)  # type: ignore[arg-type]
    told = wordless.place(raised.value)
    assert told.startswith(f"{raised.type.__name__} in content/template.py, line ")


def test_a_crash_leaves_no_memory_behind() -> None:
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    assert broken(code).stdout == "0\n"

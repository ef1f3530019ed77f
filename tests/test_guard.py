"""The network is refused with real sockets, in a child process: the guard cannot be lifted."""

from __future__ import annotations

import platform
import subprocess
import sys
import textwrap

import pytest

KERNEL = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")
needs_kernel = pytest.mark.skipif(not KERNEL, reason="the kernel filter is for Linux, 64 bits")

GUARDED = "from voice_coach.guard import refuse_network\nguard = refuse_network()\n"
C_SOCKET = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def c_socket(family, kind=1):
    answer = libc.socket(family, kind, 0)
    return "open" if answer >= 0 else errno.errorcode[ctypes.get_errno()]
"""


def told(code: str, *, guarded: bool = True) -> str:
    """What a child process prints."""
    whole = (GUARDED if guarded else "") + C_SOCKET + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", whole], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


ATTEMPT = """
import socket
try:
    {attempt}
    print("open")
except PermissionError as error:
    print(error.strerror)
"""
REFUSED = "Voice Coach works offline: it refused to open a network connection"


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_INET6)",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('example.org', 80)",
        "socket.gethostbyname('localhost')",
        "socket.gethostbyname_ex('localhost')",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
        "__import__('_socket').socket()",
    ],
)
def test_python_is_told_why(attempt: str) -> None:
    assert REFUSED in told(wrapped(attempt))


def wrapped(attempt: str) -> str:
    """urllib wraps the refusal in an error of its own; its words remain."""
    code = ATTEMPT.format(attempt=attempt)
    return code + "except OSError as error:\n    print(error)\n"


def test_without_the_guard_the_same_socket_opens() -> None:
    assert told(ATTEMPT.format(attempt="socket.socket()"), guarded=False) == "open"


def test_local_sockets_stay() -> None:
    code = """
    import socket
    left, right = socket.socketpair()
    left.sendall(b"hello")
    print(right.recv(5).decode(), socket.socket(socket.AF_UNIX).family.name)
    """
    assert told(code) == "hello AF_UNIX"


@needs_kernel
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_a_c_library_gets_no_socket_either(family: str) -> None:
    code = f"import socket\nprint(c_socket(socket.{family}))"
    assert told(code, guarded=False) == "open"
    assert told(code) == "EACCES"


@needs_kernel
def test_a_c_library_may_open_local_sockets() -> None:
    assert told("print(c_socket(1), c_socket(16, 3))") == "open open"


@needs_kernel
def test_a_grandchild_gets_none_although_it_never_heard_of_the_guard() -> None:
    code = """
    import subprocess, sys
    attempt = "import socket\\ntry: socket.socket()\\nexcept OSError as e: print(e.errno)"
    start = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}], check=True)"
    subprocess.run([sys.executable, "-c", start.format(attempt)], check=True)
    """
    assert told(code) == "13"


@needs_kernel
def test_a_thread_that_ran_before_gets_none_either() -> None:
    code = """
    import queue, threading
    ask, answers = queue.Queue(), queue.Queue()
    def work():
        ask.get()
        answers.put(c_socket(2))
    threading.Thread(target=work, daemon=True).start()
    from voice_coach.guard import refuse_network
    refuse_network()
    ask.put("go")
    print(answers.get(timeout=20))
    """
    assert told(code, guarded=False) == "EACCES"


@needs_kernel
def test_io_uring_is_no_way_round() -> None:
    code = """
    room = ctypes.create_string_buffer(256)
    print(libc.syscall(ctypes.c_long(425), 1, room), errno.errorcode[ctypes.get_errno()])
    """
    assert told(code) == "-1 EACCES"


@needs_kernel
def test_it_says_what_is_in_force_and_a_second_call_changes_nothing() -> None:
    code = """
    def filters():
        lines = open("/proc/self/status").read().splitlines()
        return [line for line in lines if line.startswith("Seccomp_filters")]
    before = filters()
    print(guard.audit, guard.kernel, refuse_network() is guard, filters() == before)
    """
    assert told(code) == "True True True True"


@needs_kernel
def test_a_child_that_calls_it_too_adds_no_second_filter() -> None:
    code = """
    import subprocess, sys
    count = "print(open('/proc/self/status').read().split('Seccomp_filters:')[1].split()[0])"
    guarded = f"from voice_coach.guard import refuse_network\\nrefuse_network()\\n{count}"
    for program in (count, guarded):
        subprocess.run([sys.executable, "-c", program], check=True)
    """
    unaware, aware = told(code).splitlines()
    assert unaware == aware

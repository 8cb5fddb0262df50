"""One run of pytest over the tests of this directory, against a running server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .processes import end_with_parent
from .server import Server

REPOSITORY = Path(__file__).resolve().parents[3]

TESTS = "tests/live"


def run_tests(
    server: Server, arguments: Sequence[str], check: Callable[[], None] = lambda: None
) -> int:
    """Run pytest and return its status. `check` is called all the while, and may raise to end it.

    It stays in the terminal's process group: a Ctrl-C reaches it, and it closes as it always does.
    """
    named = any((REPOSITORY / argument.split("::")[0]).exists() for argument in arguments)
    tests = subprocess.Popen(
        [sys.executable, "-m", "pytest", *([] if named else [TESTS]), *arguments],
        cwd=REPOSITORY,
        env=_environment(server),
        preexec_fn=end_with_parent,
    )
    try:
        while (status := tests.poll()) is None:
            check()
            time.sleep(0.2)
        check()
        return status
    finally:
        _end(tests)


def _environment(server: Server) -> dict[str, str]:
    """Return the environment of the tests: the user's, without settings of the user's own Letta."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LETTA_")}
    return kept | server.variables()


def _end(tests: subprocess.Popen[bytes]) -> None:
    """End pytest, if it is still there: by itself after a Ctrl-C, else asked, else made to."""
    for number, patience in ((None, 2), (signal.SIGINT, 10), (signal.SIGKILL, 10)):
        if number is not None and tests.poll() is None:
            tests.send_signal(number)
        try:
            tests.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return

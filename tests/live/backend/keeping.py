"""A server that stays when the program that started it is over."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from .installation import HERE, Installation
from .progress import SetupError, note, step
from .server import Server, running

SERVE = "--serve"


def kept(root: Path) -> Server | None:
    """Return the server that stays, or `None` if none is running."""
    state = _read_state(root)
    return None if state is None else state[1]


def keep(root: Path) -> Server:
    """Return the server that stays; start one if none is running.

    Raises:
        SetupError: it does not start.
    """
    if server := kept(root):
        note(f"{server.url} is still running")
        return server
    keeper = subprocess.Popen(
        [sys.executable, "-m", HERE.name, SERVE],
        cwd=HERE.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "LETTA_LIVE_DIR": str(root)},
        start_new_session=True,
    )
    try:
        while keeper.poll() is None:
            if server := kept(root):
                return server
            time.sleep(0.2)
    except BaseException:
        keeper.terminate()
        keeper.wait()
        raise
    raise SetupError("The server did not start.")


def stop(root: Path) -> None:
    """End the server that stays; do nothing if none is running.

    Raises:
        SetupError: it does not end.
    """
    state = _read_state(root)
    if state is None:
        note("no server is running")
        return
    keeper, server = state
    with step(f"stop {server.url}"):
        os.kill(keeper, signal.SIGTERM)
        for _ in range(600):
            if _read_state(root) is None:
                return
            time.sleep(0.1)
    raise SetupError(f"Process {keeper} does not end.")


def serve(installation: Installation) -> None:
    """Be the program that a kept server runs under: start it, and watch it until told to end.

    Raises:
        SetupError: the server does not start, or a part of it has ended.
    """
    with _state(installation.root) as state, running(installation) as (server, directory, parts):
        state.write(json.dumps({"keeper": os.getpid(), "server": asdict(server)}))
        state.flush()
        _leave_terminal(directory.logs / "keeper.log")
        try:
            while True:
                parts.check()
                time.sleep(0.5)
        except SetupError as error:
            note(str(error))
            raise


# The state is a file that is locked for as long as its server runs: a process id alone could by now
# be another process's.


@contextmanager
def _state(root: Path) -> Generator[TextIO]:
    path = root / "kept.json"
    with path.open("a+") as state:
        _lock(state)
        state.truncate(0)
        try:
            yield state
        finally:
            state.truncate(0)


def _lock(state: TextIO) -> None:
    # Who looks whether a server runs holds the lock too, for a moment.
    for _ in range(20):
        with suppress(BlockingIOError):
            return fcntl.flock(state, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.05)
    raise SetupError("Another server is being started; try again when it runs.")


def _read_state(root: Path) -> tuple[int, Server] | None:
    path = root / "kept.json"
    try:
        with path.open() as state:
            try:
                fcntl.flock(state, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                text = state.read()
                known = json.loads(text) if text else None
                return None if known is None else (known["keeper"], Server(**known["server"]))
    except FileNotFoundError:
        return None
    return None


def _leave_terminal(log: Path) -> None:
    """Let go of the terminal, or pipe, of the program that started this one."""
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())

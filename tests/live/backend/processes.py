"""Processes that are started together, watched, and all ended."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from .progress import SetupError, step

PR_SET_PDEATHSIG = 1

# Loaded here because nothing may be loaded between fork and exec.
_LIBC: ctypes.CDLL | None = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel end this process when the one that started it is killed; on Linux alone."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(number))


class Process:
    """A program of a session: its start, when it is ready, and its end."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        ready: Callable[[], bool],
        logs: Path,
        directory: Path,
        environment: Mapping[str, str],
        user: str | None = None,
        end_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = command
        self.ready = ready
        self.log = logs / f"{name}.log"
        self.directory = directory
        self.environment = environment
        self.user = user
        self.end_signal = end_signal
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program, in a process group of its own: a Ctrl-C does not reach it."""
        with self.log.open("ab") as log:
            try:
                self._running = subprocess.Popen(
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self.directory,
                    env=self.environment,
                    user=self.user,
                    extra_groups=None if self.user is None else [],
                    start_new_session=True,
                    preexec_fn=self._end_with_parent,
                )
            except OSError as error:
                raise SetupError(f"{self.name} cannot be started: {error}") from error

    def check(self) -> None:
        """Raise `SetupError` if the program has ended."""
        code = None if self._running is None else self._running.poll()
        if code is not None:
            raise SetupError(f"{self.name} has ended, with status {code}.\n{self._last_words()}")

    def end(self, patience: float) -> None:
        """End the program and all that it started: asked first, then made to."""
        if self._running is None:
            return
        group = self._running.pid
        if self._running.poll() is None:
            _signal_group(group, self.end_signal)
            with suppress(subprocess.TimeoutExpired):
                self._running.wait(patience)
        _signal_group(group, signal.SIGKILL)
        self._running.wait()

    def _end_with_parent(self) -> None:
        end_with_parent(self.end_signal)

    def _last_words(self, lines: int = 20) -> str:
        text = self.log.read_text(errors="replace").splitlines()
        return "\n".join([f"The end of {self.log}:", *text[-lines:]])


class Processes:
    """The running programs, in the order in which they were started.

    As a context manager it ends them.
    """

    def __init__(self) -> None:
        self._all: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def start(self, *processes: Process, within: float) -> None:
        """Start programs side by side, and wait until each is ready.

        Raises:
            SetupError: one has ended, or is not ready in `within` seconds.
        """
        with step("start " + ", ".join(process.name for process in processes)):
            for process in processes:
                self._all.append(process)
                process.start()
            deadline = time.monotonic() + within
            waiting = list(processes)
            while waiting:
                self.check()
                waiting = [process for process in waiting if not process.ready()]
                if waiting and time.monotonic() > deadline:
                    names = ", ".join(process.name for process in waiting)
                    raise SetupError(f"{names}: not ready after {within:.0f} s.")
                time.sleep(0.1)

    def check(self) -> None:
        """Raise `SetupError` if one of the programs has ended."""
        for process in self._all:
            process.check()

    def end(self, patience: float = 5) -> None:
        """End all programs, the last one first."""
        if not self._all:
            return
        with step("stop " + ", ".join(process.name for process in reversed(self._all))):
            while self._all:
                self._all[-1].end(patience)
                self._all.pop()


def _signal_group(group: int, number: signal.Signals) -> None:
    # macOS says that it is not permitted where nobody is left.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)

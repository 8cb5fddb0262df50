"""What is going on, on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager


class SetupError(Exception):
    """The server cannot be had; the text says why, and what can be done."""


def note(text: str) -> None:
    """Say something on stderr."""
    sys.stderr.write(f"test-live: {text}\n")
    sys.stderr.flush()


@contextmanager
def step(name: str) -> Generator[None]:
    """Say what is being done, and afterwards how long it took."""
    note(f"{name} ...")
    start = time.monotonic()
    yield
    note(f"{name}: {time.monotonic() - start:.1f} s")

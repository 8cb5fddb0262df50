"""Clocks that a client's sleep moves, for servers that live by one."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from letta_client.testing import ManualClock, ReferenceServer

sleeping_on: list[ManualClock] = []
"""The clocks that move while a client sleeps."""


@contextmanager
def slept_on(server: ReferenceServer) -> Generator[ManualClock]:
    """Let the clock of `server` move while a client sleeps within the block."""
    sleeping_on.append(server.clock)
    try:
        yield server.clock
    finally:
        sleeping_on.remove(server.clock)

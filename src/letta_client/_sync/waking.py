"""Waking up a thread that waits for the network when its time is over.

The asynchronous client has no need of it: there, a task can be cancelled.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from threading import Event, Thread
from typing import Any

import httpx

from .._core.http.deadline import DEADLINE, Deadline
from .sockets import network_stream_of, shut_down, transports_of

# Seconds. A call may be between two requests when its time is over.
_INTERVAL = 0.05


@contextmanager
def waking(http_client: httpx.Client, deadline: Deadline) -> Generator[None]:
    """Break off the requests that have this deadline, should it pass within the block."""
    is_over = Event()

    def watch() -> None:
        while left := deadline.left:
            if is_over.wait(left):
                return
        while not is_over.is_set():
            _break_off(http_client, deadline)
            is_over.wait(_INTERVAL)

    Thread(target=watch, name="letta_client deadline", daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def _break_off(http_client: httpx.Client, deadline: Deadline) -> None:
    """Shut down the connections of the requests that have this deadline.

    They are found in attributes of httpx and httpcore that are not public; should those go, a call
    ends by its timeouts.
    """
    for transport in transports_of(http_client):
        pool: Any = getattr(transport, "_pool", None)
        # No connection gets another request meanwhile.
        with getattr(pool, "_optional_thread_lock", nullcontext()):
            for each in getattr(pool, "_requests", ()):
                if each.request.extensions.get(DEADLINE) is deadline and _is_alone(each.connection):
                    shut_down(network_stream_of(each.connection))


def _is_alone(connection: Any) -> bool:
    """Tell whether a connection carries one request at a time: not so with HTTP/2."""
    while (inner := getattr(connection, "_connection", None)) is not None:
        connection = inner
    return hasattr(connection, "_h11_state")

"""Waking up what waits for data: a socket that is shut down has no more.

Closing a socket does not wake up a thread that reads from it.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx

from .small_pools import AsyncSmallPools


def shut_down(network_stream: Any) -> bool:
    """Shut down the socket of a connection; return whether it has one that is known.

    Args:
        network_stream: the connection, as httpcore has it, or `None`.
    """
    found: Any = None if network_stream is None else network_stream.get_extra_info("socket")
    if found is None:
        return False
    with suppress(OSError):
        if isinstance(found, socket.socket):
            # The socket itself, below its encryption, which is not ours to touch in another thread.
            socket.socket.shutdown(found, socket.SHUT_RDWR)
        else:
            found.shutdown(socket.SHUT_RDWR)
    return True


def shut_down_connections(http_client: httpx.AsyncClient) -> None:
    """Shut down the open connections of an HTTP client, as far as they are known.

    They are those of the transports of httpx, in attributes that are not public; should they go,
    a thread that waits for data waits until its timeout.
    """
    for each in transports_of(http_client):
        if isinstance(each, AsyncSmallPools):
            # A request that waits would get the connection of one that is woken.
            each.refuse_requests()
        for connection in getattr(getattr(each, "_pool", None), "connections", ()):
            shut_down(network_stream_of(connection))


def transports_of(http_client: httpx.AsyncClient) -> Iterator[Any]:
    """Yield the transports of an HTTP client, as far as they are known."""
    transports: list[Any] = [getattr(http_client, "_transport", None)]
    transports += getattr(http_client, "_mounts", {}).values()
    for transport in transports:
        yield from _with_those_below(transport)


def _with_those_below(transport: Any) -> Iterator[Any]:
    """Yield a transport, and the transports that it sends its requests through."""
    yield transport
    for each in getattr(transport, "open_transports", ()):
        yield from _with_those_below(each)


def network_stream_of(connection: Any) -> Any:
    """Return the network stream of a connection of httpcore, which may be in several wrappers."""
    while connection is not None:
        stream = getattr(connection, "_network_stream", None)
        if stream is not None:
            return stream
        connection = getattr(connection, "_connection", None)
    return None

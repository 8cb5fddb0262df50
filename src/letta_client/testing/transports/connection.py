"""A connection over a socket, which the application can let fail."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any

from letta_client.testing.transports.exchange import (
    ConnectionDropped,
    ConnectionFailure,
    Receive,
    Scope,
)

CONNECTION_EXTENSION = "letta_client.testing.transports.connection"
"""The ASGI extension by which a server offers the application its `Connection`."""
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_INTERNAL_SERVER_ERROR = 500


class Connection:
    """One connection of a client over a socket.

    Args:
        transport: asyncio's side of it.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    async def fail(self, failure: ConnectionFailure, receive: Receive) -> None:
        """Let the connection fail, and return when it is closed.

        Args:
            failure: how.
            receive: the server's `receive`.
        """
        if isinstance(failure, ConnectionDropped):
            self._transport.close()
        else:
            open_socket: Any = self._transport.get_extra_info("socket")
            # The server may have closed it already, because it stops or the client has left.
            with suppress(OSError):
                open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._transport.abort()
        # A server that does not know yet would complain of an answer that is missing.
        while (await receive())["type"] != "http.disconnect":
            pass

    def note_status(self, status: int | None) -> None:
        """Close the connection after an answer that says that the server itself has failed."""
        if status == _INTERNAL_SERVER_ERROR:
            self._transport.close()


def connection_of(scope: Scope) -> Connection | None:
    """Return the connection of a request; `None` if it came over none of ours."""
    connection = scope.get("extensions", {}).get(CONNECTION_EXTENSION)
    return connection if isinstance(connection, Connection) else None

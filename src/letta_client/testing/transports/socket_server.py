"""A server over a real loopback socket, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from letta_client.testing.transports.connection import CONNECTION_EXTENSION, Connection
from letta_client.testing.transports.exchange import ASGIApp, Receive, Scope, Send


class ConnectedProtocol(H11Protocol):
    """uvicorn's HTTP, whose applications can let their connection fail."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let the application know of the connection."""
        super().connection_made(transport)
        self.app: Any = _connected(self.app, Connection(transport))


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Generator[str]:
    """Serve an application on a loopback socket, and give its URL.

    When the block is left, requests that are still under way are broken off.

    Args:
        app: the application.
        port: the port; 0 for any that is free.

    Raises:
        OSError: the port is taken.
    """
    listening = socket.create_server(("127.0.0.1", port))
    listener = _Listener(app, listening)
    thread = Thread(target=listener.run, name="letta_client.testing", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listener.stop()
        thread.join()
        listening.close()


class _Listener:
    """Accepts connections until it is stopped.

    It is what `uvicorn.Server` is for a program of its own, without signals, logs and the pauses
    that it makes at its end.
    """

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        self._listening = listening
        self._config = uvicorn.Config(
            app,
            http=ConnectedProtocol,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
        )
        self._state = ServerState()
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()

    def run(self) -> None:
        """Serve, until `stop` is called from another thread."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    def stop(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    async def _serve(self) -> None:
        self._config.load()
        self._state.default_headers = self._config.encoded_headers
        server = await self._loop.create_server(
            # Many clients may connect at a time.
            self._protocol,
            sock=self._listening,
            backlog=self._config.backlog,
        )
        await self._stopped.wait()
        server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        tasks = list(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # An aborted transport says so to its protocol, and closes its socket, in a later round.
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    def _protocol(self) -> ConnectedProtocol:
        return ConnectedProtocol(config=self._config, server_state=self._state, app_state={})


def _connected(app: ASGIApp, connection: Connection) -> ASGIApp:
    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"] = {**scope.get("extensions", {}), CONNECTION_EXTENSION: connection}
        await app(scope, receive, send)

    return connected

"""A server over a real loopback socket, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from letta_client.testing.transports.allowed_hosts import AllowedHosts, guarded
from letta_client.testing.transports.connection import CONNECTION_EXTENSION, Connection
from letta_client.testing.transports.exchange import ASGIApp, Receive, Scope, Send

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class SocketLimits:
    """What a server on a socket puts up with.

    Attributes:
        allowed_hosts: hosts that it answers to beside loopback and the one that it listens on.
        read_timeout: how many seconds the head of a request may take, and the next bytes of its
            body; then the connection is closed.
        keep_alive_timeout: how many seconds a connection without a request stays open.
    """

    allowed_hosts: Sequence[str] = ()
    read_timeout: float = 30.0
    keep_alive_timeout: int = 5


class ConnectedProtocol(H11Protocol):
    """uvicorn's HTTP, whose applications can let their connection fail, and which has no patience.

    Attributes:
        read_timeout: see `SocketLimits`.
    """

    read_timeout: ClassVar[float] = SocketLimits.read_timeout
    _reading: asyncio.TimerHandle | None = None
    _has_read: bool = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let the application know of the connection."""
        super().connection_made(transport)
        self.app: Any = _connected(self.app, Connection(transport))
        self._limit_reading()

    def data_received(self, data: bytes) -> None:
        """Read what has come, and wait for more only so long."""
        super().data_received(data)
        self._limit_reading()

    def on_response_complete(self) -> None:
        """Go on to the next request, a part of which may have come already."""
        super().on_response_complete()
        self._limit_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_limiting()
        super().connection_lost(exc)

    def _limit_reading(self) -> None:
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            self._has_read = True
            self._stop_limiting()
            self._start_limiting()
        elif state is h11.IDLE and (not self._has_read or self.conn.trailing_data[0]):
            # Of a head, each piece that comes does not buy more time.
            if self._reading is None:
                self._start_limiting()
        else:
            self._has_read = True
            self._stop_limiting()

    def _start_limiting(self) -> None:
        self._reading = self.loop.call_later(self.read_timeout, self._give_up)

    def _stop_limiting(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _give_up(self) -> None:
        self._reading = None
        if self.flow.read_paused:
            # It is the application that takes its time.
            self._start_limiting()
        else:
            self.transport.close()


def protocol_with(limits: SocketLimits) -> type[ConnectedProtocol]:
    """Return the protocol with these limits."""

    class LimitedProtocol(ConnectedProtocol):
        read_timeout = limits.read_timeout

    return LimitedProtocol


@contextmanager
def serving(app: ASGIApp, port: int = 0, limits: SocketLimits | None = None) -> Generator[str]:
    """Serve an application on a loopback socket, and give its URL.

    When the block is left, requests that are still under way are broken off.

    Args:
        app: the application.
        port: the port; 0 for any that is free.
        limits: what the server puts up with.

    Raises:
        OSError: the port is taken.
    """
    limits = limits or SocketLimits()
    listening = socket.create_server((LOOPBACK, port))
    listener = _Listener(app, listening, limits)
    thread = Thread(target=listener.run, name="letta_client.testing", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    finally:
        listener.stop()
        thread.join()
        listening.close()


class _Listener:
    """Accepts connections until it is stopped.

    It is what `uvicorn.Server` is for a program of its own, without signals, logs and the pauses
    that it makes at its end.
    """

    def __init__(self, app: ASGIApp, listening: socket.socket, limits: SocketLimits) -> None:
        self._listening = listening
        self._protocol_class = protocol_with(limits)
        self._config = uvicorn.Config(
            guarded(app, AllowedHosts(LOOPBACK, limits.allowed_hosts)),
            timeout_keep_alive=limits.keep_alive_timeout,
            http=self._protocol_class,
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
        return self._protocol_class(config=self._config, server_state=self._state, app_state={})


def _connected(app: ASGIApp, connection: Connection) -> ASGIApp:
    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"] = {**scope.get("extensions", {}), CONNECTION_EXTENSION: connection}
        await app(scope, receive, send)

    return connected

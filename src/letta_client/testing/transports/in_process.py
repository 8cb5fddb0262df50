"""httpx transports that call an ASGI application in process.

Unlike `httpx.ASGITransport` they stream: an event is in the caller's hands before the next one
is made, and a caller that stops reading is a disconnect to the application.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import anyio.lowlevel
import httpx

from letta_client.testing.transports.exchange import (
    ASGIApp,
    Chunk,
    ConnectionDropped,
    ConnectionFailure,
    ConnectionRefused,
    ConnectionReset,
    End,
    Exchange,
    Head,
    Pause,
    TimedOut,
)

_ERRORS: dict[type[ConnectionFailure], type[httpx.TransportError]] = {
    ConnectionRefused: httpx.ConnectError,
    ConnectionReset: httpx.ReadError,
    ConnectionDropped: httpx.RemoteProtocolError,
}
"""What a caller sees of a connection that fails; over a socket it is the same."""


class ReferenceTransport(httpx.BaseTransport):
    """Carries an `httpx.Client`'s requests to an ASGI application, without a socket.

    Args:
        app: an application as `Exchange` needs it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request, and return the response as soon as it has begun.

        Raises:
            httpx.TransportError: the application let the connection fail, or took longer than the
                request's read timeout.
        """
        request.read()
        body = _Body(_exchange(self._app, request), request)
        head = body.head()
        return httpx.Response(head.status, headers=head.headers, stream=body, request=request)


class AsyncReferenceTransport(httpx.AsyncBaseTransport):
    """Carries an `httpx.AsyncClient`'s requests to an ASGI application, without a socket.

    It works on asyncio and on trio.

    Args:
        app: an application as `Exchange` needs it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request, and return the response as soon as it has begun.

        Raises:
            httpx.TransportError: the application let the connection fail, or took longer than the
                request's read timeout.
        """
        await request.aread()
        body = _AsyncBody(_exchange(self._app, request), request)
        head = await body.head()
        return httpx.Response(head.status, headers=head.headers, stream=body, request=request)


class _Body(httpx.SyncByteStream, Iterator[bytes]):
    def __init__(self, exchange: Exchange, request: httpx.Request) -> None:
        self._exchange = exchange
        self._request = request

    def head(self) -> Head:
        operation = self._next()
        if isinstance(operation, Head):
            return operation
        raise _dropped("the server closed the connection without an answer", self._request)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        operation = self._next()
        if isinstance(operation, Chunk):
            return operation.data
        raise StopIteration

    def _next(self) -> Head | Chunk | End:
        try:
            operation = self._exchange.advance()
            while isinstance(operation, Pause):
                time.sleep(operation.seconds)
                operation = self._exchange.advance()
        except ConnectionFailure as error:
            raise _ERRORS[type(error)](str(error), request=self._request) from error
        return _in_time(operation, self._exchange, self._request)

    def close(self) -> None:
        self._exchange.close()


class _AsyncBody(httpx.AsyncByteStream, AsyncIterator[bytes]):
    def __init__(self, exchange: Exchange, request: httpx.Request) -> None:
        self._exchange = exchange
        self._request = request

    async def head(self) -> Head:
        try:
            operation = await self._next()
        except BaseException:
            # There is no response yet that could be closed.
            self._exchange.close()
            raise
        if isinstance(operation, Head):
            return operation
        raise _dropped("the server closed the connection without an answer", self._request)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        operation = await self._next()
        if isinstance(operation, Chunk):
            return operation.data
        raise StopAsyncIteration

    async def _next(self) -> Head | Chunk | End:
        # A stream without end has to let other tasks run, and to be cancellable.
        await anyio.lowlevel.checkpoint()
        try:
            operation = self._exchange.advance()
            while isinstance(operation, Pause):
                await anyio.sleep(operation.seconds)
                operation = self._exchange.advance()
        except ConnectionFailure as error:
            raise _ERRORS[type(error)](str(error), request=self._request) from error
        return _in_time(operation, self._exchange, self._request)

    async def aclose(self) -> None:
        self._exchange.close()


def _exchange(app: ASGIApp, request: httpx.Request) -> Exchange:
    """Return the exchange of a request whose body has been read."""
    return Exchange(app, _scope(request), request.content, _read_timeout(request))


def _read_timeout(request: httpx.Request) -> float | None:
    timeout: float | None = request.extensions.get("timeout", {}).get("read")
    return timeout


def _in_time(
    operation: Head | Chunk | TimedOut | End, exchange: Exchange, request: httpx.Request
) -> Head | Chunk | End:
    if isinstance(operation, TimedOut):
        exchange.close()
        if _read_timeout(request) is None:
            raise RuntimeError("nothing will ever come, and the request has no read timeout")
        raise httpx.ReadTimeout("The read operation timed out", request=request)
    return operation


def _dropped(message: str, request: httpx.Request) -> httpx.RemoteProtocolError:
    return httpx.RemoteProtocolError(message, request=request)


def _scope(request: httpx.Request) -> dict[str, Any]:
    url = request.url
    path, _, query = url.raw_path.partition(b"?")
    return {
        "type": "http",
        # From 2.4 on, `send` raises when the client has gone; Starlette then needs no task group.
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 50000),
        "server": (url.host, url.port or 80),
    }

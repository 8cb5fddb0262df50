"""One request to an ASGI application, driven by hand.

The application's coroutine is stepped like a generator: each time that it sends something or
wants to sleep, it stops and hands over what it wants, and it goes on when the driver asks for
more. No task, thread or event loop is needed, so that the same few lines serve synchronous and
asynchronous callers, and nothing of a response is made before its reader asks for it.
"""

from __future__ import annotations

import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, MutableMapping
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeAlias

from letta_client.testing.simulation.clock import Sleep

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
ASGIApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

DRIVER_EXTENSION = "letta_client.testing.driver"
"""The ASGI extension by which an exchange offers the application its `Driver`."""


@dataclass(frozen=True)
class Head:
    """The response begins."""

    status: int
    headers: list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Chunk:
    """A piece of the body, as the application sent it."""

    data: bytes


@dataclass(frozen=True)
class Pause:
    """The application wants this many seconds of real time to go by."""

    seconds: float


@dataclass(frozen=True)
class TimedOut:
    """The reader has waited for longer than it is willing to."""


@dataclass(frozen=True)
class End:
    """The application has returned."""


Operation: TypeAlias = Head | Chunk | Pause | TimedOut | End


@dataclass(frozen=True)
class Driver:
    """What an application in an exchange has, and one under a real server has not.

    Attributes:
        sleep: lets real time go by.
        read_timeout: how many seconds the reader waits for the next bytes; `None` for no limit.
        time_out: tells the reader that it has waited for so long.
    """

    sleep: Sleep
    read_timeout: float | None
    time_out: Callable[[], Awaitable[None]]


class ConnectionFailure(Exception):
    """The application lets the connection fail."""


class ConnectionRefused(ConnectionFailure):
    """There is no connection."""


class ConnectionReset(ConnectionFailure):
    """The connection is reset before there is an answer."""


class ConnectionDropped(ConnectionFailure):
    """The connection is closed, in the middle of a response or before it."""


class _Disconnected(OSError):
    """What the application's `send` raises when the client does not read any more."""


@types.coroutine
def _hand_over(operation: Operation) -> Generator[Operation, None, None]:
    yield operation


async def _pause(seconds: float) -> None:
    await _hand_over(Pause(seconds))


async def _time_out() -> None:
    await _hand_over(TimedOut())


class Exchange:
    """A request on its way through an application, one operation at a time.

    Args:
        app: the application. It may await nothing but its `receive`, its `send`, and what its
            `Driver` offers, which it finds in the scope's extensions.
        scope: the ASGI scope, complete but for its extensions.
        body: the request's whole body.
        read_timeout: how many seconds the reader waits for the next bytes; `None` for no limit.
    """

    def __init__(
        self, app: ASGIApp, scope: Scope, body: bytes, read_timeout: float | None = None
    ) -> None:
        scope["extensions"] = {DRIVER_EXTENSION: Driver(_pause, read_timeout, _time_out)}
        self._request: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._complete = False
        self._closed = False
        self._ended = False
        # Steps may come from different tasks, yet to the application they are one.
        self._context = copy_context()
        self._app: Coroutine[Operation, None, None] = self._run(app, scope)

    async def _run(self, app: ASGIApp, scope: Scope) -> None:
        await app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._request is not None:
            message, self._request = self._request, None
            return message
        if self._closed or self._complete:
            return {"type": "http.disconnect"}
        raise RuntimeError("the application waits for a disconnect, which `send` tells it of")

    async def _send(self, message: Message) -> None:
        if self._closed:
            raise _Disconnected("the client has gone")
        if message["type"] == "http.response.start":
            await _hand_over(Head(message["status"], list(message["headers"])))
            return
        self._complete = not message.get("more_body", False)
        if data := bytes(message.get("body", b"")):
            await _hand_over(Chunk(data))

    def advance(self) -> Operation:
        """Let the application run up to its next operation, and return that.

        Raises:
            ConnectionFailure: the application let the connection fail.
        """
        if self._ended:
            return End()
        try:
            operation = self._context.run(self._app.send, None)
        except StopIteration:
            self._ended = True
            return End()
        except BaseException:
            self._ended = True
            raise
        if not isinstance(operation, Head | Chunk | Pause | TimedOut):
            self._ended = True
            self._app.close()
            raise RuntimeError(f"the application awaited {operation!r}, which needs an event loop")
        return operation

    def close(self) -> None:
        """Stop reading. An application that has not sent everything sees a disconnect."""
        if self._ended:
            return
        self._ended = True
        if self._complete:
            self._finish()
            return
        self._closed = True
        self._interrupt()

    def _finish(self) -> None:
        try:
            self._context.run(self._app.send, None)
        except StopIteration:
            return
        self._app.close()

    def _interrupt(self) -> None:
        while True:
            try:
                self._context.run(self._app.throw, _Disconnected("the client has gone"))
            except (StopIteration, OSError):
                return
            except Exception as error:
                # Starlette turns the OSError into an exception of its own.
                if isinstance(error.__context__, OSError):
                    return
                raise

"""What can go wrong with a request; each kind of trouble stands between server and client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from letta_client.testing.transports.exchange import (
    ASGIApp,
    ConnectionDropped,
    ConnectionRefused,
    ConnectionReset,
    Message,
    Receive,
    Scope,
    Send,
)
from letta_client.testing.transports.request_clock import RequestClock, request_clock_of

_DROPPED = "peer closed connection without sending complete message body"
_START, _BODY = "http.response.start", "http.response.body"


class Trouble(Protocol):
    """Something that can go wrong."""

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers like `app`, as far as the trouble lets it."""
        ...


@dataclass(frozen=True)
class Answer:
    """The server answers with something else, and does nothing of what it was asked."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers with it."""
        given = {name.lower(): value for name, value in self.headers.items()}
        headers = {"content-type": "application/json", **given}
        headers["content-length"] = str(len(self.body))

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            await send({"type": _START, "status": self.status, "headers": raw})
            await send({"type": _BODY, "body": self.body})

        return answer


@dataclass(frozen=True)
class Delay:
    """The server lets its client wait, for seconds of clock time."""

    seconds: float

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers later."""

        async def later(scope: Scope, receive: Receive, send: Send) -> None:
            await request_clock_of(scope).sleep(self.seconds)
            await app(scope, receive, send)

        return later


@dataclass(frozen=True)
class Refuse:
    """There is no connection to the server."""

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that cannot be reached."""

        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            # Over a socket, a client in the middle of its request would see another error.
            while (await receive()).get("more_body", False):
                pass
            raise ConnectionRefused("[Errno 111] Connection refused")

        return refuse


@dataclass(frozen=True)
class Reset:
    """The server does what it was asked, and the connection is reset before it can say so."""

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application whose answers do not arrive."""

        async def reset(scope: Scope, receive: Receive, send: Send) -> None:
            async def lose(message: Message) -> None:
                raise ConnectionReset("[Errno 104] Connection reset by peer")

            await app(scope, receive, lose)

        return reset


@dataclass(frozen=True)
class Break:
    """The body breaks off, or stalls.

    Attributes:
        events: after so many server-sent events; `None` to count bytes.
        bytes: after so many bytes; `None` to count events.
        stalls: whether the connection stays open, without another byte.
    """

    events: int | None = None
    bytes: int | None = None
    stalls: bool = False

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers like `app`, up to the break."""

        async def broken(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope, receive, _Breaker(self, send, request_clock_of(scope)))

        return broken


class _Breaker:
    """A `send` that lets the body through up to the break."""

    def __init__(self, trouble: Break, send: Send, request_clock: RequestClock) -> None:
        self._events = trouble.events
        self._bytes = trouble.bytes
        self._stalls = trouble.stalls
        self._send = send
        self._request_clock = request_clock

    async def __call__(self, message: Message) -> None:
        if message["type"] != _BODY:
            await self._send(message)
            if self._is_due():
                await self._break()
            return
        body: bytes = message.get("body", b"")
        allowed = self._take(body)
        if len(allowed) == len(body) and not self._is_due():
            await self._send(message)
            return
        if allowed:
            await self._send({"type": _BODY, "body": allowed, "more_body": True})
        await self._break()

    async def _break(self) -> None:
        if self._stalls:
            await self._request_clock.sleep_forever()
        raise ConnectionDropped(_DROPPED)

    def _is_due(self) -> bool:
        return self._events == 0 or self._bytes == 0

    def _take(self, body: bytes) -> bytes:
        if self._bytes is not None:
            allowed = body[: self._bytes]
            self._bytes -= len(allowed)
            return allowed
        if self._events is None:
            return body
        frames = body.split(b"\n\n")
        whole = len(frames) - 1
        if whole < self._events:
            self._events -= whole
            return body
        allowed = b"".join(frame + b"\n\n" for frame in frames[: self._events])
        self._events = 0
        return allowed


@dataclass(frozen=True)
class Garble:
    """The body is something else, whatever the head promises.

    Attributes:
        body: the body; `None` to leave it.
        content_type: what the head promises; `None` to leave it.
    """

    body: bytes | None
    content_type: str | None

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers like `app`, but for its body or content type."""

        async def garbled(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope, receive, _Garbler(self, send))

        return garbled


class _Garbler:
    """A `send` that puts another body into the place of the first piece, and drops the rest."""

    def __init__(self, trouble: Garble, send: Send) -> None:
        self._trouble = trouble
        self._send = send
        self._sent = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == _START:
            await self._send({**message, "headers": self._headers(message)})
        elif self._trouble.body is None:
            await self._send(message)
        elif not self._sent:
            self._sent = True
            await self._send({"type": _BODY, "body": self._trouble.body})

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        trouble = self._trouble
        changed: dict[bytes, bytes] = {}
        if trouble.content_type is not None:
            changed[b"content-type"] = trouble.content_type.encode()
        if trouble.body is not None:
            changed[b"content-length"] = str(len(trouble.body)).encode()
        kept = [(name, value) for name, value in message["headers"] if name not in changed]
        return [*kept, *changed.items()]


@dataclass(frozen=True)
class Rearrange:
    """The events of a stream do not come as they were made. They are counted from 1.

    Attributes:
        repeated: the event that comes twice.
        swapped: the event that comes after the one that follows it.
    """

    repeated: int | None
    swapped: int | None

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers like `app`, but for the order of its events."""

        async def rearranged(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope, receive, _Rearranger(self, send))

        return rearranged


class _Rearranger:
    """A `send` that passes on events one by one, some of them twice or later."""

    def __init__(self, trouble: Rearrange, send: Send) -> None:
        self._trouble = trouble
        self._send = send
        self._count = 0
        self._held = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] != _BODY:
            await self._send(message)
            return
        *frames, rest = message.get("body", b"").split(b"\n\n")
        body = b"".join(self._pass(frame + b"\n\n") for frame in frames) + rest
        is_last = not message.get("more_body", False)
        if is_last:
            body, self._held = body + self._held, b""
        if body or is_last:
            await self._send({**message, "body": body})

    def _pass(self, frame: bytes) -> bytes:
        self._count += 1
        if self._count == self._trouble.repeated:
            return 2 * frame
        if self._count == self._trouble.swapped:
            self._held = frame
            return b""
        frame, self._held = frame + self._held, b""
        return frame

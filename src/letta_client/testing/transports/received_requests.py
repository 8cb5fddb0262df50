"""What the server has received, kept for tests to look at."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, overload

import anyio
import httpx

from letta_client.testing.transports.exchange import Message, Receive, Scope, Send

KEPT_REQUESTS = 10_000
"""How many requests are kept at most."""
KEPT_BYTES = 64 << 20
"""How many bytes they have together at most; only the last one may have more."""
_READ_AHEAD = 1 << 20
"""How many bytes of a body are read before the application asks for them, at least."""


@dataclass
class ReceivedRequest:
    """A request, and how it went.

    Attributes:
        method: say, "GET".
        path: the path, decoded.
        query: the query's parameters; one may have several values.
        headers: the headers.
        status: the status of the answer; `None` if there was none.
        disconnected: whether the client left before the end of the answer.
        size: how many bytes of it are kept.
        is_forgotten: whether it is not among the last requests any more.
    """

    method: str
    path: str
    query: httpx.QueryParams
    headers: httpx.Headers
    status: int | None = None
    disconnected: bool = False
    size: int = field(default=0, repr=False)
    is_forgotten: bool = field(default=False, repr=False)
    _pieces: list[bytes] = field(default_factory=list[bytes], repr=False)

    @property
    def body(self) -> bytes:
        """The body, as bytes, as far as the server has read it."""
        if len(self._pieces) > 1:
            self._pieces[:] = [b"".join(self._pieces)]
        return self._pieces[0] if self._pieces else b""

    def add_to_body(self, piece: bytes) -> None:
        """Note the next piece of the body."""
        if piece:
            self._pieces.append(piece)
            self.size += len(piece)

    def json(self) -> Any:
        """Return the body, read as JSON; `None` for an empty one."""
        return json.loads(self.body) if self.body else None


class ReceivedRequests(Sequence[ReceivedRequest]):
    """The last requests that came in, the oldest first. Its methods may be called from any thread.

    Of bodies that are being read, what would be too much is not kept either.
    """

    def __init__(self) -> None:
        self._kept: deque[ReceivedRequest] = deque()
        self._size = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> ReceivedRequest: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReceivedRequest]: ...
    def __getitem__(self, index: int | slice) -> ReceivedRequest | list[ReceivedRequest]:
        """Return a request, or some of them."""
        with self._lock:
            return [*self._kept][index] if isinstance(index, slice) else self._kept[index]

    def __iter__(self) -> Iterator[ReceivedRequest]:
        """Return the requests that are there now."""
        with self._lock:
            return iter([*self._kept])

    def __repr__(self) -> str:
        return repr([*self])

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            while self._kept:
                self._forget_one()

    def add(self, request: ReceivedRequest) -> None:
        """Keep a request."""
        with self._lock:
            self._kept.append(request)
            self._size += request.size
            self._forget_the_oldest()

    def add_to_body(self, request: ReceivedRequest, piece: bytes) -> None:
        """Keep the next piece of the body of a request, if that is still kept."""
        with self._lock:
            if request.is_forgotten:
                return
            request.add_to_body(piece)
            self._size += len(piece)
            self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        while len(self._kept) > KEPT_REQUESTS or (self._size > KEPT_BYTES and len(self._kept) > 1):
            self._forget_one()

    def _forget_one(self) -> None:
        forgotten = self._kept.popleft()
        forgotten.is_forgotten = True
        self._size -= forgotten.size


def receive_head(scope: Scope) -> ReceivedRequest:
    """Return the request of a scope, still without its body."""
    return ReceivedRequest(
        size=len(scope["path"])
        + len(scope["query_string"])
        + sum(len(name) + len(value) for name, value in scope["headers"]),
        method=scope["method"],
        path=scope["path"],
        query=httpx.QueryParams(scope["query_string"].decode()),
        headers=httpx.Headers(list(scope["headers"])),
    )


class Watch:
    """Stands between an application and its server, and notes what passes.

    Args:
        request: where to note it.
        requests: all requests, which `request` is one of.
        receive: the server's `receive`.
        send: the server's `send`.
    """

    def __init__(
        self, request: ReceivedRequest, requests: ReceivedRequests, receive: Receive, send: Send
    ) -> None:
        self._request = request
        self._requests = requests
        self._receive = receive
        self._send = send
        self._complete = False
        self._read_ahead: deque[Message] = deque()
        self._bytes_ahead = 0

    def note_disconnect(self) -> None:
        """Note that the client has left, unless it had everything already."""
        if not self._complete:
            self._request.disconnected = True

    async def receive(self) -> Message:
        """Pass on what the client says."""
        if self._read_ahead:
            return self._read_ahead.popleft()
        return await self._read()

    async def until_left(self) -> None:
        """Return when the client has left. What it has said before can still be received."""
        while self._bytes_ahead <= _READ_AHEAD:
            message = await self._read()
            if message["type"] == "http.disconnect":
                return
            self._read_ahead.append(message)
            self._bytes_ahead += len(message.get("body", b""))
        await anyio.sleep_forever()

    async def _read(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._requests.add_to_body(self._request, message.get("body", b""))
        elif message["type"] == "http.disconnect":
            self.note_disconnect()
        return message

    async def send(self, message: Message) -> None:
        """Pass on what the application says."""
        if message["type"] == "http.response.start":
            self._request.status = message["status"]
        elif message["type"] == "http.response.body":
            self._complete = not message.get("more_body", False)
        await self._send(message)

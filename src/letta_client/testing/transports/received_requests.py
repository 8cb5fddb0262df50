"""What the server has received, kept for tests to look at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from letta_client.testing.transports.exchange import Message, Receive, Scope, Send


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
    """

    method: str
    path: str
    query: httpx.QueryParams
    headers: httpx.Headers
    status: int | None = None
    disconnected: bool = False
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

    def json(self) -> Any:
        """Return the body, read as JSON; `None` for an empty one."""
        return json.loads(self.body) if self.body else None


def receive_head(scope: Scope) -> ReceivedRequest:
    """Return the request of a scope, still without its body."""
    return ReceivedRequest(
        method=scope["method"],
        path=scope["path"],
        query=httpx.QueryParams(scope["query_string"].decode()),
        headers=httpx.Headers(list(scope["headers"])),
    )


class Watch:
    """Stands between an application and its server, and notes what passes.

    Args:
        request: where to note it.
        receive: the server's `receive`.
        send: the server's `send`.
    """

    def __init__(self, request: ReceivedRequest, receive: Receive, send: Send) -> None:
        self._request = request
        self._receive = receive
        self._send = send
        self._complete = False

    def note_disconnect(self) -> None:
        """Note that the client has left, unless it had everything already."""
        if not self._complete:
            self._request.disconnected = True

    async def receive(self) -> Message:
        """Pass on what the client says."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._request.add_to_body(message.get("body", b""))
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

"""Failures on demand: what goes wrong with which requests, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeAlias

from letta_client.testing.exchange import (
    ASGIApp,
    ConnectionDropped,
    Message,
    Receive,
    Scope,
    Send,
)


@dataclass(frozen=True)
class CutBody:
    """The connection drops in the middle of the response's body.

    Attributes:
        events: after so many server-sent events; `None` to count bytes.
        bytes: after so many bytes; `None` to count events.
    """

    events: int | None = None
    bytes: int | None = None

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers like `app`, up to the cut."""

        async def cut(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope, receive, _Cutter(self, send))

        return cut


class _Cutter:
    """A `send` that lets the body through up to the cut."""

    def __init__(self, cut: CutBody, send: Send) -> None:
        self._events = cut.events
        self._bytes = cut.bytes
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] != "http.response.body":
            await self._send(message)
            if self._is_due():
                raise ConnectionDropped(_DROPPED)
            return
        body: bytes = message.get("body", b"")
        allowed = self._take(body)
        if len(allowed) == len(body) and not self._is_due():
            await self._send(message)
            return
        await self._send({"type": message["type"], "body": allowed, "more_body": True})
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


_DROPPED = "peer closed connection without sending complete message body"

Action: TypeAlias = CutBody
"""What goes wrong."""


@dataclass
class Fault:
    """Something that goes wrong with the next requests that match.

    Attributes:
        action: what goes wrong.
        method: the method of the requests; `None` for any.
        path: the path of the requests, in which `*` stands for anything; `None` for any.
        times: how many requests it meets; `None` for all that match.
        fired: how many it has met.
    """

    action: Action
    method: str | None = None
    path: str | None = None
    times: int | None = 1
    fired: int = 0

    def meets(self, method: str, path: str) -> bool:
        """Tell whether it meets a request."""
        return (
            (self.times is None or self.fired < self.times)
            and (self.method is None or self.method.upper() == method)
            and (self.path is None or fnmatchcase(path, self.path))
        )


class Faults:
    """The faults of a server, the first added being the first to be met."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def __iter__(self) -> Iterator[Fault]:
        """Iterate over all faults that were added."""
        return iter(self._faults)

    def add(
        self,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int | None = 1,
        cut_after_events: int | None = None,
        cut_after_bytes: int | None = None,
    ) -> Fault:
        """Let something go wrong.

        Args:
            method: only with requests of this method.
            path: only with requests to this path, in which `*` stands for anything:
                "/v1/runs/*/stream".
            times: with how many requests; `None` for all.
            cut_after_events: drop the connection after so many server-sent events.
            cut_after_bytes: drop the connection after so many bytes of the body.

        Raises:
            ValueError: it is not said what is to go wrong, or more than one thing is.
        """
        if (cut_after_events is None) == (cut_after_bytes is None):
            raise ValueError("give one of cut_after_events and cut_after_bytes")
        fault = Fault(CutBody(cut_after_events, cut_after_bytes), method, path, times)
        self._faults.append(fault)
        return fault

    @property
    def unused(self) -> list[Fault]:
        """The faults that no request has met."""
        return [fault for fault in self._faults if not fault.fired]

    def apply(self, app: ASGIApp, method: str, path: str) -> ASGIApp:
        """Return the application as the next request of this kind meets it."""
        for fault in self._faults:
            if fault.meets(method, path):
                fault.fired += 1
                return fault.action.around(app)
        return app

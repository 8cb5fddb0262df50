"""Connections belong to the event loop in which they were made: each loop gets its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable
from threading import Lock

import httpx
from typing_extensions import override


class AsyncPerLoop(httpx.AsyncBaseTransport):
    """A transport that has another one in each event loop, and closes it when the loop ends.

    So one client can be used by one `asyncio.run` after the other, and in several threads.

    Args:
        open_transport: makes a transport.
    """

    def __init__(self, open_transport: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._open_transport = open_transport
        self._opened: dict[object, httpx.AsyncBaseTransport] = {}
        # Event loops close the asynchronous generators that are left when they end, and those that
        # nobody holds any more.
        self._closing: dict[object, AsyncGenerator[None]] = {}
        self._lock = Lock()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request over a connection of the running event loop."""
        loop = _running_loop()
        transport = self._opened.get(loop) or await self._open(loop)
        return await transport.handle_async_request(request)

    @override
    async def aclose(self) -> None:
        """Close all connections; those of other event loops are closed there."""
        closing = self._closing.pop(_running_loop(), None)
        if closing is not None:
            await closing.aclose()
        with self._lock:
            self._opened.clear()
            self._closing.clear()

    @property
    def open_transports(self) -> list[httpx.AsyncBaseTransport]:
        """The transports that are open."""
        return list(self._opened.values())

    async def _open(self, loop: object) -> httpx.AsyncBaseTransport:
        closing = self._closed_at_the_end(loop)
        # Nothing is awaited for before the transport is there.
        await anext(closing)
        self._closing[loop] = closing
        return self._opened[loop]

    async def _closed_at_the_end(self, loop: object) -> AsyncGenerator[None]:
        with self._lock:
            transport = self._opened[loop] = self._open_transport()
        try:
            yield
        finally:
            with self._lock:
                self._opened.pop(loop, None)
                self._closing.pop(loop, None)
            await transport.aclose()


def _running_loop() -> object:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio = sys.modules.get("trio")
        if trio is None:
            raise
        return trio.lowlevel.current_trio_token()

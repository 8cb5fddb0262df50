"""Many connections, in small pools.

For each request a pool of httpx looks at all of its connections, so what calls at a time cost grows
with the square of their number. Several pools of a few connections each do the same work in a
fraction of the time. Each is a transport of httpx: how connections are made, checked and closed is
left to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable
from operator import attrgetter
from threading import RLock
from time import monotonic
from typing import cast

import httpx
from anyio import Event, move_on_after
from typing_extensions import override

from .._core.http.pool_sizes import PoolSize, pool_sizes

_requests_of = attrgetter("requests")


class _Pool:
    """A pool, opened when it is needed; `requests` counts those whose response is still open."""

    def __init__(self, size: PoolSize) -> None:
        self.size = size
        self.transport: httpx.AsyncBaseTransport | None = None
        self.requests = 0
        self.idle_since = 0.0

    @property
    def is_full(self) -> bool:
        return self.size.connections is not None and self.requests >= self.size.connections


class _Waiter:
    """A request that waits for a pool to have a connection left."""

    def __init__(self) -> None:
        self.pool: _Pool | None = None
        self.served = Event()


class AsyncSmallPools(httpx.AsyncBaseTransport):
    """A transport over as many connections as `limits` say, in pools that are opened when needed.

    A request goes to the pool that has the least to do, the first of several: a program that makes
    one call at a time has one pool.

    Args:
        open_pool: makes a pool with the given limits.
        limits: how many connections there may be in all.
        now: the time in seconds.
    """

    def __init__(
        self,
        open_pool: Callable[[httpx.Limits], httpx.AsyncBaseTransport],
        limits: httpx.Limits,
        *,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._open_pool = open_pool
        self._keepalive_expiry = limits.keepalive_expiry
        self._now = now
        sizes = pool_sizes(limits.max_connections, limits.max_keepalive_connections)
        self._pools = [_Pool(size) for size in sizes]
        self._waiters: deque[_Waiter] = deque()
        self._is_closed = False
        self._next_look = 0.0
        # A response that is collected as garbage may be closed at any moment, also under the lock.
        self._lock = RLock()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request over a connection of the pool that has the least to do."""
        pool = self._take() or await self._wait(request)
        try:
            await self._close_unused()
            response = await self._transport_of(pool).handle_async_request(request)
        except BaseException:
            self._give_back(pool)
            raise
        stream = cast("httpx.AsyncByteStream", response.stream)
        response.stream = _Stream(stream, lambda: self._give_back(pool))
        return response

    @override
    async def aclose(self) -> None:
        """Close all connections; a request that waits for one fails."""
        with self._lock:
            self._is_closed = True
            while self._waiters:
                self._waiters.popleft().served.set()
        for transport in self.open_transports:
            await transport.aclose()

    @property
    def open_transports(self) -> list[httpx.AsyncBaseTransport]:
        """The transports of the pools that have been opened."""
        return [pool.transport for pool in self._pools if pool.transport is not None]

    def _transport_of(self, pool: _Pool) -> httpx.AsyncBaseTransport:
        with self._lock:
            if pool.transport is None:
                pool.transport = self._open_pool(
                    httpx.Limits(
                        max_connections=pool.size.connections,
                        max_keepalive_connections=pool.size.keepalive_connections,
                        keepalive_expiry=self._keepalive_expiry,
                    )
                )
            return pool.transport

    def _take(self) -> _Pool | None:
        with self._lock:
            pool = min(self._pools, key=_requests_of)
            if pool.is_full or self._is_closed:
                return None
            pool.requests += 1
            return pool

    def _give_back(self, pool: _Pool) -> None:
        with self._lock:
            if self._waiters:
                waiter = self._waiters.popleft()
                waiter.pool = pool
                waiter.served.set()
                return
            pool.requests -= 1
            if pool.requests == 0:
                pool.idle_since = self._now()

    async def _wait(self, request: httpx.Request) -> _Pool:
        timeout: float | None = request.extensions.get("timeout", {}).get("pool")
        waiter = _Waiter()
        with self._lock:
            # One may have been given back meanwhile.
            pool = self._take()
            if pool is not None:
                return pool
            if self._is_closed:
                raise self._failure(request)
            self._waiters.append(waiter)
        try:
            with move_on_after(timeout):
                await waiter.served.wait()
        except BaseException:
            self._leave(waiter)
            if waiter.pool is not None:
                self._give_back(waiter.pool)
            raise
        self._leave(waiter)
        if waiter.pool is None:
            raise self._failure(request)
        return waiter.pool

    def _failure(self, request: httpx.Request) -> httpx.TransportError:
        """Return the error for a request that got no connection."""
        if self._is_closed:
            return httpx.ConnectError("The client is closed.", request=request)
        return httpx.PoolTimeout("All connections are in use.", request=request)

    def _leave(self, waiter: _Waiter) -> None:
        with self._lock:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    async def _close_unused(self) -> None:
        """Close the pools that nobody has used for so long that their connections have expired."""
        now = self._now()
        if self._keepalive_expiry is None or now < self._next_look:
            return
        self._next_look = now + self._keepalive_expiry
        for pool in self._pools:
            with self._lock:
                transport = pool.transport
                if (
                    transport is None
                    or pool.requests
                    or now < pool.idle_since + self._keepalive_expiry
                ):
                    continue
                pool.transport = None
            await transport.aclose()


class _Stream(httpx.AsyncByteStream):
    """The body of a response, and what to do once it is closed."""

    def __init__(self, stream: httpx.AsyncByteStream, on_close: Callable[[], None]) -> None:
        self._stream = stream
        self._on_close: Callable[[], None] | None = on_close

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    @override
    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            on_close, self._on_close = self._on_close, None
            if on_close is not None:
                on_close()

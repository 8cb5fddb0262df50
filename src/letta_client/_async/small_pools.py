"""Many connections, in small pools.

For each request a pool of httpx looks at all of its connections, so what calls at a time cost grows
with the square of their number. Several pools of a few connections each do the same work in a
fraction of the time. Each is a transport of httpx: how connections are made, checked and closed is
left to it.

A request that is cancelled can leave a connection taken for ever in a pool of httpcore, because its
shield does not hold against `asyncio.Task.cancel`. So a pool in which that may have happened gets
no more requests, and is closed after its last one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable
from functools import partial
from math import inf
from operator import attrgetter
from threading import RLock
from time import monotonic
from typing import cast

import httpx
from anyio import Event, move_on_after
from typing_extensions import override

from .._core.http.pool_sizes import PoolSize, pool_sizes

_requests_of = attrgetter("requests")


class _OpenPool:
    """A pool of httpx; `requests` counts those whose response is still open."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport
        self.requests = 0
        self.is_suspect = False


class _Pool:
    """The place of a pool, which is opened when it is needed, and again after a cancellation.

    `requests` counts those whose response is still open, in each pool that was opened here.
    """

    def __init__(self, size: PoolSize) -> None:
        self.size = size
        self.opened: _OpenPool | None = None
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
        self._open_pools: list[_OpenPool] = []
        # To be closed by the next request.
        self._discarded: list[_OpenPool] = []
        self._waiters: deque[_Waiter] = deque()
        self._is_closed = False
        self._next_look = 0.0 if self._keepalive_expiry is not None else inf
        # A response that is collected as garbage may be closed at any moment, also under the lock.
        self._lock = RLock()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request over a connection of the pool that has the least to do."""
        pool = self._take() or await self._wait(request)
        opened: _OpenPool | None = None
        try:
            if self._discarded or self._now() >= self._next_look:
                await self._close_unused()
            opened = self._open(pool)
            response = await opened.transport.handle_async_request(request)
        except BaseException as error:
            self._give_back(pool, opened, error)
            raise
        stream = cast("httpx.AsyncByteStream", response.stream)
        response.stream = _Stream(stream, partial(self._give_back, pool, opened))
        return response

    @override
    async def aclose(self) -> None:
        """Close all connections; a request that waits for one fails."""
        self.refuse_requests()
        for transport in self.open_transports:
            await transport.aclose()

    def refuse_requests(self) -> None:
        """Send nothing from now on; a request that waits for a connection fails."""
        with self._lock:
            self._is_closed = True
            while self._waiters:
                self._waiters.popleft().served.set()

    @property
    def open_transports(self) -> list[httpx.AsyncBaseTransport]:
        """The transports of the pools that are open."""
        return [opened.transport for opened in list(self._open_pools)]

    def _open(self, pool: _Pool) -> _OpenPool:
        """Return the pool that has this place, for another request."""
        with self._lock:
            if pool.opened is None:
                limits = httpx.Limits(
                    max_connections=pool.size.connections,
                    max_keepalive_connections=pool.size.keepalive_connections,
                    keepalive_expiry=self._keepalive_expiry,
                )
                pool.opened = _OpenPool(self._open_pool(limits))
                self._open_pools.append(pool.opened)
            pool.opened.requests += 1
            return pool.opened

    def _take(self) -> _Pool | None:
        with self._lock:
            pool = min(self._pools, key=_requests_of)
            if pool.is_full or self._is_closed:
                return None
            pool.requests += 1
            return pool

    def _give_back(
        self, pool: _Pool, opened: _OpenPool | None, error: BaseException | None = None
    ) -> None:
        with self._lock:
            if opened is not None:
                self._leave(pool, opened, error)
            if self._waiters:
                waiter = self._waiters.popleft()
                waiter.pool = pool
                waiter.served.set()
                return
            pool.requests -= 1
            if pool.requests == 0:
                pool.idle_since = self._now()

    def _leave(self, pool: _Pool, opened: _OpenPool, error: BaseException | None) -> None:
        """Take note that a request is over."""
        opened.requests -= 1
        if error is not None and not isinstance(error, Exception):
            opened.is_suspect = True
            if pool.opened is opened:
                pool.opened = None
        if opened.is_suspect and not opened.requests:
            self._discarded.append(opened)

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
            self._stop_waiting(waiter)
            if waiter.pool is not None:
                self._give_back(waiter.pool, None)
            raise
        self._stop_waiting(waiter)
        if waiter.pool is None:
            raise self._failure(request)
        return waiter.pool

    def _failure(self, request: httpx.Request) -> httpx.TransportError:
        """Return the error for a request that got no connection."""
        if self._is_closed:
            return httpx.ConnectError("The client is closed.", request=request)
        return httpx.PoolTimeout("All connections are in use.", request=request)

    def _stop_waiting(self, waiter: _Waiter) -> None:
        with self._lock:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    async def _close_unused(self) -> None:
        """Close the pools that are discarded, and those whose connections have expired."""
        self._discard_expired()
        while self._discarded:
            opened = self._discarded[-1]
            # Once more by another request, if this one is cancelled here.
            await opened.transport.aclose()
            with self._lock:
                if opened in self._discarded:
                    self._discarded.remove(opened)
                    self._open_pools.remove(opened)

    def _discard_expired(self) -> None:
        now, expiry = self._now(), self._keepalive_expiry
        if expiry is None:
            return
        self._next_look = now + expiry
        with self._lock:
            for pool in self._pools:
                if pool.opened and not pool.requests and now >= pool.idle_since + expiry:
                    self._discarded.append(pool.opened)
                    pool.opened = None


class _Stream(httpx.AsyncByteStream):
    """The body of a response, and what to do once it is closed.

    Args:
        stream: the body.
        on_close: is given what broke off reading or closing the body, if something did.
    """

    def __init__(
        self,
        stream: httpx.AsyncByteStream,
        on_close: Callable[[BaseException | None], None],
    ) -> None:
        self._stream = stream
        self._on_close: Callable[[BaseException | None], None] | None = on_close
        self._error: BaseException | None = None

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                yield chunk
        except GeneratorExit:
            raise
        except BaseException as error:
            self._error = error
            raise

    @override
    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        except BaseException as error:
            self._error = error
            raise
        finally:
            on_close, self._on_close = self._on_close, None
            if on_close is not None:
                on_close(self._error)

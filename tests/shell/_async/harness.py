"""Clients and bodies to test with."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import httpx
from anyio import sleep

from letta_client import AsyncLetta, AsyncStream, DefaultAsyncHttpxClient
from letta_client._async.transport import AsyncTransport
from letta_client._display import DisplayedList
from letta_client.pagination import AsyncArrayPage
from letta_client.testing import ManualClock, ReferenceServer

from ..answers import BASE_URL, KEY
from ..calls import Call

# Enough for other tasks to have their turn.
SECONDS_OF_A_TURN = 0.0


def with_time(
    client: AsyncLetta,
    sleep: Callable[[float], Awaitable[None]],
    *,
    monotonic: Callable[[], float] = time.monotonic,
    jitter: Callable[[], float] = random.random,
) -> AsyncLetta:
    """Return the client, waiting between attempts by `sleep`."""
    transport = client._transport
    return AsyncLetta._with_transport(
        AsyncTransport(
            transport.http_client,
            transport.config,
            sleep=sleep,
            monotonic=monotonic,
            jitter=jitter,
        )
    )


def without_sleep(
    client: AsyncLetta,
    delays: list[float] | None = None,
    *,
    clock: ManualClock | None = None,
    jitter: Callable[[], float] = random.random,
) -> AsyncLetta:
    """Return the client, which then never sleeps.

    Args:
        client: the client.
        delays: gets the seconds for which the client would have slept.
        clock: goes on by these seconds, and is the client's clock too.
        jitter: returns random numbers from 0 to 1.
    """

    async def sleep(seconds: float) -> None:
        if delays is not None:
            delays.append(seconds)
        if clock is not None:
            clock.advance(seconds)

    monotonic = time.monotonic if clock is None else lambda: clock.now().timestamp()
    return with_time(client, sleep, monotonic=monotonic, jitter=jitter)


def connect(
    handler: Callable[[httpx.Request], httpx.Response],
    *,
    delays: list[float] | None = None,
    jitter: Callable[[], float] = random.random,
    **options: Any,
) -> AsyncLetta:
    """Return a client whose requests go to `handler`, and which never sleeps."""
    http_client = DefaultAsyncHttpxClient(transport=httpx.MockTransport(handler))
    options = {"api_key": KEY, "base_url": BASE_URL, **options}
    client = AsyncLetta(http_client=http_client, **options)
    return without_sleep(client, delays, jitter=jitter)


def reference_client(
    server: ReferenceServer, *, delays: list[float] | None = None, **options: Any
) -> AsyncLetta:
    """Return a client of a reference server, whose clock goes on while the client sleeps."""
    return without_sleep(server.async_client(**options), delays, clock=server.clock)


async def check_value(value: Any, call: Call) -> None:
    """Check that `value` is of the type that `call` promises, inside and out."""
    kinds: dict[str, type[Any]] = {
        "page": AsyncArrayPage,
        "list": DisplayedList,
        "stream": AsyncStream,
    }
    kind: object = kinds.get(call.kind, call.gives)
    assert type(value) is kind
    match call.kind:
        case "page":
            first: Any = value.items[0]
        case "list":
            first = value[0]
        case "stream":
            first = await anext(value)
            await value.close()
        case _:
            first = value
    assert type(first) is call.gives


class Body(httpx.AsyncByteStream):
    """A body that counts how many of its chunks were taken, and how often it was closed."""

    def __init__(self, chunks: Iterable[bytes], *, error: Exception | None = None) -> None:
        self.taken = 0
        self.closed = 0
        self.error: BaseException | None = error
        self.error_of_closing: BaseException | None = None
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            self.taken += 1
            yield chunk
        if self.error is not None:
            raise self.error

    async def aclose(self) -> None:
        self.closed += 1
        if self.error_of_closing is not None:
            raise self.error_of_closing


async def settle() -> None:
    """Let abandoned generators end: a backend does that in a task of its own."""
    for _ in range(5):
        await sleep(SECONDS_OF_A_TURN)

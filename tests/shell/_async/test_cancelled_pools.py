"""However many tasks are cancelled, and at whatever moment, no connection stays taken."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx
import pytest

from letta_client import (
    AsyncLetta,
    DefaultAioHttpClient,
    DefaultAsyncHttpxClient,
)
from letta_client.testing import ReferenceServer, Script, SystemClock

# More often than there are connections, in each moment of a call.
ROUNDS = 2
MOMENTS = range(0, 36, 2)
LIMITS = httpx.Limits(max_connections=2, max_keepalive_connections=1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def cancelled(call: Awaitable[object], *, after: int, times: int) -> None:
    """Cancel a call after so many turns of the event loop, in so many of them."""
    task = asyncio.ensure_future(call)
    for _ in range(after):
        await asyncio.sleep(0)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with suppress(asyncio.CancelledError):
        await task


async def timed_out(call: Awaitable[object], *, after: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(after / 10_000):
            await call


@pytest.mark.parametrize(
    ("make_http_client", "how"),
    [
        (DefaultAsyncHttpxClient, "cancel"),
        (DefaultAsyncHttpxClient, "cancel twice"),
        (DefaultAsyncHttpxClient, "timeout"),
        (DefaultAioHttpClient, "cancel twice"),
    ],
)
async def test_cancelled_calls_and_streams_leave_no_connection_taken(
    make_http_client: Callable[..., httpx.AsyncClient], how: str
) -> None:
    server = ReferenceServer(clock=SystemClock())
    run_id = server.add_run(Script().reply("One two three.")).id
    http_client = make_http_client(limits=LIMITS, timeout=httpx.Timeout(5, pool=2))
    with server.serve() as url:
        async with AsyncLetta(base_url=url, http_client=http_client, max_retries=0) as client:

            async def follow() -> None:
                async for _ in await client.runs.messages.stream(run_id, resume=False):
                    pass

            async def call() -> None:
                await client.runs.retrieve(run_id)

            for after in MOMENTS:
                for work in (follow, call) * ROUNDS:
                    if how == "timeout":
                        await timed_out(work(), after=after)
                    else:
                        times = 1 if how == "cancel" else 2
                        await cancelled(work(), after=after, times=times)
            await asyncio.gather(*(client.runs.retrieve(run_id) for _ in range(10)))

"""One client in several event loops, one after the other and at a time."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeAlias

import anyio
import httpx
import pytest

from letta_client import APIConnectionError, AsyncLetta, DefaultAioHttpClient

from ..loopback import PATIENCE, LoopbackServer

Runner: TypeAlias = Callable[[Callable[[], Coroutine[Any, Any, None]]], None]


def by_asyncio(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())


def by_trio(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    anyio.run(work, backend="trio")


@pytest.fixture
def client(loopback: LoopbackServer) -> Iterator[AsyncLetta]:
    client = AsyncLetta(base_url=loopback.url, max_retries=0)
    yield client
    asyncio.run(client.close())


async def two_calls(client: AsyncLetta) -> None:
    for _ in range(2):
        # Not safe to be sent again: a connection of another loop would be an error.
        await client.post("/v1/health/", cast_to=object)


@pytest.mark.parametrize("runs", [[by_asyncio] * 3, [by_trio] * 3, [by_trio, by_asyncio, by_trio]])
def test_a_client_works_in_one_event_loop_after_the_other(
    client: AsyncLetta, loopback: LoopbackServer, runs: list[Runner]
) -> None:
    for run in runs:
        run(lambda: two_calls(client))
        # The end of a loop closes its connections.
        assert loopback.all_connections_ended()
        gc.collect()
    assert loopback.connections == 3
    assert len(loopback.requests) == 6


def test_a_client_works_in_event_loops_of_several_threads(
    client: AsyncLetta, loopback: LoopbackServer
) -> None:
    together = Barrier(4)

    async def call() -> None:
        await two_calls(client)
        await asyncio.to_thread(together.wait, PATIENCE)
        await two_calls(client)

    with ThreadPoolExecutor(4) as threads:
        for result in [threads.submit(asyncio.run, call()) for _ in range(4)]:
            result.result(PATIENCE)
    assert loopback.connections == 4
    assert loopback.all_connections_ended()


def test_a_client_is_closed_in_another_event_loop_than_it_was_used_in(
    loopback: LoopbackServer,
) -> None:
    client = AsyncLetta(base_url=loopback.url)
    with asyncio.Runner() as first:
        first.run(two_calls(client))
        asyncio.run(client.close())
        assert client.is_closed()
        first.run(asyncio.sleep(0))
    assert loopback.all_connections_ended()


def test_a_client_on_aiohttp_works_in_one_event_loop_after_the_other(
    loopback: LoopbackServer,
) -> None:
    client = AsyncLetta(base_url=loopback.url, http_client=DefaultAioHttpClient(), max_retries=0)
    for _ in range(2):
        by_asyncio(lambda: two_calls(client))
        assert loopback.all_connections_ended()
    asyncio.run(client.close())
    assert loopback.connections == 2


# Of the connection whose loop is gone.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_http_client_of_httpx_says_what_is_wrong_in_another_event_loop(
    loopback: LoopbackServer,
) -> None:
    client = AsyncLetta(base_url=loopback.url, http_client=httpx.AsyncClient(), max_retries=0)
    with asyncio.Runner() as first:
        first.run(two_calls(client))
    with pytest.raises(APIConnectionError, match=r"another event loop.*DefaultAsyncHttpxClient"):
        asyncio.run(two_calls(client))
    asyncio.run(client.close())
    del client
    gc.collect()

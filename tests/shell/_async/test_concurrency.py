"""Many calls at a time share connections, on either backend."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from threading import Condition, Event
from typing import Any

import anyio
import httpx
import pytest
from anyio import from_thread

from letta_client import AsyncLetta, DefaultAsyncHttpxClient
from letta_client._async.small_pools import AsyncSmallPools

from ..loopback import PATIENCE, LoopbackServer, health
from .harness import Body


async def at_once(count: int, call: Callable[[], Coroutine[Any, Any, object]]) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(call)


class Gathering:
    """Answers each request only when so many are there at a time."""

    def __init__(self, count: int) -> None:
        self.most = 0
        self._count = count
        self._here = 0
        self._arrived = Condition()

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        with self._arrived:
            self._here += 1
            self.most = max(self.most, self._here)
            self._arrived.notify_all()
            self._arrived.wait_for(lambda: self.most >= self._count, PATIENCE)
            self._here -= 1
        health(handler)


async def test_the_connections_of_calls_at_a_time_are_kept(loopback: LoopbackServer) -> None:
    limits = httpx.Limits(max_keepalive_connections=100, keepalive_expiry=None)
    http_client = DefaultAsyncHttpxClient(limits=limits)
    async with AsyncLetta(base_url=loopback.url, http_client=http_client) as client:
        for _ in range(2):
            loopback.answer = Gathering(20)
            await at_once(20, client.health)
    assert len(loopback.requests) == 40
    assert loopback.connections == 20


async def test_no_more_calls_are_under_way_than_there_are_connections(
    loopback: LoopbackServer,
) -> None:
    loopback.answer = gathering = Gathering(12)
    limits = httpx.Limits(max_connections=12)
    http_client = DefaultAsyncHttpxClient(limits=limits)
    async with AsyncLetta(base_url=loopback.url, http_client=http_client) as client:
        await at_once(50, client.health)
    assert len(loopback.requests) == 50
    assert gathering.most == 12


class OneAtATime:
    """A client of one connection, which another request holds until `let_go`."""

    def __init__(self) -> None:
        self.let_go = anyio.Event()
        self.order: list[str] = []
        pools = AsyncSmallPools(
            lambda limits: httpx.MockTransport(self.handle), httpx.Limits(max_connections=1)
        )
        self.http = httpx.AsyncClient(transport=pools, base_url="http://letta.test")

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.order.append(request.url.path)
        if request.url.path == "/first":
            await self.let_go.wait()
        return httpx.Response(200, stream=Body([]))

    async def get(self, path: str) -> None:
        await self.http.get(path, timeout=None)


async def test_who_waits_longest_is_next() -> None:
    one = OneAtATime()
    paths = ["/first", "/second", "/third", "/fourth"]
    async with one.http, anyio.create_task_group() as tasks:
        for path in paths:
            tasks.start_soon(one.get, path)
            await anyio.wait_all_tasks_blocked()
        one.let_go.set()
    assert one.order == paths


async def test_who_is_cancelled_while_waiting_takes_no_place() -> None:
    one = OneAtATime()
    async with one.http, anyio.create_task_group() as tasks:
        tasks.start_soon(one.get, "/first")
        await anyio.wait_all_tasks_blocked()
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as waiting:
                waiting.start_soon(one.get, "/cancelled")
                await anyio.wait_all_tasks_blocked()
                scope.cancel()
        one.let_go.set()
        await one.get("/last")
    assert one.order == ["/first", "/last"]


async def test_who_is_cancelled_as_it_is_served_gives_its_place_back() -> None:
    one = OneAtATime()
    with anyio.fail_after(PATIENCE):
        async with one.http, anyio.create_task_group() as tasks:
            tasks.start_soon(one.get, "/first")
            await anyio.wait_all_tasks_blocked()
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as waiting:
                    waiting.start_soon(one.get, "/cancelled")
                    await anyio.wait_all_tasks_blocked()
                    one.let_go.set()
                    scope.cancel()
            await one.get("/last")
    assert one.order[-1] == "/last"


async def test_who_is_cancelled_under_way_gives_its_place_back() -> None:
    one = OneAtATime()
    async with one.http:
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(one.get, "/first")
                await anyio.wait_all_tasks_blocked()
                scope.cancel()
        await one.get("/last")
    assert one.order == ["/first", "/last"]


async def test_a_call_that_waits_for_a_connection_too_long_is_a_timeout(
    loopback: LoopbackServer,
) -> None:
    let_go = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        let_go.wait(PATIENCE)
        health(handler)

    loopback.answer = answer
    limits = httpx.Limits(max_connections=12)
    async with DefaultAsyncHttpxClient(limits=limits, base_url=loopback.url) as http:
        async with anyio.create_task_group() as tasks:
            for _ in range(12):
                tasks.start_soon(http.get, "/")
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(httpx.PoolTimeout):
                await http.get("/", timeout=httpx.Timeout(5, pool=0.01))
            let_go.set()
    assert len(loopback.requests) == 12


async def test_files_are_read_while_the_event_loop_goes_on() -> None:
    turns: list[str] = []

    class File(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            # The event loop carries it out meanwhile.
            from_thread.run_sync(turns.append, "of the loop")
            return super().read(size)

    imported = {"agent_ids": ["agent-1"]}
    handler = httpx.MockTransport(lambda request: httpx.Response(200, json=imported))
    async with AsyncLetta(http_client=httpx.AsyncClient(transport=handler)) as client:
        made = await client.agents.import_file(file=File(b"{}"))
    assert (made.agent_ids, turns) == (["agent-1"], ["of the loop"])

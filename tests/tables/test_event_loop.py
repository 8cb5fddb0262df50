"""Tables that are read in an event loop, with requests by the client as it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import httpx
import polars as pl
import pyarrow as pa
import pytest
from typing_extensions import override

from letta_client import AsyncLetta, InternalServerError, Letta, tables
from letta_client.tables import batches, parquet
from letta_client.testing import ReferenceServer

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    backend: str = request.param
    return backend


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "RUNS_PER_PART", 10)
    monkeypatch.setattr(batches, "ROWS_PER_BATCH", 10)


@pytest.fixture
def server() -> Iterator[ReferenceServer]:
    with ReferenceServer() as server:
        server.add_runs(25)
        yield server


class Watched(httpx.AsyncBaseTransport):
    """Says in which thread requests are made, and how many at a time; can keep them waiting."""

    def __init__(self, server: ReferenceServer, *, together: int = 1) -> None:
        self.threads: set[int] = set()
        self.under_way = self.most = 0
        self.cancelled = 0
        self.started = anyio.Event()
        self.answering = anyio.Event()
        self._together = together
        self._inner = server.async_transport()
        if together == 1:
            self.answering.set()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.threads.add(threading.get_ident())
        if not request.url.path.endswith("/steps"):
            return await self._inner.handle_async_request(request)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if self.under_way == self._together:
            self.started.set()
        try:
            await self.answering.wait()
            return await self._inner.handle_async_request(request)
        except anyio.get_cancelled_exc_class():
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1


@pytest.fixture
async def clients(server: ReferenceServer) -> AsyncIterator[list[Letta | AsyncLetta]]:
    async with server:
        yield [server.async_client(), server.client()]


async def test_a_table_is_read_and_streamed_by_either_client(
    clients: list[Letta | AsyncLetta],
) -> None:
    expected = tables.runs(clients[1]).to_arrow()
    for client in clients:
        table = tables.runs(client)
        assert await table.read() == expected
        assert pl.DataFrame(await table.read()).equals(table.to_polars())
        async with table.stream() as found:
            parts = [batch async for batch in found]
        assert [part.num_rows for part in parts] == [10, 10, 5]
        assert pa.Table.from_batches(parts) == expected


async def test_requests_are_made_in_the_callers_loop_by_the_client_as_it_is(
    server: ReferenceServer,
) -> None:
    watched = Watched(server)
    async with AsyncLetta(
        api_key="any", http_client=httpx.AsyncClient(transport=watched)
    ) as client:
        table = tables.steps(client)
        with pytest.raises(TypeError, match=r"await table\.read"):
            table.to_arrow()
        assert (await table.read()).num_rows == 25
        assert watched.threads == {threading.get_ident()}
        assert len((await client.runs.list()).items) == 25


async def test_no_more_requests_are_under_way_than_allowed(server: ReferenceServer) -> None:
    watched = Watched(server, together=3)
    async with AsyncLetta(
        api_key="any", http_client=httpx.AsyncClient(transport=watched)
    ) as client:
        async with anyio.create_task_group() as group:
            group.start_soon(tables.steps(client, concurrency=3).read)
            with anyio.fail_after(20):
                await watched.started.wait()
            watched.answering.set()
        assert watched.most == 3


async def test_a_failure_is_raised_as_the_client_raises_it(server: ReferenceServer) -> None:
    server.faults.add(status=500, path="*/steps", times=None)
    async with server:
        table = tables.steps(server.async_client(max_retries=0))
        with pytest.raises(InternalServerError):
            await table.read()
        async with table.stream() as found:
            with pytest.raises(InternalServerError):
                await anext(found)
        lenient = tables.steps(server.async_client(max_retries=0), strict=False)
        assert (await lenient.read()).num_rows == 0
        assert len(lenient.errors) == 25


async def test_a_failure_of_the_readers_own_is_raised_as_it_is(server: ReferenceServer) -> None:
    async def read(client: AsyncLetta) -> None:
        async with tables.steps(client).stream() as found:
            async for batch in found:
                raise KeyError(batch.num_rows)

    async with server:
        with pytest.raises(KeyError):
            await read(server.async_client())


async def test_cancelling_cancels_requests_and_an_export_goes_on_later(
    server: ReferenceServer, tmp_path: Path
) -> None:
    watched = Watched(server, together=4)
    async with AsyncLetta(
        api_key="any", http_client=httpx.AsyncClient(transport=watched)
    ) as client:
        table = tables.steps(client, concurrency=4)
        for read in (table.read, lambda: table.write_parquet(tmp_path / "steps")):
            watched.started = anyio.Event()
            async with anyio.create_task_group() as group:
                group.start_soon(read)
                with anyio.fail_after(20):
                    await watched.started.wait()
                group.cancel_scope.cancel()
            assert watched.under_way == 0
        assert watched.cancelled == 8
        assert list((tmp_path / "steps").iterdir()) == []
        watched.answering.set()
        await table.write_parquet(tmp_path / "steps")
        written = pl.read_parquet(tmp_path / "steps").sort("step_id")
        assert written.equals(pl.DataFrame(await table.read()).sort("step_id"))


@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
async def test_a_task_of_asyncio_that_is_cancelled_leaves_no_thread(
    server: ReferenceServer,
) -> None:
    watched = Watched(server, together=4)
    async with AsyncLetta(
        api_key="any", http_client=httpx.AsyncClient(transport=watched)
    ) as client:
        reading = asyncio.create_task(tables.steps(client, concurrency=4).read())
        await watched.started.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    assert watched.under_way == 0
    assert not [each for each in threading.enumerate() if "letta_client" in each.name]


async def test_leaving_a_stream_early_cancels_what_was_fetched_ahead(
    server: ReferenceServer,
) -> None:
    watched = Watched(server)
    async with AsyncLetta(
        api_key="any", http_client=httpx.AsyncClient(transport=watched)
    ) as client:
        async with tables.steps(client, concurrency=2).stream() as found:
            async for batch in found:
                assert batch.num_rows == 10
                break
        assert watched.under_way == 0


def test_no_more_requests_are_made_at_a_time_than_allowed(server: ReferenceServer) -> None:
    watching = threading.Lock()
    three = threading.Barrier(3)
    under_way = most = 0

    class Together(httpx.BaseTransport):
        """Answers when three requests wait for it."""

        inner = server.transport()

        @override
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal under_way, most
            if not request.url.path.endswith("/steps"):
                return self.inner.handle_request(request)
            with watching:
                under_way += 1
                most = max(most, under_way)
            three.wait(20)
            with watching:
                under_way -= 1
                return self.inner.handle_request(request)

    runs = list(server.client().runs.list(limit=9).items)
    with Letta(api_key="any", http_client=httpx.Client(transport=Together())) as client:
        assert tables.steps(client, runs=runs, concurrency=3).to_arrow().num_rows == 9
    assert most == 3


def test_tables_are_read_in_several_threads_at_a_time(server: ReferenceServer) -> None:
    table = tables.steps(server.client())
    with ThreadPoolExecutor(4) as pool:
        readings = [pool.submit(table.to_arrow) for _ in range(4)]
    assert [each.result() for each in readings] == [table.to_arrow()] * 4
    assert table.to_arrow().num_rows > 0
